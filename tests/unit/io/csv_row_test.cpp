#include <libattrib/io/csv_row.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("a row of every kind of value") {
    std::string out = "before\n";
    csv_row row(7, 8);
    row.text("plain");
    row.text("a,b");
    row.time(timestamp{microseconds{1'740'823'200'000'001}});
    row.date(calendar_day{std::chrono::days{20'148}});
    row.number(-42);
    row.amount(money{-1'500'000});
    row.nothing();
    row.end(out);
    CHECK(out == "before\nplain,\"a,b\",2025-03-01T10:00:00.000001Z,2025-03-01,-42,-1.50,\n");
}

TEST_CASE("rows follow one another, empty ones too") {
    std::string out;
    csv_row row(2, 2);
    row.text("a");
    row.text("");
    row.end(out);
    row.end(out);
    row.nothing();
    row.text("b");
    row.end(out);
    CHECK(out == "a,\n\n,b\n");
}

TEST_CASE("texts of every length are quoted as single values are") {
    std::string row_text;
    for (std::size_t size = 0; size <= 40; ++size)
        for (std::size_t at = 0; at < std::max<std::size_t>(size, 1); ++at)
            for (const char c : {'x', ',', '"', '\n', '\r', ' ', '\t', '!', '-', '\xFF', '\x80'}) {
                std::string text(size, 'm');
                if (size > 0) text[at] = c;
                std::string wanted;
                append_csv_value(wanted, text);
                csv_row row(2, 2 * size);
                row.text(text);
                row.written([&](char* out) { return out + text.copy(out, size); });
                row_text.clear();
                row.end(row_text);
                CAPTURE(size, at, static_cast<int>(c));
                REQUIRE(row_text == wanted + "," + wanted + "\n");
            }
}

TEST_CASE("long texts find room, all of them doubled too") {
    const std::string quotes(3000, '"');
    const std::string text(5000, 'a');
    std::string out;
    csv_row row(2, quotes.size() + text.size());
    row.text(quotes);
    row.text(text);
    row.end(out);
    CHECK(out == '"' + quotes + quotes + "\"," + text + "\n");
}

}  // namespace
}  // namespace attrib
