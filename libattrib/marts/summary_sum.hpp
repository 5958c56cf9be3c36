/// @file
/// What engines that each had some of the users say together.
#pragma once

#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/engine/engine.hpp>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace attrib {

/// Adds up summaries of disjoint sets of users: their counts and the rows of mart_channel_daily and
/// of the tables of journeys. Not thread-safe.
class summary_sum {
   public:
    explicit summary_sum(const attribution_options& options)
        : names_(distinct_names(options.conversions)) {}

    void add(const engine_summary& part);

    /// The sum of all parts, its rows as one engine has them. REQUIRES: once, at the end.
    [[nodiscard]] engine_summary take();

   private:
    using daily_key =
        std::tuple<std::size_t, calendar_day, std::string, std::string, std::optional<std::string>>;

    void add_journeys(const engine_summary& part);

    std::vector<std::string> names_;
    engine_summary sum_;
    std::map<daily_key, daily_row> daily_;
    journey_statistics journeys_;
    dictionary texts_;
};

}  // namespace attrib
