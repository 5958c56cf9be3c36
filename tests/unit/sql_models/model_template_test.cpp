#include <libattrib/sql_models/build_models.hpp>
#include <libattrib/sql_models/model_template.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

result<rendered_model> render(std::string_view text, bool is_incremental = false) {
    template_settings settings;
    settings.relation_of_model = [](const std::string& name) { return "m." + name; };
    settings.relation_of_source = [](const std::string& name) { return "s." + name; };
    settings.vars = {{"days", "7"}};
    settings.is_incremental = is_incremental;
    return render_model({"model", "model.sql", text}, settings);
}

}  // namespace

TEST_CASE("what a template may hold is filled in") {
    CHECK(render("select 1").value().sql == "select 1");
    CHECK(render("a {{ref('b')}} c {{ source('x', 'y') }}").value().sql == "a m.b c s.y");
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
         {"\n{{ macro() }}", "\n{{ ref('a', 'b') }}", "\n{{ ref(a) }}", "\n{{ var('x') }}",
          "\n{{ ref('a' }}", "\n{% for x in y %}", "\n{% endif %}", "\n{{ ref('a')", "\n{# note #}",
          "\n{{ config('table') }}", "\n{{ var('x', 1.5) }}", "\n{% if is_incremental() %} a"}) {
        const auto made = render(wrong);
        INFO(wrong);
        REQUIRE(made.has_error());
        CHECK(made.error().code == errc::bad_model);
        CHECK(made.error().message.starts_with("model.sql:2: "));
    }
    CHECK(render("{% if is_incremental() %}{% if is_incremental() %}{% endif %}").has_error());
}

TEST_CASE("models come behind what they refer to; cycles and refs to nothing are errors") {
    const auto model = [](std::vector<std::string> refs) {
        rendered_model made;
        made.refs = std::move(refs);
        return made;
    };
    const std::vector<std::string> names{"c", "a", "b"};
    const std::vector<std::string> seeds{"s"};
    const std::vector<rendered_model> chain{model({"b", "a"}), model({"s"}), model({"a"})};
    CHECK(order_models(chain, names, seeds).value() == std::vector<std::size_t>{1, 2, 0});
    const std::vector<rendered_model> cycle{model({"b"}), model({}), model({"c"})};
    CHECK(order_models(cycle, names, seeds).error().message ==
          "these models wait for one another: c b");
    const std::vector<rendered_model> nothing{model({"x"}), model({}), model({})};
    CHECK(order_models(nothing, names, seeds).error().code == errc::bad_model);
    CHECK(default_models().size() == 6);
}

}  // namespace attrib
