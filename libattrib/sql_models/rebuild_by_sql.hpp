/// @file
/// The tables from the raw events by SQL, as the engine makes them with rebuild_tables.
#pragma once

#include <atomic>
#include <libattrib/sql_models/build_models.hpp>
#include <libattrib/sql_models/data_tests.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct sql_options {
    std::string database;  ///< as `connection` takes it
    attribution_options attribution;
    channel_rules rules;
    std::vector<std::string> select;  ///< as select_models takes it; empty: all models
    bool full_refresh = false;        ///< rebuild all tables even where that is not needed
    const std::atomic<bool>* interrupt = nullptr;  ///< raised: stop, the old tables stay
    /// Told, before any model is made, why all tables are rebuilt; "" when they are not.
    std::function<void(const std::string&)> on_begin{};
    /// Told once when rows that were committed are waited for (hidden_rows.hpp), and once when they
    /// are there.
    std::function<void(const std::string&)> on_message{};
    model_handler on_built{};
    test_handler on_tested{};
};

/// Makes the models and marks the batches, all in one transaction: readers see the old tables or
/// the new. When SQL made the tables before, with the same settings and models, only the users of
/// new batches are computed; else everything is. What is in quarantine stays out and there; what
/// the database refuses is not looked for: it fails the run. Waits for other rebuilds. Throws
/// failure: invalid_option, bad_model, interrupted, those of connection.
std::vector<built_model> rebuild_by_sql(const sql_options& options);

/// Runs the project's tests on the tables there are. Returns how many failed. Throws failure:
/// interrupted, those of connection.
std::uint64_t test_tables(const sql_options& options);

}  // namespace attrib
