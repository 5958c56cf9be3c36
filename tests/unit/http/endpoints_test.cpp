#include <libattrib/http/endpoints.hpp>
#include <set>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using made_from = answer_scope::source;

std::string_view found(std::string_view path) {
    std::string_view id;
    const endpoint* const asked = find_endpoint(path, id);
    return asked == nullptr ? "none" : asked->path;
}

const endpoint& at_path(std::string_view path) {
    std::string_view id;
    return *find_endpoint(path, id);
}

const json march{
    {"range",
     {{"from", "2025-03-01"},
      {"to", "2025-03-16"},
      {"time_zone", "UTC"},
      {"is_default", false},
      {"today", "2025-03-20"}}},
    {"models", {{{"name", "first_click"}, {"rule", "first_click"}, {"is_materialized", true}}}},
    {"totals", json::array()}};

const indexed_csv& rows_of(const json& answer) {
    static csv_report made;
    made = csv_report_of(answer);
    return dynamic_cast<const indexed_csv&>(*made.rows);
}

const timestamp noon{std::chrono::sys_days{std::chrono::year{2025} / 3 / 20} +
                     std::chrono::hours{12}};

}  // namespace

TEST_CASE("paths name endpoints whole; after /conversions/ stands one name") {
    for (const endpoint& each : all_endpoints())
        if (!each.path.ends_with('/')) CHECK(found(each.path) == each.path);
    std::string_view id;
    REQUIRE(find_endpoint("/conversions/a%2Fb", id));
    CHECK(id == "a%2Fb");
    CHECK(found("/conversions/x") == "/conversions/");
    for (const char* const path :
         {"", "/", "/total", "/totals/", "/totalsx", "/Totals", "/conversions/", "/conversions/a/b",
          "/conversions//", "/events/recent/", "//totals", "/../totals", "/events"}) {
        INFO(path);
        CHECK(found(path) == "none");
    }
}

TEST_CASE("what an answer was made from, with its days") {
    report_query query;
    const answer_scope open = scope_of(at_path("/totals"), query, march, noon);
    CHECK(open.made_from == made_from::rollup);
    CHECK(to_string(*open.from) == "2025-03-01");
    CHECK_FALSE(open.to);  // follows the newest day
    calendar_day day;
    REQUIRE(parse_day("2025-03-16", day));
    query.filter.to = day;
    CHECK(scope_of(at_path("/channels"), query, march, noon).to == day);
    CHECK(scope_of(at_path("/channels"), query, march, noon).made_from == made_from::rollup);
    for (const char* const path : {"/campaigns", "/conversions"}) {
        const answer_scope rows = scope_of(at_path(path), query, march, noon);
        CHECK(rows.made_from == made_from::journeys);
        CHECK(to_string(*rows.from) == "2025-03-01");
        CHECK(rows.to == day);
    }
    for (const char* const path : {"/paths", "/path-lengths", "/days-to-convert", "/roles"}) {
        json answer = march;
        answer.erase("models");
        const answer_scope journeys = scope_of(at_path(path), query, answer, noon);
        CHECK(journeys.made_from == made_from::journeys);
        CHECK(to_string(*journeys.from) == "2025-03-01");
        CHECK(journeys.to == day);
        CHECK(journeys.until);
    }
    CHECK(scope_of(at_path("/events/recent"), {}, json::object(), noon).made_from ==
          made_from::events);
    CHECK(scope_of(at_path("/conversions/x"), {}, json::object(), noon).made_from ==
          made_from::events);
    CHECK(scope_of(at_path("/models"), {}, json::object(), noon).made_from == made_from::settings);
}

