/// @file
/// The options of attrib-attribute about files of paths.
#pragma once

#include <apps/console/attribution_flags.hpp>
#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <libattrib/attribution/path_attribution.hpp>
#include <libattrib/io/path_file.hpp>
#include <libattrib/io/reading_options.hpp>
#include <string>
#include <vector>

namespace attrib {

/// --paths, --path-columns, --path-separator and --order. Must stay where it is from `add_to` until
/// the command line is parsed.
class path_flags {
   public:
    void add_to(boost::program_options::options_description& options);

    /// Whether files of paths are read, and none of events.
    [[nodiscard]] bool are_asked() const noexcept { return !files_.empty(); }

    /// The files of --paths.
    [[nodiscard]] const std::vector<std::string>& files() const noexcept { return files_; }

    /// Throws failure (invalid_option) where one of the options that were `given` says nothing of
    /// paths, or where one of ours lacks --paths.
    void check_given(const std::vector<std::string>& given) const;

    /// Throws failure (bad_mapping, invalid_option).
    [[nodiscard]] path_file_options file_options(const reading_options& reading) const;

    /// What is asked of the paths: all models that need no times, or those of --model. Throws
    /// failure (bad_models, and what reading --models throws).
    [[nodiscard]] path_question question(const console::attribution_flags& flags) const;

   private:
    std::vector<std::string> files_;
    std::string columns_;
    std::string separator_ = " > ";
    std::int64_t order_ = 1;
};

}  // namespace attrib
