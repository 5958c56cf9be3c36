#include <fmt/format.h>

#include <algorithm>
#include <libattrib/sql_models/data_tests.hpp>

namespace attrib {
namespace {

data_test row_test(const column_test& test, const std::string& relation,
                   const std::string& condition) {
    return {.name = name_of(test),
            .refs = {test.model},
            .sql = fmt::format("select * from {} where {}", relation, condition),
            .relation = relation,
            .condition = condition};
}

// Citus joins tables of user rows by the user only.
std::string same_user(const column_test& test, const sql_project& project) {
    const auto has_user = [&](const std::string& model) {
        const auto columns = project.properties.columns.find(model);
        return columns != project.properties.columns.end() &&
               columns->second.contains("user_pseudo_id");
    };
    return has_user(test.model) && has_user(test.to)
               ? " and child.user_pseudo_id = parent.user_pseudo_id"
               : "";
}

data_test generic_test(const column_test& test, const sql_project& project,
                       const template_settings& settings) {
    const std::string relation = settings.relation_of_model(test.model);
    switch (test.what) {
        case column_test::kind::not_null:
            return row_test(test, relation, test.column + " is null");
        case column_test::kind::accepted_values: {
            std::string values;
            for (const std::string& value : test.values)
                values += (values.empty() ? "" : ", ") + quote_text(value);
            return row_test(test, relation,
                            fmt::format("{}::text not in ({})", test.column, values));
        }
        case column_test::kind::unique:
            return {.name = name_of(test),
                    .refs = {test.model},
                    .sql = fmt::format("select {0}, count(*) from {1} where {0} is not null group "
                                       "by {0} having count(*) > 1",
                                       test.column, relation)};
        case column_test::kind::unique_together: {
            std::string columns;
            for (const std::string& column : test.columns)
                columns += (columns.empty() ? "" : ", ") + column;
            return {
                .name = name_of(test),
                .refs = {test.model},
                .sql = fmt::format("select {0}, count(*) from {1} group by {0} having count(*) > 1",
                                   columns, relation)};
        }
        case column_test::kind::relationships:
            return {.name = name_of(test),
                    .refs = {test.model, test.to},
                    .sql = fmt::format(
                        "select child.* from {0} as child left join {1} as parent on "
                        "child.{2} = parent.{3}{4} where child.{2} is not null and parent.{3} is "
                        "null",
                        relation, settings.relation_of_model(test.to), test.column, test.field,
                        same_user(test, project))};
    }
    return {};
}

bool is_wanted(const data_test& test, const std::set<std::string>& selected,
               const sql_project& project) {
    return std::ranges::all_of(test.refs, [&](const std::string& ref) {
        return selected.contains(ref) ||
               std::ranges::find(project.seeds, ref, &seed_file::name) != project.seeds.end();
    });
}

// Failing rows of tests that share a scan.
query_result count_together(connection& on, std::span<const data_test> tests) {
    std::string counts;
    for (const data_test& test : tests)
        counts +=
            fmt::format("{}count(*) filter (where {})", counts.empty() ? "" : ", ", test.condition);
    return on.run("select " + counts + " from " + tests.front().relation);
}

}  // namespace

result<std::vector<data_test>> data_tests(const sql_project& project,
                                          const template_settings& settings,
                                          const std::set<std::string>& selected) {
    std::vector<data_test> tests;
    for (const column_test& each : project.properties.tests)
        tests.push_back(generic_test(each, project, settings));
    // Those that share a scan stand together.
    std::ranges::stable_sort(tests, {}, &data_test::relation);
    for (const model_template& text : project.tests) {
        auto rendered = render_model(text, settings);
        if (!rendered) return rendered.error();
        tests.push_back({.name = text.name, .refs = rendered->refs, .sql = rendered->sql});
    }
    std::erase_if(tests,
                  [&](const data_test& test) { return !is_wanted(test, selected, project); });
    return tests;
}

std::uint64_t run_data_tests(connection& on, std::span<const data_test> tests,
                             const test_handler& on_tested) {
    std::uint64_t failed = 0;
    const auto tell = [&](const data_test& test, std::int64_t failing) {
        if (failing != 0) ++failed;
        if (on_tested) on_tested({test.name, static_cast<std::uint64_t>(failing), test.sql});
    };
    for (std::size_t i = 0; i < tests.size();) {
        std::size_t end = i + 1;
        if (tests[i].relation.empty()) {
            const std::string count = "select count(*) from (" + tests[i].sql + "\n) as wrong";
            tell(tests[i], on.run(count).integer(0, 0));
        } else {
            while (end < tests.size() && tests[end].relation == tests[i].relation) ++end;
            const query_result counts = count_together(on, tests.subspan(i, end - i));
            for (std::size_t j = i; j < end; ++j) tell(tests[j], counts.integer(0, j - i));
        }
        i = end;
    }
    return failed;
}

}  // namespace attrib
