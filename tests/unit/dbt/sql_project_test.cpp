// The project that comes with the library: what every model must have, and the shapes that run on
// many nodes.
#include <re2/re2.h>

#include <algorithm>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/dbt/sql_project.hpp>
#include <libattrib/sql_models/build_models.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// Models without users; small, and on every node of a cluster.
const std::set<std::string> models_of_no_user{"stg_batches",           "stg_channels",
                                              "mart_channel_daily",    "dda_sets_daily",
                                              "dda_transitions_daily", "int_taken_batches"};
// A null journey begins where the one before ends: the coordinator walks them.
const std::set<std::string> recursive_models{"int_journeys"};

std::string rendered(const model_template& model, bool is_incremental) {
    build_plan plan;
    template_settings settings = settings_of(default_project(), plan);
    settings.is_incremental = is_incremental;
    return render_model(model, settings).value().sql;
}

// Text without comments, in one line.
std::string plain(std::string sql) {
    RE2::GlobalReplace(&sql, "--[^\n]*", " ");
    RE2::GlobalReplace(&sql, "\\s+", " ");
    return sql;
}

// How often a pattern is found.
int count_of(const std::string& sql, const std::string& pattern) {
    const RE2 expression("(" + pattern + ")");
    re2::StringPiece rest(sql);
    int found = 0;
    while (RE2::FindAndConsume(&rest, expression)) ++found;
    return found;
}

// Why a model of user rows would not run on each node by itself; empty: it would.
std::string shape_problem(const std::string& sql) {
    for (const char* const wrong :
         {R"(\blimit\b)", R"(\boffset \d)", R"(\bunion (select|with)\b)", R"(\bexcept\b)",
          R"(\bintersect\b)", R"(\bgrouping sets\b)", R"(\bfor update\b)", R"(\brecursive\b)",
          R"(\bany ?\()", R"(\brandom\b)", R"(\bnow ?\()", R"(\bover \(\))", R"(\bover \(order)",
          R"(\bas \(order)"})
        if (count_of(sql, wrong) != 0) return wrong;
    // The instances are values of the query itself, which every node has.
    if (count_of(sql, R"(\bcross join )") != count_of(sql, R"(\bcross join instances\b)"))
        return "a cross join";
    if (count_of(sql, R"(\bpartition by )") !=
        count_of(sql, R"(\bpartition by (\w+\.)?user_pseudo_id\b)"))
        return "a window that is not of one user";
    if (count_of(sql, R"(\bdistinct on \()") !=
        count_of(sql, R"(\bdistinct on \( ?(\w+\.)?user_pseudo_id\b)"))
        return "distinct on that does not begin with the user";
    if (count_of(sql, R"(\bgroup by )") != count_of(sql, R"(\bgroup by (\w+\.)?user_pseudo_id\b)"))
        return "groups that are not of one user";
    if (count_of(sql, R"(\bselect distinct )") !=
        count_of(sql, R"(\bselect distinct (on\b|(\w+\.)?user_pseudo_id\b))"))
        return "distinct rows that are not of one user";
    // A common table expression is read once.
    static const RE2 cte(R"((?:with|\),) (\w+) as \()");
    re2::StringPiece rest(sql);
    for (std::string name; RE2::FindAndConsume(&rest, cte, &name);)
        if (count_of(sql, R"(\b(from|join) )" + name + R"(\b)") > 1) return name + " is read twice";
    return {};
}

}  // namespace

TEST_CASE("files are sorted by what they are") {
    const std::vector<embedded_file> files{
        {"staging/a.sql", "select 1"},
        {"tests/t.sql", "select 2"},
        {"seeds/s.csv", "x\n"},
        {"macros/m.sql", "-- M.\n{% macro m() %}3{% endmacro %}"},
        {"staging/a.yml", "models:\n  - name: a\n    description: A.\n"}};
    const sql_project project = read_project(files).value();
    REQUIRE(project.models.size() == 1);
    CHECK(project.models[0].name == "a");
    CHECK(project.models[0].file == "models/staging/a.sql");
    REQUIRE(project.macros.size() == 1);
    CHECK(project.macros.at("m").text == "3");
    CHECK(project.macros.at("m").first_line == 2);
    REQUIRE(project.tests.size() == 1);
    CHECK(project.tests[0].name == "t");
    REQUIRE(project.seeds.size() == 1);
    CHECK(project.seeds[0].name == "s");
    CHECK(project.properties.descriptions.at("a") == "A.");
    std::vector<embedded_file> other = files;
    other[0].text = "select 3";
    CHECK(read_project(other)->digest != project.digest);
    CHECK(read_project(files)->digest == project.digest);
    const std::vector<embedded_file> wrong{{"a.yml", "x: 1\n"}};
    CHECK(read_project(wrong).error().message.starts_with("models/a.yml:1: "));
}

