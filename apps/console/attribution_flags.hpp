/// @file
/// The options about sessions and attribution that several programs take.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <libattrib/attribution/options.hpp>
#include <libattrib/core/error.hpp>
#include <string>
#include <vector>

namespace attrib::console {

/// --models, --model, --lookback-days, --journey-days, --session-timeout-minutes, --conversion,
/// --timezone, --threads. Must stay where it is from `add_to` until the command line is parsed.
class attribution_flags {
   public:
    attribution_flags();
    attribution_flags(const attribution_flags&) = delete;
    attribution_flags& operator=(const attribution_flags&) = delete;

    void add_to(boost::program_options::options_description& options);

    /// What was given. Errors: invalid_option, unknown_time_zone, bad_models,
    /// file_not_found, file_unreadable.
    [[nodiscard]] result<attribution_options> attribution() const;

    /// The models of --models. Errors: as `attribution`.
    [[nodiscard]] result<model_list> own_models() const;

    /// The names that --model gave.
    [[nodiscard]] const std::vector<std::string>& chosen_models() const noexcept { return models_; }

    /// Files that are read for it.
    [[nodiscard]] std::vector<std::string> files() const;

    /// At least 1; without --threads as many as the machine has cores.
    [[nodiscard]] unsigned threads() const noexcept;

   private:
    std::string models_file_;
    std::vector<std::string> models_;
    std::int64_t lookback_days_ = 14;
    std::int64_t journey_days_ = 90;
    std::int64_t session_timeout_minutes_ = 30;
    std::vector<std::string> conversions_{"purchase"};
    std::string timezone_ = "UTC";
    std::int64_t threads_;
};

}  // namespace attrib::console
