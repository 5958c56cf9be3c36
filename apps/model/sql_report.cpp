#include <fmt/format.h>

#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/model/sql_report.hpp>

namespace attrib {

void sql_report::attach(sql_options& options) {
    options.on_begin = [this](const std::string& reason) { begin(reason); };
    options.on_built = [this](const built_model& model) {
        console::throw_if_interrupted();
        built(model);
    };
    options.on_tested = [this](const test_outcome& test) {
        console::throw_if_interrupted();
        tested(test);
    };
}

double sql_report::seconds() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
}

void sql_report::begin(const std::string& reason) {
    seconds();
    if (is_json_) return;
    out_ << (reason.empty() ? "users with new events" : "all users: " + reason) << '\n'
         << std::flush;
}

void sql_report::built(const built_model& model) {
    const double took = seconds();
    if (is_json_)
        models_json_.push_back({{"model", model.name},
                                {"rows", model.rows},
                                {"seconds", took},
                                {"incremental", model.is_incremental},
                                {"view", model.is_view}});
    else if (model.is_view)
        out_ << fmt::format("{:<22} {:>19} {:>8.2f} s\n", model.name, "view", took) << std::flush;
    else
        out_ << fmt::format("{:<22} {:>14} rows {:>8.2f} s\n", model.name,
                            console::grouped(model.rows), took)
             << std::flush;
}

void sql_report::tested(const test_outcome& test) {
    ++tests_;
    if (test.failing != 0) ++failed_;
    if (is_json_)
        tests_json_.push_back({{"test", test.name}, {"failing", test.failing}, {"sql", test.sql}});
    else if (test.failing != 0)
        out_ << fmt::format("FAIL {}: {} rows; to see them:\n{}\n", test.name,
                            console::grouped(test.failing), test.sql);
}

int sql_report::finish() {
    if (is_json_)
        out_ << nlohmann::ordered_json{{"models", models_json_}, {"tests", tests_json_}}.dump(2)
             << '\n';
    else
        out_ << fmt::format("{} of {} tests passed {:>24.2f} s\n", tests_ - failed_, tests_,
                            seconds());
    return failed_ == 0 ? 0 : 1;
}

nlohmann::ordered_json json_of(const verification& found) {
    nlohmann::ordered_json tables = nlohmann::ordered_json::array();
    for (const table which : database_tables) {
        const table_comparison& each = found.tables[static_cast<std::size_t>(which)];
        tables.push_back({{"table", name_of(which)},
                          {"rows", each.stored},
                          {"again", each.checked},
                          {"only_there", each.only_stored},
                          {"only_again", each.only_checked}});
    }
    nlohmann::ordered_json chains = nlohmann::ordered_json::array();
    for (const chain_comparison& each : found.chains)
        chains.push_back({{"conversion", each.conversion_name},
                          {"by", journey_dimension_names[static_cast<std::size_t>(each.by)]},
                          {"states", each.states},
                          {"compared", each.is_compared},
                          {"largest_difference", each.largest_difference}});
    nlohmann::ordered_json first = nlohmann::ordered_json::array();
    for (const differing_row& row : found.first)
        first.push_back({{"table", name_of(row.which)},
                         {"side", row.is_stored ? "there" : "again"},
                         {"row", nlohmann::ordered_json::parse(row.row)},
                         {"events", row.events}});
    return {{"tables_by", found.stored_by},
            {"again_by", found.checked_by},
            {"chains", std::move(chains)},
            {"equal", found.is_equal()},
            {"users_set_aside", found.users_set_aside},
            {"batches_set_aside", found.batches_set_aside},
            {"tables", tables},
            {"first", first}};
}

}  // namespace attrib