TEST_CASE("daily sums hold the models of the tables by channel, days and name of the conversion") {
    const auto made_from = [](const report_query& query, const json& answer = march) {
        return scope_of(at_path("/breakdown"), query, answer, noon).made_from;
    };
    report_query query;
    for (const dimension_facts& each : all_dimensions()) {
        query.filter.by = each.which;
        INFO(each.name);
        const bool is_in_sums = !each.is_of_touches() || each.which == dimension::channel;
        CHECK(made_from(query) == (is_in_sums ? made_from::rollup : made_from::journeys));
    }
    query = {};
    query.filter.only.conversion_name = "purchase";
    query.filter.only.currency = "EUR";
    query.filter.only.touch[0] = "Email";
    CHECK(made_from(query) == made_from::rollup);
    for (std::size_t i = 1; i < touch_column_count; ++i) {
        query = {};
        query.filter.only.touch[i] = "x";
        CHECK(made_from(query) == made_from::journeys);
    }
    json answer = march;
    answer["models"].push_back(
        {{"name", "linear"}, {"rule", "linear"}, {"is_materialized", false}});
    CHECK(made_from({}, answer) == made_from::journeys);
    answer["models"].push_back(
        {{"name", "markov"}, {"rule", "markov"}, {"is_materialized", false}});
    CHECK(made_from({}, answer) == made_from::events);
}

TEST_CASE("an answer about days is old when the day is over in its time zone") {
    json answer = march;
    CHECK(scope_of(at_path("/totals"), {}, answer, noon).until == noon + std::chrono::hours{12});
    answer["range"]["time_zone"] = "America/New_York";
    CHECK(scope_of(at_path("/totals"), {}, answer, noon).until == noon + std::chrono::hours{16});
    CHECK_FALSE(scope_of(at_path("/models"), {}, json::object(), noon).until);
}

TEST_CASE("the default range hangs on today while there is no conversion at all") {
    json answer = march;
    answer["range"]["is_default"] = true;
    CHECK_FALSE(scope_of(at_path("/totals"), {}, answer, noon).from);
    answer["totals"].push_back({{"currency", "EUR"}});
    CHECK(scope_of(at_path("/totals"), {}, answer, noon).from);
}

TEST_CASE("an answer as JSON and as CSV, under the name of its endpoint") {
    const json row{{"model", "a,b"},
                   {"currency", nullptr},
                   {"conversions", "0.5"},
                   {"revenue", "1.00"},
                   {"attributed", {{"conversions", "0.5"}, {"revenue", "1.00"}}},
                   {"unattributed", {{"conversions", "0"}, {"revenue", "0.00"}}}};
    const json answer{{"totals", json::array({row})}};
    const http_response as_json = json_response(answer);
    CHECK(as_json.content_type == "application/json");
    CHECK(json::parse(as_json.body) == answer);
    const http_response csv =
        csv_response(at_path("/totals"), {}, rows_of(answer).from_row(0), nullptr);
    CHECK(csv.content_type == "text/csv; charset=utf-8");
    CHECK(csv.body ==
          "model,currency,conversions,revenue,attributed_conversions,attributed_revenue,"
          "unattributed_conversions,unattributed_revenue\n"
          "\"a,b\",,0.5,1.00,0.5,1.00,0,0.00\n");
    const json none{{"data", json::array()}};
    const http_response recent =
        csv_response(at_path("/events/recent"), {}, rows_of(none).from_row(0), nullptr);
    REQUIRE(recent.headers.size() == 1);
    CHECK(recent.headers[0].second == "attachment; filename=\"events-recent.csv\"");
    CHECK(recent.rest.pieces == nullptr);
}

TEST_CASE("CSV of several pieces has the others after its body; a byte-order mark stands first") {
    const auto rows = std::make_shared<const indexed_csv>(indexed_csv::contents{});
    report_query query;
    query.has_byte_order_mark = true;
    const http_response csv = csv_response(at_path("/totals"), query, {"a\n", "1"}, rows);
    CHECK(csv.body ==
          "\xef\xbb\xbf"
          "a\n");
    CHECK(csv.rest.pieces == rows);
    CHECK(csv.rest.position == "1");
}

TEST_CASE("what is noted without a change of the tables shows after a while") {
    for (const char* const path : {"/quality", "/status/history"}) {
        const answer_scope scope = scope_of(at_path(path), {}, json::object(), noon);
        CHECK(scope.made_from == made_from::events);
        REQUIRE(scope.until);
        CHECK(*scope.until > noon);
        CHECK(*scope.until <= noon + std::chrono::seconds{10});
    }
}

}  // namespace attrib::test
