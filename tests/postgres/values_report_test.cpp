// What pickers offer.
#include <tests/support/generated_file.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

report_filter values_of(dimension by, std::string search = {}) {
    report_filter filter = days("2025-02-01", "2025-04-01");
    filter.by = by;
    filter.search = std::move(search);
    return filter;
}

// Whether there is such a query.
bool is_query(const json& asked) {
    try {
        static_cast<void>(query_of(asked));
        return true;
    } catch (const failure&) {
        return false;
    }
}

}  // namespace

TEST_CASE("values of every column of sessions are those of the table, most sessions first") {
    const temporary_database database;
    fill(database, generated_csv(small_scenario(5000)));
    connection on = database.connect();
    for (std::size_t i = 0; i < touch_column_count; ++i) {
        const std::string column(touch_column_names[i]);
        report_filter filter = values_of(dimension_named(column).value());
        filter.from = filter.to = std::nullopt;  // the newest days
        filter.limit = 1000;
        const json answer = values_report(on, filter);
        check_schema("values", answer);
        CHECK(answer.at("dimension") == column);
        CHECK(answer.at("more") == 0);
        CHECK_FALSE(answer.at("data").empty());
        const query_result expected =
            on.run("select " + column + ", count(*) from int_sessions where session_start >= '" +
                   answer.at("range").at("from").get<std::string>() + "' and session_start < '" +
                   answer.at("range").at("to").get<std::string>() + "' group by " + column +
                   " order by count(*) desc, coalesce(" + column + ", '')");
        REQUIRE(answer.at("data").size() == expected.rows());
        for (std::size_t row = 0; row < expected.rows(); ++row) {
            const json& shown = answer.at("data").at(row);
            CHECK(shown.at("value").is_null() == expected.is_null(row, 0));
            if (!expected.is_null(row, 0)) CHECK(shown.at("value") == expected.text(row, 0));
            CHECK(shown.at("sessions") == expected.integer(row, 1));
        }
    }
}

TEST_CASE("values are searched in either case, and cut") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    json answer = values_report(on, values_of(dimension::channel, "E"));
    CHECK(answer.at("data").size() == 3);
    answer = values_report(on, values_of(dimension::channel, "PAID"));
    REQUIRE(answer.at("data").size() == 1);
    CHECK(answer.at("data").at(0).at("value") == "Paid Search");
    report_filter first = values_of(dimension::channel);
    first.limit = 1;
    answer = values_report(on, first);
    CHECK(answer.at("data").size() == 1);
    CHECK(answer.at("more") == 2);
}

TEST_CASE("names and currencies of conversions come by conversions") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    for (const auto& [by, name, value] :
         {std::tuple(dimension::conversion_name, "conversion_name", "purchase"),
          {dimension::none, "currency", "EUR"}}) {
        const json answer = values_report(on, values_of(by));
        check_schema("values", answer);
        CHECK(answer.at("dimension") == name);
        CHECK(answer.at("data") == json::array({{{"value", value}, {"conversions", 2}}}));
        CHECK(values_report(on, values_of(by, "no such")).at("data").empty());
    }
    for (const dimension by : {dimension::source_medium, dimension::day, dimension::touch_no})
        CHECK(code_of([&] { static_cast<void>(values_report(on, values_of(by))); }) ==
              errc::invalid_option);
}

TEST_CASE("dimensions and metrics are those that a query takes") {
    const json answer = dimensions_report();
    check_schema("dimensions", answer);
    for (const json& each : answer.at("dimensions")) {
        INFO(each.dump());
        const json asked{{"dimensions", {each.at("name")}}};
        CHECK(query_of(asked).columns() == each.at("columns"));
        json of_sessions = asked;
        of_sessions["metrics"] = {"users"};
        CHECK(is_query(of_sessions) == each.at("is_of_sessions"));
        for (const json& column : each.at("columns"))
            for (const json& test : each.at("operators")) {
                json filter = json::array({test, column});
                if (test != "null") filter.push_back("x");
                json asked_with = json::object();
                asked_with["filters"] = json::array({filter});
                CHECK_FALSE(query_of(asked_with).filter.only.where.is_always());
            }
    }
    for (const json& each : answer.at("metrics")) {
        const query_request asked = query_of({{"metrics", {each.at("name")}}});
        CHECK(asked.by_currency == each.at("is_of_money"));
        CHECK(asked.is_by_session() == each.at("is_of_sessions"));
        CHECK(asked.is_by_model() == (each.at("of") == "model"));
    }
    for (const json& each : answer.at("intervals")) CHECK(query_of({{"interval", each}}).interval);
    CHECK(row_of(answer.at("dimensions"), {{"name", "landing_page"}}).at("title") ==
          "Landing page");
    CHECK(row_of(answer.at("dimensions"), {{"name", "landing_page"}}).at("plural") ==
          "landing pages");
    const json parameters = row_of(answer.at("dimensions"), {{"name", "visitor"}});
    CHECK(parameters.at("is_of_paths") == true);
    CHECK(parameters.at("is_parameter") == false);
}

}  // namespace attrib::test
