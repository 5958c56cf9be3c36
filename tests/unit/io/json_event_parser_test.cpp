#include <libattrib/io/event_file.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

std::string reason_of(std::string_view row) {
    json_event_parser parser({});
    event out;
    const auto broken = parser.parse(row, out);
    if (!broken) return "accepted";
    return std::string(name_of(broken->reason)) +
           (broken->where ? " " + std::string(rule_of(*broken->where).name) : "");
}

}  // namespace

TEST_CASE("canonical keys, aliases, numbers as they are written") {
    json_event_parser parser({.renames = {{"kind", "event_name"}, {"channel", ""}}});
    event out;
    REQUIRE_FALSE(parser.parse(
        R"({"event_id": " a\u00e9 ", "clientId": "u", "event_timestamp": 1740823200000001,
            "kind": "purchase", "channel": "x", "event_value": 9223372036854.775807,
            "other": [1, {"event_name": "no"}], "country": null})",
        out));
    CHECK(out.event_id == "a\xC3\xA9");
    CHECK(out.user_pseudo_id == "u");
    CHECK(out.event_timestamp == at("2025-03-01T10:00:00.000001Z"));
    CHECK(out.event_name == "purchase");
    CHECK(out.channel.empty());
    CHECK(out.event_value == money{std::numeric_limits<std::int64_t>::max()});
}

TEST_CASE("utm keys count where the columns' own names are missing") {
    const std::string head =
        R"({"user_pseudo_id":"u","event_timestamp":"2025-03-01T10:00:00Z","event_name":"x",)";
    json_event_parser parser({});
    event out;
    REQUIRE_FALSE(parser.parse(
        head + R"("utm_source":"a","UTM_medium":"b","medium":"c","Utm_Campaign":"d"})", out));
    CHECK(out.source == "a");
    CHECK(out.medium == "c");
    CHECK(out.campaign == "d");
    REQUIRE_FALSE(parser.parse(head + R"("source":"","utm_source":"a"})", out));
    CHECK(out.source == "a");
    CHECK(reason_of(head + R"("utm_source":"a","utm_source":"b"})") == "named_twice source");
}

TEST_CASE("a row of GA4's export") {
    json_event_parser parser({});
    event out;
    REQUIRE_FALSE(parser.parse(
        R"({"event_date":"20250301","event_timestamp":"1740823200000000","event_name":"purchase",
            "event_params":[
              {"key":"page_location","value":{"string_value":"https://shop.example/?gclid=1","int_value":null}},
              {"key":"ga_session_id","value":{"int_value":"1740823200"}},
              {"key":"source","value":{"string_value":"newsletter"}},
              {"key":"value","value":{"string_value":null,"double_value":12.5}},
              {"key":"currency","value":{"string_value":"EUR"}}],
            "user_pseudo_id":"1.2","device":{"category":"mobile","language":"de"},
            "geo":{"country":"Germany"},
            "traffic_source":{"source":"first","medium":"user"},
            "collected_traffic_source":{"manual_source":"google","manual_medium":"cpc",
              "manual_campaign_name":"spring","gclid":"x"},
            "ecommerce":{"transaction_id":"T1","purchase_revenue":20.25}})",
        out));
    CHECK(out.user_pseudo_id == "1.2");
    CHECK(out.source == "google");
    CHECK(out.medium == "cpc");
    CHECK(out.campaign == "spring");
    CHECK(out.page_location == "https://shop.example/?gclid=1");
    CHECK(out.device_category == "mobile");
    CHECK(out.country == "Germany");
    CHECK(out.event_value == money{20'250'000});
    CHECK(out.currency == "EUR");
    CHECK(out.transaction_id == "T1");
    CHECK(out.click_id == "gclid");
}

namespace {

const std::string ga4_head =
    R"({"event_timestamp":"1740823200000000","user_pseudo_id":"1.2","event_name":")";

// event_value, currency and transaction_id of a row of GA4's export.
std::string order_of(const std::string& name, const std::string& rest) {
    json_event_parser parser({});
    event out;
    INFO(name << rest);
    REQUIRE_FALSE(parser.parse(ga4_head + name + "\"," + rest + "}", out));
    return (out.event_value ? to_string(*out.event_value) : "-") + ' ' + std::string(out.currency) +
           ' ' + std::string(out.transaction_id);
}

}  // namespace

