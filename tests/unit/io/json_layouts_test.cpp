// JSON laid out as exporters and people do it, read in chunks and pieces of any size.
#include <algorithm>
#include <libattrib/io/event_file.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/row_splitter.hpp>
#include <random>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <thread>

namespace attrib::test {
namespace {

std::string event_json(int number) {
    return R"({"user_pseudo_id":"u","event_timestamp":1740823200000000,"event_name":"e)" +
           std::to_string(number) + R"(","x":{"y":[{"z":"}\n{"},{}]}})";
}

// The same over several lines.
std::string pretty(std::string row) {
    std::string out;
    bool is_quoted = false;
    for (const char c : row) {
        if (c == '"') is_quoted = !is_quoted;
        out += c;
        if (!is_quoted && (c == '{' || c == ',' || c == '[')) out += "\n ";
    }
    return out;
}

// Names of events, and rejects with line and reason, in the file's order.
std::string read(const std::string& path, std::size_t chunk_bytes) {
    event_file file = event_file::open(path, {.chunk_bytes = chunk_bytes}).value();
    collecting_consumer seen;
    row_counts counts;
    std::uint64_t end = 0;
    std::uint64_t line = 1;
    for (event_chunk chunk; file.next(chunk).value();) {
        if (end != 0) CHECK(chunk.begin == end);
        CHECK(chunk.first_line == line);
        end = chunk.end;
        line = chunk.end_line;
        counts += file.parse(chunk, seen);
    }
    CHECK(counts.read == counts.accepted + counts.rejected);
    CHECK(counts.rejected == seen.rejects.size());
    std::string all;
    for (const auto& each : seen.events) all += std::string(each.view().event_name) + " ";
    for (const auto& each : seen.rejects)
        all += std::to_string(each.line) + ":" + std::string(name_of(each.reason)) + " ";
    return all;
}

// The same of a text that comes in pieces.
std::string read_pieces(const std::string& text, std::size_t piece) {
    row_splitter splitter;
    const row_parser parser("x", reading_options{});
    collecting_consumer seen;
    std::uint64_t offset = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    std::uint64_t line = 1;
    const auto take = [&](const stream_row& row, bool is_last) {
        CHECK(row.begin == offset);
        CHECK(row.line == line);
        offset = row.end;
        line = row.end_line;
        event_chunk chunk;
        chunk.text = row.text;
        chunk.first_line = row.line;
        chunk.ends_source = is_last;
        parser.parse(chunk, seen);
    };
    for (std::size_t i = 0; i < text.size(); i += piece) {
        splitter.add(std::string_view(text).substr(i, piece));
        while (const auto row = splitter.next()) take(*row, false);
    }
    if (const auto row = splitter.rest()) take(*row, true);
    CHECK(offset == text.size());
    std::string all;
    for (const auto& each : seen.events) all += std::string(each.view().event_name) + " ";
    for (const auto& each : seen.rejects)
        all += std::to_string(each.line) + ":" + std::string(name_of(each.reason)) + " ";
    return all;
}

void check_read(const std::string& text, const std::string& wanted) {
    const temporary_directory folder;
    const std::string path = folder.write("rows.json", text);
    for (std::size_t size = 1; size < text.size() + 2; size += 1 + size / 7) {
        INFO(text << " in chunks of " << size);
        CHECK(read(path, size) == wanted);
        CHECK(read_pieces(text, size) == wanted);
    }
}

}  // namespace

