#include <libattrib/collect/row_text.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("rows hold what is not empty, and stand one per line") {
    std::string out;
    row_text row;
    row.add(column::event_name, "say \"hi\"\n");
    row.add(column::country, "");
    row.add_json("event_params", "{}");
    row.add_json("items", "");
    row.finish(out);
    row.add_members(members_of("{}"));
    row.finish(out);
    CHECK(out == "{\"event_name\":\"say \\\"hi\\\"\\u000a\",\"event_params\":{}}\n{}\n");
    out.clear();
    row.add("a", "1");
    row.add_members("\"b\":2");
    row.finish(out);
    CHECK(out == "{\"a\":\"1\",\"b\":2}\n");
    CHECK(members_of("{\"a\":1}") == "\"a\":1");
}

}  // namespace attrib::test
