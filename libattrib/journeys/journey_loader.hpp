/// @file
/// Reads the journeys of some days' conversions from the tables, by COPY.
#pragma once

#include <functional>
#include <libattrib/attribution/options.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib {

/// What journeys are read by. All must outlive the reading.
struct journey_source {
    /// How the tables were made.
    const attribution_options& options;
    const touch_classifier& classifier;
    std::shared_ptr<dictionary> texts;
    /// Makes a second connection that may read what `on` reads; empty: one connection reads all.
    std::function<connection()> connect{};
};

/// How far journeys reach back: the journey window, and further where a model of the tables looks
/// back further.
[[nodiscard]] microseconds journey_reach(const attribution_options& options);

/// One block per day from `from` to before `to`. REQUIRES: a read-only, repeatable read transaction
/// on `on`, of whose moment all is. Throws what connection throws.
[[nodiscard]] std::vector<shared_block> load_journeys(connection& on, const journey_source& source,
                                                      calendar_day from, calendar_day to,
                                                      touch_columns columns);

}  // namespace attrib