TEST_CASE("one object a line, over lines, joined and in arrays") {
    const std::string a = event_json(1);
    const std::string b = event_json(2);
    const std::string c = event_json(3);
    const std::string wanted = "e1 e2 e3 ";
    check_read(a + "\n" + b + "\n" + c, wanted);
    check_read(a + "\r\n\r\n" + b + "\r\n" + c + "\r\n", wanted);
    check_read(pretty(a) + "\n" + pretty(b) + "\n" + pretty(c) + "\n", wanted);
    check_read(a + b + " " + c, wanted);
    check_read("[" + a + "," + b + "," + c + "]", wanted);
    check_read("[\n" + a + ",\n" + b + ",\n" + c + "\n]\n", wanted);
    check_read(" [\n" + pretty(a) + "\n, " + pretty(b) + ",\n\n" + pretty(c) + "]", wanted);
    check_read(a + ",\n" + b + ",\n" + c + ",\n\n" + "[]", wanted);
    check_read("[" + a + "]\n[" + b + "," + c + "]", wanted);
    check_read("\xEF\xBB\xBF" + a + "\n\xEF\xBB\xBF[" + b + "," + c + "]", wanted);
    check_read("[]", "");
    check_read("[\n]\n", "");
}

TEST_CASE("a broken row is one reject with the line it begins on, and hides no other") {
    const std::string a = event_json(1);
    const std::string b = event_json(2);
    check_read(a + "\n{\"x\":{\"y\":1}\n" + b + "\n", "e1 e2 2:bad_json ");
    check_read(a + "\n{\"x\":\"y\n" + b + "\n", "e1 e2 2:bad_json ");
    check_read(pretty(a) + "\nwhat\n{}\n" + pretty(b) + "\n",
               "e1 e2 " + std::to_string(std::ranges::count(pretty(a), '\n') + 2) + ":bad_json " +
                   std::to_string(std::ranges::count(pretty(a), '\n') + 3) + ":missing_value ");
    check_read("[" + a + ",null,\n" + b + "]", "e1 e2 1:bad_json ");
    check_read("[" + a + ",{\"a\":{\"b\":1},\n" + b + "]", "e1 e2 1:bad_json ");
    check_read("{\n}{\"event_name\":true}" + a, "e1 1:missing_value 2:wrong_type ");
}

TEST_CASE("a source that is cut off says where") {
    const std::string a = event_json(1);
    check_read(a + "\n" + a.substr(0, 60), "e1 2:cut_off ");
    check_read(a + "\n" + pretty(a).substr(0, 60), "e1 2:cut_off ");
    check_read("[" + a + ",\n" + pretty(a).substr(0, 60) + "\n", "e1 2:cut_off ");
    check_read("{", "1:cut_off ");
    // Between rows only a file that was read to its end is known to be.
    const temporary_directory folder;
    for (const std::string& open : {"[" + a + "\n", "[" + a + ",\n", "[" + a + ",\n[\n"})
        for (std::size_t size = 1; size < 200; size += 3)
            CHECK(read(folder.write("open.json", open), size) ==
                  "e1 " + std::to_string(1 + std::ranges::count(open, '\n')) + ":cut_off ");
}

TEST_CASE("a row over 1 MiB is a reject, whatever the layout; deep nesting is read") {
    const temporary_directory folder;
    const std::string huge = R"({"x":")" + std::string(3'000'000, '{') + "\"}";
    const std::string deep =
        R"({"x":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}";
    for (const std::string between : {"\n", ",", ",\n\n"})
        for (const std::size_t size :
             {std::size_t{100}, std::size_t{1} << 19, std::size_t{1} << 23}) {
            const std::string text = "[" + event_json(1) + between + huge + between + deep +
                                     between + event_json(2) + "]";
            const auto line = static_cast<int>(std::ranges::count(between, '\n'));
            CHECK(read(folder.write("huge.json", text), size) ==
                  "e1 e2 " + std::to_string(1 + line) + ":row_too_long " +
                      std::to_string(1 + 2 * line) + ":missing_value ");
        }
    const std::string blank(3'000'000, '\n');
    CHECK(read(folder.write("blank.json", "{" + blank + "}" + blank + "[" + event_json(1)), 1000) ==
          "e1 1:row_too_long ");
}

