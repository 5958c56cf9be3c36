#include <libattrib/io/event_header.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

errc refusal(std::string_view header) { return parser_of_header(header, 1, "f", {}).error().code; }

}  // namespace

TEST_CASE("a header names the columns of the rows under it") {
    const auto parser =
        parser_of_header("event_name,event_timestamp,x,client_id\r\n", 1, "f", {}).value();
    CHECK_FALSE(parser.is_json());
    CHECK(parser.path() == "f");
    CHECK(parser.mapping().ignored == std::vector<std::string>{"x"});
}

TEST_CASE("what is no header is refused, naming the source") {
    CHECK(refusal("a,b\n") == errc::not_event_csv);
    CHECK(refusal("event_name,event_name,event_timestamp,client_id\n") == errc::not_event_csv);
    CHECK(refusal("\"event_name\n") == errc::not_event_csv);
    CHECK(refusal("\xFF\xFE") == errc::not_event_csv);
    CHECK(parser_of_header("a\n", 1, "f", {.renames = {{"a", "nothing"}}}).error().code ==
          errc::bad_mapping);
    CHECK(parser_of_header("a\n", 1, "f", {}).error().message.starts_with("f: "));
}

}  // namespace attrib
