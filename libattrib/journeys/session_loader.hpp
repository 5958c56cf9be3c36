/// @file
/// Reads the sessions of some days from the tables, by COPY.
#pragma once

#include <functional>
#include <libattrib/attribution/options.hpp>
#include <libattrib/journeys/session_block.hpp>
#include <libattrib/journeys/user_table.hpp>
#include <libattrib/postgres/connection.hpp>
#include <memory>
#include <span>
#include <vector>

namespace attrib {

/// A part of all users: the `which`-th of `of` parts.
struct user_part {
    unsigned which = 0;
    unsigned of = 1;
};

/// What sessions are read by. All must outlive the reading.
struct session_source {
    const attribution_options& options;  ///< how the tables were made
    std::shared_ptr<dictionary> texts;
    user_table& users;
    user_part part{};
};

using session_taker = std::function<void(const std::vector<shared_sessions>&)>;

/// Calls `take` with one block per day from `from` to before `to`, in their order, `at_once` days
/// with each statement, as the server limits the time of one. For `visitor`, sessions of the
/// journey window before are read first. REQUIRES: a transaction on `on` that sees one moment.
/// Throws what connection and `take` throw.
void load_sessions(connection& on, const session_source& source, calendar_day from, calendar_day to,
                   session_columns columns, std::chrono::days at_once, const session_taker& take);

/// The blocks `known` as they are after the refreshes that took these batches in: only sessions of
/// the users in them are read. REQUIRES: as above; `known` is not empty and of the same source,
/// ordered by day.
[[nodiscard]] std::vector<shared_sessions> load_changed_sessions(
    connection& on, const session_source& source, std::span<const shared_sessions> known,
    std::span<const std::int64_t> batch_ids);

}  // namespace attrib
