/// @file
/// Loading in tests: small batches, and what is in the tables as one short text.
#pragma once

#include <libattrib/ingest/loader.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <string>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

inline load_options small_batches(const temporary_database& database) {
    load_options options;
    options.database = database.name();
    options.batch_bytes = 64'000;
    return options;
}

inline void rebuild(const temporary_database& database, const attribution_options& how = {}) {
    rebuild_options options;
    options.database = database.name();
    options.engine = {how, 2};
    rebuild_tables(options, default_channel_classifier());
}

/// Count and sum of hashes of all rows, whatever batch they came in; and that ledger and tables
/// agree.
inline std::string fingerprint(const temporary_database& database) {
    return database.value(R"(
        with accepted as (
            select count(*) as rows, sum(hashtextextended((
                event_id, user_pseudo_id, event_timestamp, event_name, channel, source, medium,
                campaign, page_location, page_referrer, device_category, country, event_value,
                currency, transaction_id)::text, 0)) as hash from ga4_events_raw),
        rejected as (
            select count(*) as rows, sum(hashtextextended((line, reason, row_text)::text, 0)) as hash
            from ga4_events_rejected),
        ledger as (
            select sum(rows) as rows, sum(rejected) as rejected from ingest_batches)
        select format('%s rows %s, %s rejects %s, ledger %s', accepted.rows, accepted.hash,
                      rejected.rows, rejected.hash,
                      coalesce(ledger.rows, 0) = accepted.rows
                          and coalesce(ledger.rejected, 0) = rejected.rows)
        from accepted, rejected, ledger)");
}

}  // namespace attrib::test
