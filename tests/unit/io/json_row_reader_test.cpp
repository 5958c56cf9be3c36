#include <libattrib/io/json_row_reader.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// `where` of a column, of a row that breaks no rule.
std::string value_of(const std::string& text, json_origin where, column target,
                     const column_renames& renames = {}) {
    INFO(text);
    const json_keys keys(renames);
    json_row_reader reader(keys);
    REQUIRE_FALSE(reader.read(text));
    return std::string(reader.row().value(where, target));
}

std::string reason_of(const std::string& text, const column_renames& renames = {}) {
    const json_keys keys(renames);
    json_row_reader reader(keys);
    const auto broken = reader.read(text);
    return broken ? std::string(name_of(broken->reason)) : "none";
}

}  // namespace

TEST_CASE("a value is kept by where it stands") {
    CHECK(value_of(R"({"source":"a"})", json_origin::own, column::source) == "a");
    CHECK(value_of(R"({"utm_source":"a"})", json_origin::weak_alias, column::source) == "a");
    CHECK(value_of(R"({"collected_traffic_source":{"manual_source":"a"}})", json_origin::nested,
                   column::source) == "a");
    CHECK(value_of(R"({"event_params":{"source":"a"}})", json_origin::parameters, column::source) ==
          "a");
    CHECK(value_of(R"({"event_params":[{"key":"items","value":{"string_value":"x"}}]})",
                   json_origin::parameters, column::source)
              .empty());
}

TEST_CASE("nested keys are renamed at any depth, in maps, lists of keys and JSON in a text") {
    const column_renames renames{{"a.b.c", "source"}};
    for (
        const char* const row :
        {R"({"a":{"b":{"c":"v"}}})", R"({"A":{"x":1,"B":{"C":"v","d":[{}]}}})",
         R"({"a":{"b.c":"v"}})", R"({"a.b":{"c":"v"}})", R"({"a":"{\"b\":{\"c\":\"v\"}}"})",
         R"({"a":[{"key":"b","value":[{"value":{"string_value":"v","int_value":null},"key":"c"}]}]})",
         R"({"a":[1,{"key":2},{"key":"x","value":3},{"key":"b","value":{"c":"v"}}]})"})
        CHECK(value_of(row, json_origin::path, column::source, renames) == "v");
    for (const char* const row :
         {R"({})", R"({"a":null})", R"({"a":"text"})", R"({"a":7})", R"({"a":[]})",
          R"({"a":{"b":null}})", R"({"a":{"b":{"c":null}}})", R"({"a":{"b":{"c":NaN}}})",
          R"({"b":{"c":"v"}})", R"({"a":{"c":"v"}})", R"({"a":{"bb":{"c":"v"}}})"})
        CHECK(value_of(row, json_origin::path, column::source, renames).empty());
    CHECK(value_of(R"({"a.b.c":"w","a":{"b":{"c":"v"}}})", json_origin::own, column::source,
                   renames) == "w");
    CHECK(reason_of(R"({"a":{"b":{"c":[1]}}})", renames) == "wrong_type");
    CHECK(reason_of(R"({"a":{"b":{"c":"1","c":"2"}}})", renames) == "named_twice");
    // What the row holds there else is read all the same.
    CHECK(value_of(R"({"ecommerce":{"transaction_id":"T","x":"v"}})", json_origin::nested,
                   column::transaction_id, {{"ecommerce.x", "source"}}) == "T");
    CHECK(value_of(R"({"event_params":[{"key":"x","value":{"int_value":"5"}}]})", json_origin::path,
                   column::event_value, {{"event_params.x", "event_value"}}) == "5");
}

TEST_CASE("which renames found their key") {
    const json_keys keys({{"x", "source"}, {"a.b", "medium"}, {"y", ""}, {"a.c", ""}, {"z", ""}});
    json_row_reader reader(keys);
    static_cast<void>(reader.read(R"({"a":{"b":null,"c":1}})"));
    static_cast<void>(reader.read(R"({"y":1})"));
    CHECK(reader.used_renames() == std::vector{false, true, true, true, false});
}

TEST_CASE("NaN is null, what is infinite is no amount and no text") {
    CHECK(value_of(R"({"source":NaN})", json_origin::own, column::source).empty());
    CHECK(value_of(R"({"event_value": -Infinity })", json_origin::own, column::event_value) ==
          "-Infinity");
    CHECK(reason_of(R"({"source":Infinity})") == "wrong_type");
    CHECK(reason_of(R"({"source":-Infinity})") == "wrong_type");
    CHECK(reason_of(R"({"source":Nan})") == "bad_json");
    CHECK(reason_of(R"({"other":NaN,"more":[Infinity,{"a":-Infinity}]})") == "none");
}

TEST_CASE("events of a body, each with what the body says of all") {
    const json_keys keys({});
    json_row_reader reader(keys);
    REQUIRE_FALSE(reader.read(
        R"({"client_id":"c","timestamp_micros":"1","events":[ {"name":"a","params":{"source":"s"}} ,
            {"name":"b","timestamp_micros":2}, 7]})"));
    REQUIRE(reader.events().size() == 3);
    CHECK(reader.events()[0] == R"({"name":"a","params":{"source":"s"}})");
    REQUIRE_FALSE(reader.read_event(0));
    CHECK(reader.row().value(json_origin::own, column::user_pseudo_id) == "c");
    CHECK(reader.row().value(json_origin::parameters, column::source) == "s");
    REQUIRE_FALSE(reader.read_event(1));
    CHECK(reader.row().value(json_origin::parameters, column::source).empty());
    CHECK(reader.read_event(2)->reason == reject_reason::bad_json);
    // A row with a name of its own is no body.
    REQUIRE_FALSE(reader.read(R"({"events":[{"name":"a"}],"event_name":"x"})"));
    CHECK(reader.events().empty());
}

TEST_CASE("a row that repeats itself without end takes little memory") {
    std::string row = "{";
    for (int i = 0; i < 20'000; ++i) row += R"("event_params":"[{}]",)";
    CHECK(reason_of(row + "\"x\":1}") == "bad_json");
    std::string deep = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    CHECK(reason_of(deep) == "none");
    CHECK(reason_of(deep, {{"a.b", "source"}}) == "none");
    CHECK(reason_of(R"({"events":)" + std::string(100'000, '[') + std::string(100'000, ']') +
                    "}") == "none");
}

}  // namespace attrib
