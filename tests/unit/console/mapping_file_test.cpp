#include <apps/console/mapping_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace {

using attrib::console::read_mapping_file;
using Catch::Matchers::Contains;

void check_refused_mapping(const std::string& text, const std::string& part) {
    const attrib::test::temporary_directory folder;
    const std::string path = folder.write("shop.json", text);
    const auto read = read_mapping_file(path);
    INFO(text);
    REQUIRE(read.has_error());
    CHECK(read.error().code == attrib::errc::bad_mapping);
    CHECK_THAT(read.error().message, Contains(path) && Contains(part));
}

}  // namespace

TEST_CASE("a mapping file may lack any of its keys") {
    const attrib::test::temporary_directory folder;
    CHECK(attrib::text_of(read_mapping_file(folder.write("a.json", "{}")).value()).empty());
    const auto read =
        read_mapping_file(folder.write("b.json", R"({"map": {"a.b.c": "source", "x": ""}})"));
    CHECK(read.value().renames == attrib::column_renames{{"a.b.c", "source"}, {"x", ""}});
}

TEST_CASE("a mapping file that is none names the file, the key and what would be right") {
    check_refused_mapping("", "is not JSON");
    check_refused_mapping("{\"map\": {", "is not JSON");
    check_refused_mapping("[]", "one JSON object");
    check_refused_mapping("null", "one JSON object");
    check_refused_mapping(R"({"maps": {}})", "'maps' is no key");
    check_refused_mapping(R"({"map": []})", "'map' must be an object");
    check_refused_mapping(R"({"map": {"a": 1}})", "a must name");
    check_refused_mapping(R"({"map": {"a": "sauce"}})", "no column sauce");
    check_refused_mapping(R"({"map": {"a": "source", "a": "medium"}})", "'a' is there twice");
    check_refused_mapping(R"({"set": {"event_value": "much"}})", "not an amount");
    check_refused_mapping(R"({"set": {"currency": 1}})", "value of text");
    check_refused_mapping(R"({"null": "-"})", "list of texts");
    check_refused_mapping(R"({"null": [null]})", "list of texts");
    check_refused_mapping(R"({"delimiter": ""})", "'delimiter' a delimiter is one character");
    check_refused_mapping(R"({"delimiter": 1})", "'delimiter' must be a text");
    check_refused_mapping(R"({"time_unit": "h"})", "s, ms or us");
    check_refused_mapping(R"({"input_timezone": "Mars"})", "unknown time zone");
    check_refused_mapping("{\"x\": \"" + std::string(1 << 20, 'x') + "\"}", "1 MiB");
    check_refused_mapping("{\"map\": {\"\xFF\": \"source\"}}", "is not JSON");
    check_refused_mapping(std::string(100'000, '['), "not JSON");
}

TEST_CASE("a mapping file may name own hosts") {
    const attrib::test::temporary_directory folder;
    const auto read = read_mapping_file(
        folder.write("a.json", R"({"own_hosts": ["shop.example", "PAY.example"]})"));
    CHECK(read.value().own_hosts.hosts() ==
          std::vector<std::string>{"shop.example", "pay.example"});
    check_refused_mapping(R"({"own_hosts": "shop.example"})", "'own_hosts' must be a list");
    check_refused_mapping(R"({"own_hosts": [1]})", "'own_hosts' must be a list");
    check_refused_mapping(R"({"own_hosts": ["a b"]})", "a host is written as");
}
