/// @file
/// What the engine found, as a text for people and as JSON for programs.
#pragma once

#include <apps/console/channel_totals.hpp>
#include <apps/console/hints.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/reject_tally.hpp>
#include <nlohmann/json_fwd.hpp>
#include <ostream>

namespace attrib::console {

/// Prints the counts that are known, then one model against another per channel: one table per
/// currency, channels by revenue of the first model, the unattributed last, then the totals.
void print_summary(std::ostream& out, const engine_summary& summary,
                   const compared_models& models = first_and_last());

/// What a summary says besides: why rows were rejected, and where nothing converts, which names
/// there are.
struct findings {
    reject_tally rejects;
    names_seen names;
};

/// The summary and findings as JSON or as text.
void report(std::ostream& out, const engine_summary& summary, const findings& found, bool as_json,
            const compared_models& models = first_and_last());

/// Only the tables.
void print_channels(std::ostream& out, const std::vector<daily_row>& daily,
                    const compared_models& models = first_and_last());

/// The same as an object. Amounts are decimal strings, null where a sum does not fit; a null
/// currency and an unattributed channel are null.
[[nodiscard]] nlohmann::ordered_json summary_json(const engine_summary& summary,
                                                  const compared_models& models = first_and_last());

}  // namespace attrib::console
