/// @file
/// The tables kept up to date for as long as is wanted.
#pragma once

#include <libattrib/marts/refresh.hpp>
#include <libattrib/postgres/reconnect.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>

namespace attrib {

struct follow_options {
    std::string database;  ///< as `connection` takes it
    attribution_options attribution;
    channel_rules rules;
    bool by_sql = false;                 ///< refresh with the SQL models
    unsigned threads = 1;                ///< of a full rebuild
    std::uint64_t rows_a_step = 50'000;  ///< taken in by one transaction, or one batch
    retry_policy how{};                  ///< whose interrupt ends it
    std::function<void(const refresh_summary&)>
        on_refresh{};  ///< told after each; SQL: batches only
};

/// Refreshes as batches come, told by NOTIFY, looking once a second in any case. Rebuilds the
/// tables when they were never made, were made with other settings, or lack so many rows (a fifth
/// of all, and more than four steps) that this takes less time. Any number of these may run on one
/// database: each takes what waits when it is its turn, so that when one dies the others do its
/// work. No failure of the database or of the data ends it: it tells `how`, reconnects and tries
/// again with backoff. Where only the rebuild fails that would save time, refreshes go on. Tables
/// that others made with other settings since are left to them. Returns when interrupted. Throws
/// failure for settings that no attempt can work with: bad_rules, bad_model, invalid_option.
void follow_tables(const follow_options& options);

}  // namespace attrib
