#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/event_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;
using test::collecting_consumer;
using test::temporary_directory;

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

std::string gzip(std::string_view text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(text.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
    return out;
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
        const auto cut = read_text(text, {.renames = {}, .chunk_bytes = chunk_bytes});
        CHECK(cut.counts == whole.counts);
        CHECK(cut.campaigns() == whole.campaigns());
        REQUIRE(cut.rows.rejects.size() == whole.rows.rejects.size());
        for (std::size_t i = 0; i < cut.rows.rejects.size(); ++i) {
            CHECK(cut.rows.rejects[i].line == whole.rows.rejects[i].line);
            CHECK(cut.rows.rejects[i].text == whole.rows.rejects[i].text);
        }
    }
}

TEST_CASE("gzip and zstd files are read by their suffix, several members too") {
    const temporary_directory folder;
    std::string text(header);
    for (int i = 0; i < 5000; ++i) text += campaign_row(std::to_string(i));
    const auto plain = read(folder.write("a.csv", text));
    REQUIRE(plain.counts.accepted == 5000);
    const auto half = text.size() / 2;
    for (const auto& [name, bytes] :
         {std::pair{"a.csv.gz", gzip(text.substr(0, half)) + gzip(text.substr(half))},
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
    CHECK(open_error(folder.write("b.csv.gz", text)) == errc::corrupt_archive);
    CHECK(open_error(folder.write("b.csv.zst", text)) == errc::corrupt_archive);
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
            const auto got = read_text(text, {.renames = {}, .chunk_bytes = chunk_bytes});
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
    const auto can_be_marked = [&](const char* name, const std::string& content) {
        return event_file::open(folder.write(name, content)).value().can_be_marked();
    };
    CHECK(can_be_marked("a.csv", text));
    CHECK_FALSE(can_be_marked("a.csv.gz", gzip(text)));
    CHECK_FALSE(can_be_marked("a.ndjson", "{\"user_pseudo_id\": \"u\"}\n"));
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
                event_file::open(folder.file(name), {.renames = {}, .chunk_bytes = chunk_bytes})
                    .value();
            event_chunk chunk;
            REQUIRE(first.next(chunk).value());
            collecting_consumer before;
            first.parse(chunk, before);
            auto second =
                event_file::open(folder.file(name), {.renames = {}, .chunk_bytes = 50}).value();
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

}  // namespace
}  // namespace attrib
