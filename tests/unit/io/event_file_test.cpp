#include <algorithm>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;
using test::collecting_consumer;
using test::gzip;
using test::temporary_directory;
using test::utf16;
using test::zstd;

constexpr std::string_view header = "user_pseudo_id,event_timestamp,event_name,campaign\n";

std::string campaign_row(std::string_view campaign) {
    return "u,2025-03-01T10:00:00Z,x," + std::string(campaign) + "\n";
}

struct file_contents {
    collecting_consumer rows;
    row_counts counts;
    std::optional<error> failed;

    [[nodiscard]] std::vector<std::string> campaigns() const {
        std::vector<std::string> out;
        for (const auto& each : rows.events) out.emplace_back(each.view().campaign);
        return out;
    }
};

file_contents read(const std::string& path, const event_file_options& options = {}) {
    file_contents out;
    auto file = event_file::open(path, options);
    if (!file) {
        out.failed = file.error();
        return out;
    }
    event_chunk chunk;
    std::uint64_t end = 0;
    std::uint64_t line = 0;
    for (;;) {
        const auto more = file->next(chunk);
        if (!more) out.failed = more.error();
        if (!more || !*more) return out;
        // Chunks follow one another without a gap.
        if (end != 0) CHECK(chunk.begin == end);
        if (line != 0) CHECK(chunk.first_line == line);
        end = chunk.end;
        line = chunk.end_line;
        out.counts += file->parse(chunk, out.rows);
    }
}

file_contents read_text(std::string_view text, const event_file_options& options = {}) {
    const temporary_directory folder;
    return read(folder.write("events.csv", text), options);
}

errc open_error(const std::string& path) {
    const auto file = event_file::open(path);
    REQUIRE_FALSE(file);
    CHECK_THAT(file.error().message, Contains(path));
    return file.error().code;
}

