#include <libattrib/io/row_parser.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("rows of a source are parsed wherever they were cut from it") {
    const std::vector<std::string_view> header{"user_pseudo_id", "event_timestamp", "event_name"};
    const row_parser parser("x.csv", map_columns(header, {}).value());
    event_chunk chunk;
    chunk.text = "u,2025-03-01T10:00:00Z,page_view\n,2025-03-01T10:00:00Z,page_view\n";
    chunk.begin = 500;
    chunk.end = 500 + chunk.text.size();
    chunk.first_line = 41;
    collecting_consumer seen;
    const row_counts counts = parser.parse(chunk, seen);
    CHECK(counts == row_counts{2, 1, 1, chunk.text.size(), 0});
    CHECK(seen.events.front().view().user_pseudo_id == "u");
    CHECK(seen.rejects.front().file == "x.csv");
    CHECK(seen.rejects.front().line == 42);
    CHECK(parser.path() == "x.csv");
    CHECK(parser.mapping().width == 3);
}

TEST_CASE("counts of several chunks add up") {
    row_counts sum{2, 1, 1, 10, 0};
    sum += {3, 1, 1, 20, 1};
    CHECK(sum == row_counts{5, 2, 2, 30, 1});
}

}  // namespace attrib::test