TEST_CASE("every model says its grain, first in its file and in its .yml") {
    const sql_project& project = default_project();
    CHECK(project.models.size() == 16);
    CHECK(project.tests.size() == 7);
    for (const model_template& model : project.models) {
        INFO(model.name);
        CHECK(model.text.starts_with("-- One row "));
        CHECK(project.properties.descriptions.at(model.name).starts_with("One row "));
        CHECK_FALSE(project.properties.columns.at(model.name).empty());
        CHECK(std::ranges::any_of(project.properties.tests, [&](const column_test& test) {
            return test.model == model.name && (test.what == column_test::kind::unique ||
                                                test.what == column_test::kind::unique_together);
        }));
    }
    for (const column_test& test : project.properties.tests) {
        INFO(name_of(test));
        CHECK((test.column.empty() ||
               project.properties.columns.at(test.model).contains(test.column)));
    }
}

// Else dbt would keep rows that were made with another value of the variable.
TEST_CASE("what incremental models read of variables and seeds is in the digest of taken batches") {
    const sql_project& project = default_project();
    static const RE2 read(R"(\b(var\('\w+'|ref\('channel_\w+'|conversion_names\())");
    const std::string digested = test::contents_of("models/macros/only_dbt/settings_digest.sql") +
                                 std::string(project.macros.at("made_with").text);
    for (const std::string model :
         {"stg_ga4_events", "stg_channels", "stg_conversions", "int_sessions"}) {
        const auto text = std::ranges::find(project.models, model, &model_template::name);
        re2::StringPiece rest(text->text.data(), text->text.size());
        for (std::string name; RE2::FindAndConsume(&rest, read, &name);) {
            INFO(model << " " << name);
            CHECK(digested.find(name) != std::string::npos);
        }
    }
}

// So that a rule is added by one file.
TEST_CASE("a rule of attribution has a file of its own, and no other names it") {
    std::size_t rules = 0;
    for (const auto& [name, macro] : default_project().macros) {
        if (!name.starts_with("weight_of_")) continue;
        ++rules;
        const std::string rule = name.substr(std::string("weight_of_").size());
        CHECK(macro.file == "models/macros/weights/" + rule + ".sql");
        for (const auto& [other, text] : default_project().macros)
            if (text.file != macro.file)
                CHECK(text.text.find("'" + rule + "'") == std::string_view::npos);
    }
    CHECK(rules == 10);
}

TEST_CASE("models of user rows have shapes that push down to the nodes") {
    for (const model_template& model : default_project().models) {
        if (models_of_no_user.contains(model.name) || recursive_models.contains(model.name))
            continue;
        for (const bool is_incremental : {false, true}) {
            INFO(model.file << (is_incremental ? ", incremental" : ""));
            CHECK(shape_problem(plain(rendered(model, is_incremental))).empty());
        }
    }
}

TEST_CASE("in every model days are those of a named zone, and no with stands before an insert") {
    for (const model_template& model : default_project().models) {
        const std::string sql = plain(rendered(model, false));
        INFO(model.file);
        CHECK(count_of(sql, R"(::date)") == count_of(sql, R"(at time zone '[^']+'\)::date)"));
        CHECK(count_of(sql, R"(\binsert\b|\bupdate\b|\bdelete\b)") == 0);
        CHECK(count_of(sql, R"(\bcurrent_(date|timestamp)\b|\blocaltime)") == 0);
    }
}

TEST_CASE("shapes that do not push down are found") {
    CHECK(shape_problem("with a as (select * from t) select user_pseudo_id from a").empty());
    CHECK_FALSE(shape_problem("with a as ( select 1) select * from a join a").empty());
    for (const char* const wrong :
         {"select * from t limit 1", "select distinct channel from t",
          "select channel, count(*) from t group by channel", "select row_number() over () from t",
          "select lag(x) over (partition by channel order by y) from t",
          "select distinct on (channel) * from t", "select 1 union select 2",
          "select * from t where x = any($1)"}) {
        INFO(wrong);
        CHECK_FALSE(shape_problem(wrong).empty());
    }
}

}  // namespace attrib
