/// @file
/// What the tables say, as the JSON of libattrib/http/openapi.json: one function an endpoint, one
/// file of query/ a query.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/report/csv_pieces.hpp>
#include <libattrib/report/query_request.hpp>
#include <libattrib/report/report_filter.hpp>
#include <libattrib/report/report_source.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace attrib {

using json = nlohmann::ordered_json;

// Each reads one moment of the tables, in a transaction of its own; journeys that are kept in
// memory may be of a moment after that. Credit and money are exact text. All throw failure: those
// of connection; those with a filter, journey and recent events also stale_tables before the tables
// were made; those with a filter invalid_option for one that cannot be (`from` not before `to`,
// over 3,660 days, an unknown model, a limit of 0, a malformed cursor, text that is not UTF-8).

/// The envelope alone: range, window, filters, models, totals.
[[nodiscard]] json totals_report(const report_source& from, const report_filter& filter);

/// By day, week or month. Throws failure (invalid_option) also when days times currencies are over
/// 40,000.
[[nodiscard]] json timeseries_report(const report_source& from, const report_filter& filter);
[[nodiscard]] json channels_report(const report_source& from, const report_filter& filter);

/// 100 campaigns where the filter has no limit.
[[nodiscard]] json campaigns_report(const report_source& from, const report_filter& filter);

/// By the filter's dimension; 1,000 values where it has no limit.
[[nodiscard]] json breakdown_report(const report_source& from, const report_filter& filter);

/// 50 conversions where the filter has no limit.
[[nodiscard]] json conversions_report(const report_source& from, const report_filter& filter);

/// Paths by conversions, most first, then by their values; 50 where the filter has no limit. The
/// filter takes conversions with a touchpoint that passes what it says of touchpoints; of models it
/// has lookback_days alone. Throws failure (invalid_option) also for a `by` or a selection of paths
/// that cannot be, and where different paths would take more than 256 MiB.
[[nodiscard]] json paths_report(const report_source& from, const report_filter& filter);

/// Conversions of the same filter by their numbers of touchpoints.
[[nodiscard]] json path_lengths_report(const report_source& from, const report_filter& filter);

/// The same by whole days from the first touchpoint to the conversion.
[[nodiscard]] json days_to_convert_report(const report_source& from, const report_filter& filter);

/// What parts values of a dimension play on those paths, by influenced conversions, most first;
/// 1,000 values where the filter has no limit.
[[nodiscard]] json roles_report(const report_source& from, const report_filter& filter);

/// What the query measures, by model and dimensions: 1,000 groups where it has no limit.
[[nodiscard]] json query_report(const report_source& from, const query_request& asked);

/// Counts and filters by the days that sessions began on; of the filter only days and channel.
[[nodiscard]] json sessions_report(const report_source& from, const report_filter& filter);

/// Values of the filter's dimension that have its `search` in them: of a column of sessions by the
/// sessions of its days, of conversion_name or currency by their conversions, most first; 50 where
/// it has no limit. Of the filter only days, dimension, search and limit. Throws failure
/// (invalid_option) for another dimension.
[[nodiscard]] json values_report(const report_source& from, const report_filter& filter);

/// The dimensions, intervals and metrics of queries. Reads nothing.
[[nodiscard]] json dimensions_report();

/// Why a conversion, named by its conversion_id or its key, is credited as it is, by the models of
/// the filter (none: all of the tables); null for an unknown name. `user` is needed
/// only where several users have one of that id: without it then throws failure (invalid_option).
[[nodiscard]] json journey_report(const report_source& from, const std::string& conversion,
                                  const std::optional<std::string>& user,
                                  const report_filter& filter = {});

/// The last events as they arrived, newest first, of batches that the tables hold.
[[nodiscard]] json recent_events_report(connection& on, std::size_t limit);

/// The deliveries of these batches as `live_event`s, newest first, at most `limit` of them.
[[nodiscard]] json events_of_batches(connection& on, const std::vector<std::int64_t>& batch_ids,
                                     std::size_t limit);

/// How the tables were made and what waits: the members engine, made_at, time_zone, window,
/// schema_version, lag_ms, batches_waiting and rows_waiting of `status`.
[[nodiscard]] json tables_report(connection& on);

/// How good the data is: rejects by reason with samples, late events of the last 31 days and the
/// conversions that they moved, conversions of the filter's days that are unattributed, columns
/// that nothing is read from, the last verification, and what is in quarantine.
[[nodiscard]] json quality_report(const report_source& from, const report_filter& filter);

/// The last 1,440 minutes: what refreshes took in, and how long it had waited.
[[nodiscard]] json status_history_report(connection& on);

/// Time of the newest event in the tables that is not after `now`; nothing when there is none.
/// Reads all sessions.
[[nodiscard]] std::optional<timestamp> newest_event(connection& on, timestamp now);

/// The models that may be asked for, the rules they are made of, and the dimensions.
[[nodiscard]] json models_report(connection& on);

/// The Markov chain of the range's journeys, by channel or, where the filter's dimension says so,
/// by campaign: removal effects, transitions, how many journeys converted, ended or are open. Of
/// the filter only days, conversion and dimension; a conversion must be named where the tables have
/// several. Throws failure (invalid_option) for another dimension or name.
[[nodiscard]] json markov_report(const report_source& from, const report_filter& filter);

// Reports as CSV. Those of a filter or query have all rows where it has no limit, and throw what
// the report of the same name throws.

[[nodiscard]] csv_report timeseries_csv(const report_source& from, const report_filter& filter);
[[nodiscard]] csv_report campaigns_csv(const report_source& from, const report_filter& filter);
[[nodiscard]] csv_report breakdown_csv(const report_source& from, const report_filter& filter);

/// Each piece reads a moment of its own: a conversion that is in the tables all the time is in one
/// piece, once. What comes or goes meanwhile may be in or not. Pieces throw failure (stale_tables)
/// once the tables were made with other settings.
[[nodiscard]] csv_report conversions_csv(const report_source& from, const report_filter& filter);
[[nodiscard]] csv_report paths_csv(const report_source& from, const report_filter& filter);
[[nodiscard]] csv_report roles_csv(const report_source& from, const report_filter& filter);

/// Columns of the compared days have the prefix previous_, those of the change change_.
[[nodiscard]] csv_report query_csv(const report_source& from, const query_request& asked);

/// The rows of an answer's `data` (without one: its `totals`) as CSV with a header: members of
/// members are joined by `_`, null is empty. A conversion has a line per credit, a path, length or
/// number of days one per currency.
[[nodiscard]] csv_report csv_report_of(json answer);

/// The same as one text.
[[nodiscard]] std::string csv_of(const json& answer);

}  // namespace attrib
