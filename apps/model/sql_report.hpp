/// @file
/// What SQL did, line by line as it goes or as one JSON at the end.
#pragma once

#include <chrono>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <nlohmann/json.hpp>
#include <ostream>

namespace attrib {

/// Takes what rebuild_by_sql and test_tables tell. `out` must outlive it.
class sql_report {
   public:
    sql_report(std::ostream& out, bool as_json) : out_(out), is_json_(as_json) {}

    /// Makes the options' handlers report here; they stop the work when the user interrupts.
    void attach(sql_options& options);

    /// Ends the report; the exit status: 1 when a test failed.
    int finish();

   private:
    double seconds();
    void begin(const std::string& reason);
    void built(const built_model& model);
    void tested(const test_outcome& test);

    std::ostream& out_;
    bool is_json_;
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
    std::uint64_t tests_ = 0;
    std::uint64_t failed_ = 0;
    nlohmann::ordered_json models_json_ = nlohmann::ordered_json::array();
    nlohmann::ordered_json tests_json_ = nlohmann::ordered_json::array();
};

/// Counts and first differences.
[[nodiscard]] nlohmann::ordered_json json_of(const verification& found);

}  // namespace attrib
