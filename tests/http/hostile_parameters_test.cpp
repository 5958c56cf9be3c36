// SQL, markup and other odd text in every parameter of every endpoint.
#include <libattrib/http/endpoints.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

const std::vector<std::string> hostile{"' or '1'='1",
                                       "'; drop table mart_last_click; --",
                                       "\\'; delete from ga4_events_raw; --",
                                       "$1",
                                       "$$ || pg_sleep(30) || $$",
                                       "1) union select usename, passwd from pg_shadow --",
                                       "%' escape 'x",
                                       "\"; select 1 / 0; \"",
                                       "<script>alert(1)</script>",
                                       "\xf0\x9f\x98\x80 \xe2\x80\xae\xcc\x81",
                                       std::string(1024, '\''),
                                       "{1,2}",
                                       "null",
                                       "\r\nSet-Cookie: a=b",
                                       "-0",
                                       "\x01\x7f"};

std::string encoded(const std::string& text) {
    std::string out;
    for (const char each : text) {
        constexpr const char* digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(each);
        out += '%';
        out += digits[byte / 16];
        out += digits[byte % 16];
    }
    return out;
}

constexpr std::array text_names{"conversion", "currency", "channel",      "source",
                                "medium",     "campaign", "landing_page", "device_category",
                                "country",    "contains", "starts_with",  "ends_with"};
constexpr std::array other_names{"from",       "to",         "models", "lookback_days", "direct",
                                 "by",         "limit",      "cursor", "format",        "user",
                                 "min_length", "max_length", "bom",    "unknown"};

// Text that names nothing finds nothing; anything else is refused by the name of its parameter.
void check(http_client& client, const std::string& target, const std::string& name,
           const std::string& value) {
    const http_answer answer = client.ask("GET", target);
    INFO(target << '\n' << answer.body);
    CHECK(answer.header("set-cookie").empty());
    if (answer.status == 400) {
        CHECK(answer.json()["parameter"] == name);
        CHECK(answer.json()["given"] == value);
        return;
    }
    REQUIRE(answer.status == 200);
    REQUIRE(std::ranges::find(text_names, name) != text_names.end());
    const auto body = answer.json();
    const auto& told = body["filters"][name];
    CHECK((name == "contains" ? told.at(0) : told) == value);
    if (body.contains("data") && !target.starts_with("/api/v1/timeseries"))
        CHECK(body["data"].empty());
}

}  // namespace

TEST_CASE("hostile text in any parameter finds nothing, or is refused by name") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    const std::string count =
        "select (select count(*) from mart_last_click) || ' ' || (select count(*) from "
        "ga4_events_raw)";
    const std::string before = database.value(count);
    http_client client(server.port());
    for (const endpoint& each : all_endpoints()) {
        if (each.path.ends_with('/')) continue;
        const std::string path = std::string(api_root) + std::string(each.path) + "?";
        const std::string needed = each.path == "/breakdown" ? "&by=campaign" : "";
        for (const std::string& value : hostile) {
            for (const std::string name : text_names)
                check(client, path + name + "=" + encoded(value) + needed, name, value);
            for (const std::string name : other_names)
                check(client, path + name + "=" + encoded(value) + (name == "by" ? "" : needed),
                      name, value);
        }
    }
    CHECK(database.value(count) == before);
}

TEST_CASE("hostile names of conversions and users name none") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    http_client client(server.port());
    for (const std::string& value : hostile) {
        INFO(value);
        const std::string path = "/api/v1/conversions/";
        CHECK(client.ask("GET", path + encoded(value)).status == 404);
        CHECK(client.ask("GET", path + "d?user=" + encoded(value)).status == 404);
        const http_answer posted =
            client.ask("POST", "/api/v1/events", may_write + "Content-Type: application/json\r\n",
                       nlohmann::json{{"user_pseudo_id", "u"},
                                      {"event_timestamp", "2025-03-01T10:00:00Z"},
                                      {"event_name", "a"},
                                      {"campaign", value}}
                           .dump());
        CHECK(posted.status == 200);
        CHECK(posted.json()["accepted"] == 1);
        CHECK(client.ask("GET", "/" + encoded(value)).status == 404);
    }
}

TEST_CASE("models, lookbacks and dimensions that cannot be are refused by name, with what can") {
    const temporary_database database;
    load_csv(database, "tests/data/worked_example.csv", "--journey-days 30");
    const served server(database.name(), {"--refresh", "off"});
    struct expectation {
        std::string target, parameter, allowed;
    };
    const std::string models =
        "first_click, last_click, first_non_direct, last_non_direct, last_paid, google_paid, "
        "linear, position_based, time_decay, shapley, markov, markov_channel";
    for (const expectation& each :
         {expectation{"/totals?models=middle_click", "models", models},
          {"/conversions/d?models=middle_click", "models", models},
          {"/totals?models=linear,shapley,linear", "models", models},
          {"/channels?lookback_days=0", "lookback_days", "a whole number from 1 to 90"},
          {"/channels?lookback_days=91", "lookback_days", "a whole number from 1 to 90"},
          {"/channels?lookback_days=31", "lookback_days", "whole numbers from 1 to 30"},
          {"/conversions/d?lookback_days=31", "lookback_days", "whole numbers from 1 to 30"},
          {"/timeseries?by=channel", "by", "day, week, month"},
          {"/timeseries?by=currency", "by", "day, week, month"},
          {"/paths?by=currency", "by", path_dimension_names()},
          {"/roles?by=week", "by", path_dimension_names()},
          {"/paths?by=source_medium&contains=x", "contains",
           "a value of a dimension of one column, or (none)"},
          {"/paths?min_length=3&max_length=2", "max_length",
           "a whole number from 1 to 1000000, not less than min_length"},
          {"/paths?models=linear", "models",
           "from, to, conversion, currency, channel, source, medium, campaign, landing_page, "
           "device_category, country, lookback_days, by, limit, cursor, format, bom, contains, "
           "starts_with, ends_with, min_length, max_length"},
          {"/breakdown", "by",
           "channel, source, medium, source_medium, campaign, landing_page, "
           "device_category, country, visitor, channel_touch_no, touch_no, conversion_name, "
           "currency, day, week, month"}}) {
        INFO(each.target);
        const http_answer answer = server.get("/api/v1" + each.target);
        CHECK(answer.status == 400);
        CHECK(answer.json()["parameter"] == each.parameter);
        CHECK(answer.json()["allowed"] == each.allowed);
    }
    CHECK(server.get("/api/v1/channels?lookback_days=30").status == 200);
}

TEST_CASE("what only the tables tell to be wrong names its parameter, too") {
    const temporary_database database;
    load_worked_example(database);
    const served server(database.name(), {"--refresh", "off"});
    for (const char* const query :
         {"from=1900-01-01", "to=0001-01-05", "from=9999-12-31", "from=0001-01-01&to=0001-01-02",
          "from=2000-01-01&to=2025-01-01", "from=2025-03-02&to=2025-03-01"}) {
        INFO(query);
        const http_answer answer = server.get(std::string("/api/v1/totals?") + query);
        CHECK(answer.status == 400);
        const std::string named = answer.json().value("parameter", "");
        CHECK((named == "from" || named == "to"));
        CHECK(answer.json().contains("allowed"));
    }
}

}  // namespace attrib::test
