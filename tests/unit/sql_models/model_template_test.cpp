#include <libattrib/sql_models/model_template.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

result<rendered_model> render(std::string_view text, bool is_incremental = false) {
    template_settings settings;
    settings.relation_of_model = [](const std::string& name) { return "m." + name; };
    settings.relation_of_source = [](const std::string& group, const std::string& name) {
        return group == "none" ? std::string() : group + "." + name;
    };
    settings.vars = {{"days", "7"}};
    settings.is_incremental = is_incremental;
    return render_model({"model", "model.sql", text}, settings);
}

}  // namespace

TEST_CASE("what a template may hold is filled in") {
    CHECK(render("select 1").value().sql == "select 1");
    CHECK(render("a {{ref('b')}} c {{ source('x', 'y') }}").value().sql == "a m.b c x.y");
    CHECK(render("{{ var('days', 14) }} {{ var('zone', 'UTC') }}").value().sql == "7 UTC");
    CHECK(render("{{ var('names', \"'a', 'b'\") }}").value().sql == "'a', 'b'");
    const std::string branch = "a{% if is_incremental() %} b {{ ref('c') }}{% endif %} d";
    CHECK(render(branch).value().sql == "a d");
    CHECK(render(branch, true).value().sql == "a b m.c d");
    const rendered_model made =
        render("{{ config(materialized='table', unique_key='u') }}{{ ref('a') }}{{ ref('a') }}")
            .value();
    CHECK(made.config.at("materialized") == "table");
    CHECK(made.refs == std::vector<std::string>{"a"});
}

TEST_CASE("anything else is an error with its place") {
    for (const std::string_view wrong :
         {"\n{{ macro() }}", "\n{{ ref('a', 'b') }}", "\n{{ source('none', 'a') }}",
          "\n{{ ref(a) }}", "\n{{ var('x') }}", "\n{{ ref('a' }}", "\n{% for x in y %}",
          "\n{% endif %}", "\n{{ ref('a')", "\n{# note #}", "\n{{ config('table') }}",
          "\n{{ var('x', 1.5) }}", "\n{% if is_incremental() %} a"}) {
        const auto made = render(wrong);
        INFO(wrong);
        REQUIRE(made.has_error());
        CHECK(made.error().code == errc::bad_model);
        CHECK(made.error().message.starts_with("model.sql:2: "));
    }
    CHECK(render("{% if is_incremental() %}{% if is_incremental() %}{% endif %}").has_error());
}

}  // namespace attrib