TEST_CASE("event_params in every shape that exporters make of them") {
    for (
        const std::string_view given :
        {R"([{"key":"page_location","value":{"string_value":"/a"}},{"key":"n","value":{"int_value":1}}])",
         R"([{"value":{"int_value":null,"string_value":"/a"},"key":"page_location"}])",
         R"([{"key":"page_location","value":"/a"}])", R"({"page_location":"/a","n":[1,{"x":2}]})",
         R"({"page_location":{"string_value":"/a"}})",
         R"("[{\"key\":\"page_location\",\"value\":{\"string_value\":\"/a\"}}]")",
         R"("{\"page_location\":\"\\/a\"}")"}) {
        INFO(given);
        json_event_parser parser({});
        event out;
        REQUIRE_FALSE(
            parser.parse(ga4_head + "x\",\"event_params\":" + std::string(given) + "}", out));
        CHECK(out.page_location == "/a");
    }
    for (const std::string_view nothing : {"null", "[]", "{}", "\"\"", "\"text\"", "7", "[{}]",
                                           R"([{"key":"page_location"}])", R"([{"value":"/a"}])"}) {
        INFO(nothing);
        CHECK(reason_of(ga4_head + "x\",\"event_params\":" + std::string(nothing) + "}") ==
              "accepted");
    }
    CHECK(reason_of(ga4_head + R"(x","event_params":"[{"})") == "bad_json");
}

TEST_CASE("what an order of GA4's export is worth") {
    const std::string value = R"("event_params":[{"key":"value","value":{"double_value":7}},)"
                              R"({"key":"currency","value":{"string_value":"EUR"}}])";
    CHECK(order_of("purchase", value) == "7.00 EUR ");
    CHECK(order_of("purchase", value + R"(,"ecommerce":{"purchase_revenue":5.5})") == "5.50 EUR ");
    // Dollars only where there is nothing else.
    CHECK(order_of("purchase", value + R"(,"ecommerce":{"purchase_revenue_in_usd":5.5})") ==
          "7.00 EUR ");
    CHECK(order_of("purchase", R"("ecommerce":{"purchase_revenue_in_usd":5.5,)"
                               R"("purchase_revenue":null,"transaction_id":"T"})") == "5.50 USD T");
    // Refunds are negative.
    CHECK(order_of("refund", value + R"(,"ecommerce":{"refund_value":7.0})") == "-7.00 EUR ");
    CHECK(order_of("refund", R"("ecommerce":{"refund_value":-7.0})") == "-7.00  ");
    CHECK(order_of("refund", R"("ecommerce":{"refund_value_in_usd":8})") == "-8.00 USD ");
    CHECK(order_of("purchase", value + R"(,"ecommerce":{"refund_value":0.0})") == "7.00 EUR ");
    // Items, where an order has no other value.
    const std::string items = R"("items":[{"price":12.5,"quantity":"2"},{"price":5},)"
                              R"({"price":0.1,"quantity":3},{"quantity":4},{"price":null}])";
    CHECK(order_of("purchase", items) == "30.30  ");
    CHECK(order_of("refund", items) == "-30.30  ");
    CHECK(order_of("purchase", items + "," + value) == "7.00 EUR ");
    CHECK(order_of("in_app", items + R"(,"transaction_id":"T")") == "30.30  T");
    CHECK(order_of("view_item", items) == "-  ");
    CHECK(order_of("purchase", R"("items":[{"name":"x"}])") == "-  ");
    CHECK(order_of("purchase", R"("items":[])") == "-  ");
    // What Python writes of a number that is none.
    CHECK(order_of("purchase", R"("ecommerce":{"purchase_revenue":NaN,"refund_value":NaN},)" +
                                   value) == "7.00 EUR ");
    CHECK(order_of("purchase", R"("event_params":[{"key":"value","value":{"double_value":NaN}}],)" +
                                   items) == "30.30  ");
    CHECK(order_of("x", R"("device":NaN,"event_params":NaN,"items":NaN,"ecommerce":NaN)") == "-  ");
    CHECK(reason_of(ga4_head + R"(x","event_value":Infinity})") == "bad_value event_value");
    CHECK(reason_of(ga4_head + R"(x","event_value":-Infinity})") == "bad_value event_value");
    CHECK(reason_of(ga4_head + R"(x","event_value":NaN})") == "accepted");
    // "(not set)" hides no transaction of the parameters.
    CHECK(order_of("purchase",
                   R"-("ecommerce":{"transaction_id":"(not set)"},"event_params":)-"
                   R"([{"key":"transaction_id","value":{"string_value":"R"}}])") == "-  R");
}

TEST_CASE("a parameter `value` of an event without ecommerce that is no amount says nothing") {
    const auto value = [](const std::string& is) {
        return R"("event_params":[{"key":"value","value":{"string_value":")" + is + R"("}}])";
    };
    CHECK(order_of("menu_click", value("Header menu")) == "-  ");
    CHECK(order_of("menu_click", value("12.50")) == "12.50  ");
    CHECK(reason_of(ga4_head + "x\"," + value("1e99") + "}") == "value_range event_value");
    CHECK(reason_of(ga4_head + "x\",\"ecommerce\":{\"transaction_id\":\"T\"}," + value("menu") +
                    "}") == "bad_value event_value");
    CHECK(order_of("x", R"("ecommerce":null,)" + value("menu")) == "-  ");
    CHECK(reason_of(ga4_head + R"(x","event_value":"menu"})") == "bad_value event_value");
}

TEST_CASE("what breaks a rule is said") {
    const std::string head = R"({"user_pseudo_id":"u","event_timestamp":"2025-03-01T10:00:00Z",)";
    CHECK(reason_of(head + R"("event_name":"x"})") == "accepted");
    CHECK(reason_of(head + R"("event_name":"x")") == "bad_json");
    CHECK(reason_of(head + R"("event_name":"x"} {})") == "bad_json");
    CHECK(reason_of(head + R"("event_name":tru})") == "wrong_type event_name");
    CHECK(reason_of(head + R"("event_name":true})") == "wrong_type event_name");
    CHECK(reason_of(head + R"("event_name":["x"]})") == "wrong_type event_name");
    CHECK(reason_of(head + R"("event_name":null})") == "missing_value event_name");
    CHECK(reason_of(head + R"("event_name":"x","page":"/a","page_location":"/b"})") ==
          "named_twice page_location");
    CHECK(reason_of(head + R"("event_name":"x","event_value":1e2})") == "accepted");
    CHECK(reason_of(head + R"("event_name":"x","event_value":"1e"})") == "bad_value event_value");
    CHECK(reason_of(head + R"("event_name":"x","Event_Name":"y"})") == "named_twice event_name");
    CHECK(reason_of(head + R"("event_name":"x","event_value":1.2.3})") == "bad_json");
    CHECK(reason_of(head + R"("event_name":"a\u0000b"})") == "nul_byte event_name");
    CHECK(reason_of(head + "\"event_name\":\"\xFF\"}") == "row_not_utf8");
    CHECK(reason_of(R"({"user_pseudo_id":"u","event_timestamp":1740823200,"event_name":"x"})") ==
          "timestamp_unit event_timestamp");
    CHECK(reason_of("[]") == "bad_json");
    CHECK(reason_of("nonsense") == "bad_json");
    CHECK(reason_of("{") == "bad_json");
}

TEST_CASE("a file of NDJSON is read as a file of events, rejects with their lines") {
    const temporary_directory folder;
    const std::string path = folder.write("a.ndjson",
                                          "{\"user_pseudo_id\":\"u\",\"event_timestamp\":"
                                          "1740823200000000,\"event_name\":\"\\\"\"}\r\n"
                                          "\n{}\n{\"user_pseudo_id\":\"v\",\"event_timestamp\":"
                                          "1740823200000000,\"event_name\":\"b\"}");
    for (const std::size_t chunk_bytes : {std::size_t{1}, std::size_t{1000}}) {
        event_file file =
            event_file::open(path, {.reading = {}, .chunk_bytes = chunk_bytes}).value();
        collecting_consumer seen;
        row_counts counts;
        for (event_chunk chunk; file.next(chunk).value();) counts += file.parse(chunk, seen);
        CHECK(counts.read == 3);
        CHECK(counts.accepted == 2);
        REQUIRE(seen.rejects.size() == 1);
        CHECK(seen.rejects.front().line == 3);
        CHECK(seen.events.front().view().event_name == "\"");
    }
}

TEST_CASE("referrers of own hosts are pages of the site in JSON, too") {
    reading_options reading;
    REQUIRE(add_own_host(reading.own_hosts, "pay.example"));
    json_event_parser parser(reading);
    event out;
    const std::string row =
        R"({"user_pseudo_id":"u","event_timestamp":"2025-03-01T10:00:00Z","event_name":"x",)"
        R"("page_location":"https://shop.example/","page_referrer":"https://pay.example/"})";
    REQUIRE_FALSE(parser.parse(row, out));
    CHECK(out.referrer_host.empty());
}

}  // namespace attrib::test
