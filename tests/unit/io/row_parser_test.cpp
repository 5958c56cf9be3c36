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

TEST_CASE("a row that is no text is refused, those around it and columns nobody reads are not") {
    const std::vector<std::string_view> header{"user_pseudo_id", "event_timestamp", "event_name",
                                               "nobody's"};
    const row_parser parser("x.csv", map_columns(header, {}).value());
    event_chunk chunk;
    const std::string when = ",2025-03-01T10:00:00Z,";
    chunk.text = "a" + when + "page_view,x\nb" + when + "\xC3\xA9t\xC3\xA9,x\nc" + when +
                 "\xC3,x\nd" + when + "page_view,\xC3\n\"e" + when + std::string("\0", 1) +
                 "\",x,y,z\nf" + when + "n" + std::string("\0", 1) + "l,x\ng" + when +
                 "\"said \"\"\xC3\xA0\"\"\",x\n";
    collecting_consumer seen;
    static_cast<void>(parser.parse(chunk, seen));
    std::string users;
    for (const auto& each : seen.events) users += each.view().user_pseudo_id;
    CHECK(users == "abdg");
    CHECK(seen.events[1].view().event_name == "\xC3\xA9t\xC3\xA9");
    REQUIRE(seen.rejects.size() == 3);
    CHECK(seen.rejects[0].line == 3);
    CHECK(seen.rejects[0].reason == reject_reason::bad_utf8);
    CHECK(seen.rejects[1].line == 5);
    CHECK(seen.rejects[1].reason == reject_reason::nul_byte);
    CHECK(seen.rejects[2].line == 6);
    CHECK(seen.rejects[2].reason == reject_reason::nul_byte);
}

TEST_CASE("an event later than the caller's clock allows is refused, whatever the format") {
    const std::vector<std::string_view> header{"user_pseudo_id", "event_timestamp", "event_name"};
    const timestamp latest = make_event("", "2025-03-01T10:00:00Z", "x").event_timestamp;
    const std::string csv =
        "a,2025-03-01T10:00:00Z,x\nb,2025-03-01T10:00:00.000001Z,x\nc,2038-01-19T00:00:00Z,x\n";
    const std::string json =
        R"({"user_pseudo_id":"a","event_timestamp":"2025-03-01T10:00:00Z","event_name":"x"})"
        "\n"
        R"({"user_pseudo_id":"b","event_timestamp":"2025-03-01T10:00:00.000001Z","event_name":"x"})"
        "\n"
        R"({"user_pseudo_id":"c","event_timestamp":"2038-01-19T00:00:00Z","event_name":"x"})";
    for (const bool is_json : {false, true}) {
        const row_parser parser = is_json ? row_parser("f", reading_options{})
                                          : row_parser("f", map_columns(header, {}).value());
        event_chunk chunk;
        chunk.text = is_json ? json : csv;
        chunk.end = chunk.text.size();
        collecting_consumer seen;
        const row_counts counts = parser.parse(chunk, seen, nullptr, latest);
        CHECK(counts == row_counts{3, 1, 2, chunk.text.size(), 0});
        REQUIRE(seen.rejects.size() == 2);
        CHECK(seen.rejects[0].reason == reject_reason::timestamp_future);
        CHECK(seen.rejects[0].line == 2);
        CHECK(seen.rejects[1].line == 3);
        CHECK_THAT(seen.rejects[1].message, Catch::Matchers::Contains("24 hours"));
        CHECK(parser.parse(chunk, seen).accepted == 3);  // files may hold what they like
    }
}

TEST_CASE("counts of several chunks add up") {
    row_counts sum{2, 1, 1, 10, 0, 4};
    sum += {3, 1, 1, 20, 1, 5};
    CHECK(sum == row_counts{5, 2, 2, 30, 1, 9});
}

}  // namespace attrib::test
