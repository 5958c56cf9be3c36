#include <libattrib/dbt/model_template.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

const macro_map& macros() {
    static const macro_map read = [] {
        macro_map out;
        REQUIRE(read_macros("macros/some.sql",
                            "-- Some.\n{% macro weight_of_a() %}A{% endmacro %}\n"
                            "{% macro weight_of_b() %}{% set x %}B{{ ref('r') }}{% endset %}"
                            "{{ x }}{{ x }}{% endmacro %}\n\n"
                            "{% macro again() %}{{ again() }}{% endmacro %}"
                            "{% macro wrong() %}\n{{ what }}{% endmacro %}"
                            "{% macro sum_of(a, b) %}{{ a }}+{{ b }}{% endmacro %}"
                            "{% macro day(t) %}{{ adapter.dispatch('day', 'p')(t) }}{% endmacro %}"
                            "{% macro default__day(t) %}date({{ t }}){% endmacro %}"
                            "{% macro own__day(t) %}{{ t }}::day{% endmacro %}",
                            out));
        return out;
    }();
    return read;
}

result<rendered_model> render(std::string_view text, bool is_incremental = false,
                              const std::string& dialect = "postgres") {
    template_settings settings;
    settings.macros = &macros();
    settings.relation_of_model = [](const std::string& name) { return "m." + name; };
    settings.relation_of_source = [](const std::string& group, const std::string& name) {
        return group == "none" ? std::string() : group + "." + name;
    };
    settings.vars = {{"days", "7"}};
    settings.macro_texts = {{"given", "G"}};
    settings.dialect = dialect;
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

TEST_CASE("macros are called, by name and each that begins so") {
    CHECK(render("{{ weight_of_a() }}.{{ weight_of_b() }}").value().sql == "A.Bm.rBm.r");
    CHECK(render("{{ weight_of_b() }}").value().refs == std::vector<std::string>{"r"});
    CHECK(render("{% for n in context if n.startswith('weight_of_') %}{{ n }} {{ n[10:] }}="
                 "{{ context[n]() }};{% endfor %}.")
              .value()
              .sql == "weight_of_a a=A;weight_of_b b=Bm.rBm.r;.");
    CHECK(render("{% for n in context if n.startswith('x') %}{{ n }}{% endfor %}").value().sql ==
          "");
    CHECK(render("{% set a %}1{{ var('days', 2) }}{% endset %}{{ a }}{{ a }}").value().sql ==
          "1717");
}

TEST_CASE("macros take arguments: texts, names and calls") {
    CHECK(render("{{ sum_of('x', 2) }}").value().sql == "x+2");
    CHECK(render("{% set n %}y{% endset %}{{ sum_of(n, var('days')) }}").value().sql == "y+7");
    CHECK(render("{{ sum_of(sum_of('a', 'b'), given()) }}").value().sql == "a+b+G");
    CHECK_THAT(render("{{ sum_of('a') }}").error().message,
               Catch::Matchers::Contains("sum_of takes 2 arguments, and has 1"));
    // A macro sees its arguments, and none of the names around its call.
    CHECK(render("{% set what %}y{% endset %}{{ wrong() }}").has_error());
}

TEST_CASE("a macro is dispatched to that of the dialect, else to the default") {
    CHECK(render("{{ day('t') }}").value().sql == "date(t)");
    CHECK(render("{{ day('t') }}", false, "own").value().sql == "t::day");
    CHECK(render("{{ adapter.dispatch('none', 'p')() }}").has_error());
}

TEST_CASE("what is wrong in a macro is an error with its place there") {
    CHECK(render("\n{{ wrong() }}").error().message.starts_with("macros/some.sql:6: "));
    CHECK_THAT(render("{{ again() }}").error().message,
               Catch::Matchers::Contains("again calls itself"));
    for (const std::string_view wrong :
         {"\n{% macro a() %}", "\n{% macro a(b=1) %}{% endmacro %}", "\n{% macro a",
          "{% macro a() %}{% endmacro %}\n{% macro a() %}{% endmacro %}"}) {
        macro_map out;
        const auto read = read_macros("m.sql", wrong, out);
        INFO(wrong);
        REQUIRE(read.has_error());
        CHECK(read.error().code == errc::bad_model);
        CHECK(read.error().message.starts_with("m.sql:2: "));
    }
}

TEST_CASE("anything else is an error with its place") {
    for (const std::string_view wrong :
         {"\n{{ macro() }}",
          "\n{{ ref('a', 'b') }}",
          "\n{{ source('none', 'a') }}",
          "\n{{ ref(a) }}",
          "\n{{ var('x') }}",
          "\n{{ ref('a' }}",
          "\n{% for x in y %}",
          "\n{{ nothing }}",
          "\n{{ context[a]() }}",
          "\n{% set a %}",
          "\n{% set a = 1 %}",
          "\n{% for n in context if m.startswith('a') %}{% endfor %}",
          "\n{% for n in context if n.startswith('a') %}",
          "\n{% endfor %}",
          "\n{% endset %}",
          "\n{% macro a() %}{% endmacro %}",
          "\n{% endif %}",
          "\n{{ ref('a')",
          "\n{# note #}",
          "\n{{ config('table') }}",
          "\n{{ var('x', 1.5) }}",
          "\n{% if is_incremental() %} a"}) {
        const auto made = render(wrong);
        INFO(wrong);
        REQUIRE(made.has_error());
        CHECK(made.error().code == errc::bad_model);
        CHECK(made.error().message.starts_with("model.sql:2: "));
    }
}

}  // namespace attrib