TEST_CASE("a CSV whose lines end in carriage returns only is an error, however long it is") {
    std::string text(header);
    for (const std::size_t rows : {std::size_t{1}, std::size_t{40'000}}) {
        for (std::size_t i = 0; i < rows; ++i) text += campaign_row("a");
        std::ranges::replace(text, '\n', '\r');
        const file_contents got = read_text(text);
        REQUIRE(got.failed);
        CHECK(got.failed->code == errc::not_event_csv);
        CHECK_THAT(got.failed->message, Contains("events.csv") && Contains("carriage returns"));
    }
}

TEST_CASE("after a header that ends in a line feed, rows between carriage returns are one reject") {
    std::string rows = campaign_row("a") + campaign_row("b");
    std::ranges::replace(rows, '\n', '\r');
    const file_contents got = read_text(std::string(header) + rows);
    CHECK_FALSE(got.failed);
    CHECK(got.counts.read == 1);
    CHECK(got.counts.rejected == 1);
}

TEST_CASE("chunks of any size give the same rows, lines and rejects") {
    std::string text = "\xEF\xBB\xBF\r\n" + std::string(header);
    for (int i = 0; i < 40; ++i) {
        text += campaign_row("plain" + std::to_string(i));
        text += campaign_row("\"quoted,\n\"\"" + std::to_string(i) + "\"");
        text += "u,never,x,\n\n";
        text += "u\"x,2025-03-01T10:00:00Z,x,stray\r\n";
    }
    text += "too,few";
    const auto whole = read_text(text);
    REQUIRE_FALSE(whole.failed);
    CHECK(whole.counts.read == 161);
    CHECK(whole.counts.accepted == 80);
    CHECK(whole.counts.rejected == 81);
    CHECK(whole.campaigns()[1] == "quoted,\n\"0");
    CHECK(whole.rows.rejects[0].line == 6);
    CHECK(whole.rows.rejects[0].reason == reject_reason::bad_timestamp);
    CHECK(whole.rows.rejects[0].text == "u,never,x,");
    CHECK(whole.rows.rejects[1].line == 8);
    CHECK(whole.rows.rejects[1].reason == reject_reason::stray_quote);
    CHECK(whole.rows.rejects.back().line == 3 + 40 * 6);
    CHECK(whole.rows.rejects.back().text == "too,few");
    for (const std::size_t chunk_bytes : {1u, 2u, 3u, 7u, 63u, 64u, 65u, 500u, 100'000u}) {
        CAPTURE(chunk_bytes);
        const auto cut = read_text(text, {.reading = {}, .chunk_bytes = chunk_bytes});
        CHECK(cut.counts == whole.counts);
        CHECK(cut.campaigns() == whole.campaigns());
        REQUIRE(cut.rows.rejects.size() == whole.rows.rejects.size());
        for (std::size_t i = 0; i < cut.rows.rejects.size(); ++i) {
            CHECK(cut.rows.rejects[i].line == whole.rows.rejects[i].line);
            CHECK(cut.rows.rejects[i].text == whole.rows.rejects[i].text);
        }
    }
}

TEST_CASE("gzip and zstd files are read by their first bytes, several members too") {
    const temporary_directory folder;
    std::string text(header);
    for (int i = 0; i < 5000; ++i) text += campaign_row(std::to_string(i));
    const auto plain = read(folder.write("a.csv", text));
    REQUIRE(plain.counts.accepted == 5000);
    const auto half = text.size() / 2;
    for (const auto& [name, bytes] :
         {std::pair{"a.csv.gz", gzip(text.substr(0, half)) + gzip(text.substr(half))},
          std::pair{"a.csv", gzip(text)}, std::pair{"a.gz", zstd(text)},
          std::pair{"a.csv.zst", zstd(text.substr(0, half)) + zstd(text.substr(half))}}) {
        CAPTURE(name);
        const auto packed = read(folder.write(name, bytes));
        CHECK_FALSE(packed.failed);
        CHECK(packed.campaigns() == plain.campaigns());
        CHECK(packed.counts == plain.counts);
        const auto cut_off = read(folder.write(name, bytes.substr(0, bytes.size() - 9)));
        REQUIRE(cut_off.failed);
        CHECK(cut_off.failed->code == errc::corrupt_archive);
    }
    // What a browser unpacked keeps its name.
    CHECK(read(folder.write("b.csv.gz", text)).campaigns() == plain.campaigns());
}

TEST_CASE("what is no CSV of events is an error") {
    const temporary_directory folder;
    CHECK(open_error(folder.file("absent.csv")) == errc::file_not_found);
    CHECK(open_error(folder.path()) == errc::file_unreadable);
    CHECK(open_error(folder.write("empty.csv", "")) == errc::not_event_csv);
    CHECK(open_error(folder.write("lines.csv", "\n\r\n\n")) == errc::not_event_csv);
    CHECK(open_error(folder.write("no_header.csv", campaign_row("x"))) == errc::not_event_csv);
    CHECK(open_error(folder.write("binary.csv", std::string("\x7F"
                                                            "ELF\0\1",
                                                            6))) == errc::not_event_csv);
    CHECK(open_error(
              folder.write("latin1.csv", "user_pseudo_id,event_timestamp,event_name,\xFC\n")) ==
          errc::not_event_csv);
    CHECK(open_error(folder.write("quote.csv", "\"user_pseudo_id,event_timestamp")) ==
          errc::not_event_csv);
    CHECK(open_error(folder.write("endless.csv", std::string(3'000'000, 'x'))) ==
          errc::not_event_csv);
}

TEST_CASE("a file cut off inside quotes is an error that names the line of the row") {
    const auto cut_off =
        read_text(std::string(header) + campaign_row("a") + "u,2025-03-01T10:00:00Z,x,\"b\n");
    REQUIRE(cut_off.failed);
    CHECK(cut_off.failed->code == errc::unterminated_quote);
    CHECK_THAT(cut_off.failed->message, Contains("line 3"));
    const auto long_cut = read_text(std::string(header) + campaign_row("a") +
                                    "u,2025-03-01T10:00:00Z,x,\"" + std::string(3 << 20, '\n'));
    REQUIRE(long_cut.failed);
    CHECK(long_cut.failed->code == errc::unterminated_quote);
    CHECK_THAT(long_cut.failed->message, Contains("line 3"));
}

TEST_CASE("rows over 1 MiB are rejects, and the rows after them are read") {
    const std::size_t fixed = campaign_row("").size() - 1;
    for (const std::size_t chunk_bytes :
         {std::size_t{1} << 10, std::size_t{1} << 20, std::size_t{8} << 20}) {
        for (const char* end : {"\n", "\r\n", ""}) {
            CAPTURE(chunk_bytes, end);
            const std::string fits = campaign_row(std::string(max_row_bytes - fixed, 'x'));
            std::string text = std::string(header) + campaign_row("a") + fits + campaign_row("b");
            text += "u,2025-03-01T10:00:00Z,x,\"" + std::string(max_row_bytes - fixed - 1, '\n') +
                    "\"" + end;
            const auto got = read_text(text, {.reading = {}, .chunk_bytes = chunk_bytes});
            REQUIRE_FALSE(got.failed);
            CHECK(got.campaigns() == std::vector<std::string>{"a", "b"});
            REQUIRE(got.rows.rejects.size() == 2);
            CHECK(got.rows.rejects[0].line == 3);
            CHECK(got.rows.rejects[0].reason == reject_reason::text_too_long);
            CHECK(got.rows.rejects[1].line == 5);
            CHECK(got.rows.rejects[1].reason == reject_reason::row_too_long);
            CHECK(got.rows.rejects[1].text.size() == 4096);
        }
    }
}

TEST_CASE("reading goes on after an oversize row, with the right line") {
    const std::string big = "u,\"" + std::string(5'000'000, '\n') + "\"\n";
    const auto got = read_text(std::string(header) + big + "bad\n" + campaign_row("after"));
    REQUIRE_FALSE(got.failed);
    CHECK(got.campaigns() == std::vector<std::string>{"after"});
    REQUIRE(got.rows.rejects.size() == 2);
    CHECK(got.rows.rejects[1].line == 2 + 5'000'001);
}

TEST_CASE("rows of a plain CSV can be marked, others not") {
    const temporary_directory folder;
    const std::string text = std::string(header) + campaign_row("a");
    const auto has_row_places = [&](const char* name, const std::string& content) {
        return event_file::open(folder.write(name, content)).value().has_row_places();
    };
    CHECK(has_row_places("a.csv", text));
    CHECK_FALSE(has_row_places("a.csv.gz", gzip(text)));
    CHECK_FALSE(has_row_places("a.ndjson", "{\"user_pseudo_id\": \"u\"}\n"));
}

TEST_CASE("skip_to goes on where a chunk ended") {
    const temporary_directory folder;
    std::string text(header);
    for (int i = 0; i < 300; ++i) text += campaign_row("\"" + std::to_string(i) + "\n\"");
    const auto all = read(folder.write("a.csv", text)).campaigns();
    (void)folder.write("a.csv.gz", gzip(text));
    for (const char* name : {"a.csv", "a.csv.gz"}) {
        for (const std::size_t chunk_bytes : {100u, 1000u, 4000u}) {
            auto first =
                event_file::open(folder.file(name), {.reading = {}, .chunk_bytes = chunk_bytes})
                    .value();
            event_chunk chunk;
            REQUIRE(first.next(chunk).value());
            collecting_consumer before;
            first.parse(chunk, before);
            auto second =
                event_file::open(folder.file(name), {.reading = {}, .chunk_bytes = 50}).value();
            REQUIRE(second.skip_to(chunk.end, chunk.end_line));
            collecting_consumer after;
            event_chunk rest;
            bool is_first = true;
            while (second.next(rest).value()) {
                if (is_first) CHECK(rest.begin == chunk.end);
                if (is_first) CHECK(rest.first_line == chunk.end_line);
                is_first = false;
                second.parse(rest, after);
            }
            CHECK(before.events.size() + after.events.size() == all.size());
            CHECK(after.events.back().view().campaign == all.back());
        }
    }
}

TEST_CASE("the file knows its ignored columns and how far it has been read") {
    const temporary_directory folder;
    const auto path = folder.write(
        "a.csv", "user_pseudo_id,event_timestamp,event_name,colour\n" + campaign_row("red"));
    auto file = event_file::open(path).value();
    CHECK(file.ignored_columns() == std::vector<std::string>{"colour"});
    CHECK(file.path() == path);
    CHECK(file.stored_size() == std::filesystem::file_size(path));
    event_chunk chunk;
    REQUIRE(file.next(chunk).value());
    CHECK(file.stored_position() == file.stored_size());
}

// Rows with values that hold every usual delimiter, written with `delimiter`.
std::string delimited_text(char delimiter) {
    std::string text = "user_pseudo_id?event_timestamp?event_name?campaign?event_value\n";
    for (int i = 0; i < 40; ++i) {
        text += "u?2025-03-01T10:00:00Z?x?plain" + std::to_string(i) + "?1.5\n";
        text += "u?2025-03-01T10:00:00Z?x?\"q,;\t|\n\"\"" + std::to_string(i) + "\"?\r\n";
        text += "u?never?x??\n\n";
        text += "u\"x?2025-03-01T10:00:00Z?x?stray?\r\n";
        text += "u?2025-03-01T10:00:00Z?x?-?2\n";
    }
    text += "too?few";
    std::ranges::replace(text, '?', delimiter);
    return text;
}

TEST_CASE("any delimiter, encoding and size of chunks give the same rows") {
    const auto expected = read_text(delimited_text(','), {.reading = {.null_texts = {"-"}}});
    REQUIRE_FALSE(expected.failed);
    CHECK(expected.counts.read == 201);
    CHECK(expected.counts.accepted == 120);
    CHECK(expected.campaigns()[1] == "q,;\t|\n\"0");
    CHECK(expected.campaigns()[2].empty());
    for (const char delimiter : {',', ';', '\t', '|', '^'}) {
        const std::string text = delimited_text(delimiter);
        event_file_options options{.reading = {.null_texts = {"-"}}};
        if (delimiter == '^') options.reading.delimiter = delimiter;
        for (const std::string& stored :
             {text, "\xEF\xBB\xBF" + text, utf16(text, false), gzip(utf16(text, true)), gzip(text)})
            for (const std::size_t chunk_bytes : {1u, 13u, 100u, 5000u, 1u << 20}) {
                options.chunk_bytes = chunk_bytes;
                const auto got = read_text(stored, options);
                REQUIRE_FALSE(got.failed);
                CHECK(got.campaigns() == expected.campaigns());
                CHECK(got.counts.rejected == expected.counts.rejected);
                for (std::size_t i = 0; i < got.rows.rejects.size(); ++i) {
                    CHECK(got.rows.rejects[i].line == expected.rows.rejects[i].line);
                    CHECK(got.rows.rejects[i].reason == expected.rows.rejects[i].reason);
                }
            }
    }
}

TEST_CASE("the line that Excel knows says the delimiter, and lines stay those of the file") {
    for (const std::string line : {"sep=;\n", "sep=;\r\n\r\n", "\xEF\xBB\xBFsep=;\n"}) {
        const auto got =
            read_text(line +
                      "user_pseudo_id;event_timestamp;event_name;campaign\nu;never;x;a\n"
                      "u;2025-03-01T10:00:00Z;x;b\n");
        REQUIRE_FALSE(got.failed);
        CHECK(got.campaigns() == std::vector<std::string>{"b"});
        CHECK(got.rows.rejects[0].line == (line.ends_with("\r\n\r\n") ? 4 : 3));
    }
}

TEST_CASE("lines above the header are named, with the command that takes them off") {
    const auto got =
        read_text("# GA4 report\n\nfrom,to\n" + std::string(header) + campaign_row("a"));
    REQUIRE(got.failed);
    CHECK(got.failed->code == errc::not_event_csv);
    CHECK_THAT(got.failed->message, Contains("header is on line 4") && Contains("tail -n +4"));
    CHECK_THAT(read_text("# GA4 report\na,b\n").failed->message, Contains("no column"));
}

TEST_CASE("files of hardly anything are errors or empty, and nothing worse") {
    for (const std::string text :
         {"", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\n\n", "sep=;\n", "\x1F", "\xFF\xFE,"}) {
        const auto got = read_text(text);
        CHECK(got.failed);
        CHECK(got.counts.read == 0);
    }
    for (const std::string& text : {std::string(header), utf16(header, false), gzip(header),
                                    gzip(header) + std::string(3, '\0')}) {
        const auto got = read_text(text);
        CHECK_FALSE(got.failed);
        CHECK(got.counts.read == 0);
    }
    std::string nothing(3 << 20, '\0');
    CHECK(read_text(nothing).failed->code == errc::not_event_csv);
    CHECK(read_text(gzip(nothing)).failed->code == errc::not_event_csv);
}

TEST_CASE("a renamed column need be in one of the files, not in each") {
    const temporary_directory folder;
    const std::vector<std::string> paths{
        folder.write("1.csv", "user_pseudo_id,event_timestamp,event_name,kanal\n"),
        folder.write("2.csv", "user_pseudo_id,event_timestamp,event_name\n")};
    const event_file_options one{.reading = {.renames = {{"kanal", "channel"}}}};
    CHECK(event_file::open_all(paths, one));
    CHECK(event_file::open(paths[1], one));
    const auto alone = event_file::open_all({paths[1]}, one);
    REQUIRE(alone.has_error());
    CHECK(alone.error().code == errc::bad_mapping);
    CHECK_THAT(alone.error().message, Contains("2.csv: --map kanal=channel"));
    const auto none = event_file::open_all(paths, {.reading = {.renames = {{"x", ""}}}});
    REQUIRE(none.has_error());
    CHECK_THAT(none.error().message, Contains("none of the files") && Contains("--map x="));
    // What keys NDJSON has is not known yet.
    CHECK(event_file::open_all({paths[1], folder.write("3.ndjson", "{}\n")}, one));
}

}  // namespace
}  // namespace attrib