TEST_CASE("shapes and layouts mixed, split anywhere and read by any threads, give the same") {
    std::mt19937 random(7);
    const std::vector<std::string> rows{
        event_json(1),
        R"({"type":"page","anonymousId":"a","timestamp":"2025-03-01T10:00:00Z","context":{"page":{"url":"/x"}}})",
        R"({"distinct_id":"d","event":"b","timestamp":"2025-03-01T10:00:00Z","properties":{"$current_url":"/y"}})",
        R"({"client_id":"c","timestamp_micros":1740823200000000,"events":[{"name":"p"},{"name":"q"},{}]})",
        R"({"user_pseudo_id":"g","event_timestamp":"1740823200000000","event_name":"v","event_params":[{"key":"value","value":{"int_value":"3"}}]})",
        R"({"event_name":"nobody"})",
        "{\"x\":\n{}\n",
        "no object\n",
    };
    const std::vector<std::string> separators{"\n", "\n\n", ",\n", " ", "\r\n", "\n[", "]\n"};
    for (int round = 0; round < 60; ++round) {
        std::string text = round % 2 == 0 ? "[{}," : "{}\n";
        for (int i = 0; i < 30; ++i) {
            const std::string& row = rows[random() % rows.size()];
            text +=
                random() % 3 == 0 && row.front() == '{' && row.back() == '}' ? pretty(row) : row;
            text += separators[random() % separators.size()];
        }
        const temporary_directory folder;
        const std::string path = folder.write("mixed.json", text);
        const std::string wanted = read(path, text.size() + 1);
        for (int i = 0; i < 6; ++i) {
            const std::size_t size = 1 + random() % (text.size() + 10);
            INFO(text << " in chunks of " << size);
            CHECK(read(path, size) == wanted);
            // Only a file knows that it begins with a bracket.
            if (wanted.find("cut_off") == std::string::npos)
                CHECK(read_pieces(text, size) == wanted);
        }
        const auto files = event_files::open({path}, {.chunk_bytes = 200}).value();
        std::array<collecting_consumer, 3> seen;
        std::vector<std::thread> threads;
        for (auto& each : seen)
            threads.emplace_back([&] {
                while (files->read_some(each)) {
                }
            });
        for (auto& each : threads) each.join();
        std::size_t accepted = 0;
        for (const auto& each : seen) accepted += each.events.size();
        CHECK(static_cast<std::ptrdiff_t>(accepted) ==
              std::ranges::count(wanted, ' ') - std::ranges::count(wanted, ':'));
    }
}

TEST_CASE("a rename that no row of any file has a key for") {
    const temporary_directory folder;
    const std::string one = folder.write("1.json", R"([{"a":{"b":1}},{"c":2}])");
    const std::string two = folder.write("2.json", R"({"d":3})");
    const auto message = [&](const std::vector<std::string>& paths, const column_renames& renames) {
        const event_file_options options{.reading = {.renames = renames}};
        const auto files = event_files::open(paths, options).value();
        collecting_consumer seen;
        while (files->read_some(seen)) {
        }
        const auto after = files->check_renames();
        const auto before = check_renames_of(paths, options);
        REQUIRE(after.has_error() == before.has_error());
        if (!after.has_error()) return std::string();
        CHECK(after.error().code == errc::bad_mapping);
        CHECK(after.error().message == before.error().message);
        return after.error().message;
    };
    CHECK(message({one}, {{"a.b", "source"}, {"c", ""}}).empty());
    CHECK(message({one, two}, {{"a.b", "source"}, {"d", ""}}).empty());
    CHECK_THAT(message({one}, {{"c", "source"}, {"d", "medium"}}),
               Catch::Matchers::Contains("--map d=medium") && Catch::Matchers::Contains("1.json"));
    CHECK_THAT(message({one, two}, {{"a.c", "source"}}),
               Catch::Matchers::Contains("no row of the files has a key a.c"));
}

}  // namespace attrib::test
