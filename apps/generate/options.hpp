/// @file
/// The command line of attrib-generate.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <libattrib/generate/scenario.hpp>
#include <string>

namespace attrib {

/// Must stay where it is from `add_to` until the command line is parsed.
class generate_options {
   public:
    generate_options();
    generate_options(const generate_options&) = delete;
    generate_options& operator=(const generate_options&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// Throws failure (invalid_option).
    [[nodiscard]] scenario wanted() const;

    [[nodiscard]] unsigned threads() const noexcept { return static_cast<unsigned>(threads_); }

    std::string output = "-";
    std::string truth;

   private:
    std::int64_t events_ = 0;
    std::int64_t seed_ = 1;
    std::int64_t users_ = 0;
    std::int64_t days_ = 60;
    std::string start_ = "2025-01-01";
    double duplicates_ = 0.015;
    double late_ = 0.02;
    double broken_ = 0;
    std::int64_t threads_;
};

}  // namespace attrib
