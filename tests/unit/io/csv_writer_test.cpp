#include <rapidcheck.h>

#include <libattrib/io/csv_writer.hpp>

#include <libattrib/io/csv_rows.hpp>

#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace {

std::string written(std::string_view value) {
    std::string out;
    attrib::append_csv_value(out, value);
    return out;
}

std::string row_of(const attrib::event& row) {
    std::string out;
    attrib::append_event_row(out, row);
    return out;
}

}  // namespace

TEST_CASE("what a spreadsheet may take for a formula has an apostrophe before it") {
    const auto written_for_spreadsheets = [](std::string_view value) {
        std::string out;
        attrib::append_spreadsheet_value(out, value);
        return out;
    };
    CHECK(written_for_spreadsheets("") == "");
    CHECK(written_for_spreadsheets("Paid Search") == "Paid Search");
    CHECK(written_for_spreadsheets("a=b") == "a=b");
    CHECK(written_for_spreadsheets("=1+1") == "'=1+1");
    CHECK(written_for_spreadsheets("@SUM(1)") == "'@SUM(1)");
    CHECK(written_for_spreadsheets("+49 30") == "'+49 30");
    CHECK(written_for_spreadsheets("=HYPERLINK(\"x\",\"y\")") ==
          "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
    CHECK(written_for_spreadsheets("\t=1") == "'\t=1");
    CHECK(written_for_spreadsheets("\r=1") == "\"'\r=1\"");
    CHECK(written_for_spreadsheets("\n=1") == "\"'\n=1\"");
    CHECK(written_for_spreadsheets("\xEF\xBC\x9D"
                                   "1") ==
          "'\xEF\xBC\x9D"
          "1");
    for (const char* const number : {"-5", "-12.50", "0", "-1e9", "-1.5E-7", "2025", "1e+3"})
        CHECK(written_for_spreadsheets(number) == number);
    for (const std::string text :
         {"-", "-x", "-1+1", "-1.", "-.5", "-1e", "-1e+", "--1", "+5", "-1 ", "-1,5", "-0x1"}) {
        CAPTURE(text);
        CHECK_THAT(written_for_spreadsheets(text), Catch::Matchers::Contains("'" + text));
    }
}

TEST_CASE("a plain value is written as it is") {
    CHECK(written("").empty());
    CHECK(written("abc") == "abc");
    CHECK(written("two words") == "two words");
    CHECK(written("semi;colon\tand 'single'") == "semi;colon\tand 'single'");
    CHECK(written("\xc3\xbc") == "\xc3\xbc");
}

TEST_CASE("a comma, a quote or a line end puts a value in quotes, and quotes are doubled") {
    CHECK(written("a,b") == "\"a,b\"");
    CHECK(written("a\"b") == "\"a\"\"b\"");
    CHECK(written("\"") == "\"\"\"\"");
    CHECK(written("a\nb") == "\"a\nb\"");
    CHECK(written("a\rb") == "\"a\rb\"");
}

TEST_CASE("wherever one stands, and no other byte does") {
    for (std::size_t size = 3; size < 30; ++size)
        for (std::size_t at = 1; at + 1 < size; ++at)
            for (int byte = 0; byte < 256; ++byte) {
                std::string value(size, 'a');
                value[at] = static_cast<char>(byte);
                std::string out;
                attrib::append_csv_value(out, value);
                const bool is_special =
                    std::string_view(",\"\r\n").find(value[at]) != std::string_view::npos;
                if ((out.front() == '"') != is_special) FAIL(size << ' ' << at << ' ' << byte);
            }
}

TEST_CASE("white space at an end puts a value in quotes") {
    CHECK(written(" a") == "\" a\"");
    CHECK(written("a ") == "\"a \"");
    CHECK(written("\ta") == "\"\ta\"");
    CHECK(written(" ") == "\" \"");
}

TEST_CASE("a text that would be read as null is quoted") {
    for (const std::string text : {"NULL", "null", "\\N"}) {
        std::string out;
        attrib::append_csv_value(out, text);
        CHECK(out == '"' + text + '"');
    }
    for (const std::string text : {"Null", "NULLs", "\\n", "N"}) {
        std::string out;
        attrib::append_csv_value(out, text);
        CHECK(out == text);
    }
}

TEST_CASE("values are appended to what is there") {
    std::string out = "x,";
    attrib::append_csv_value(out, "a,b");
    CHECK(out == "x,\"a,b\"");
}

TEST_CASE("the header names the canonical columns in their order") {
    std::string header;
    attrib::append_event_header(header);
    CHECK(header ==
          "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,campaign,"
          "page_location,page_referrer,device_category,country,event_value,currency,"
          "transaction_id\n");
}

TEST_CASE("an event is written as a row of all columns") {
    attrib::event row;
    row.event_id = "e1";
    row.user_pseudo_id = "u,1";
    row.event_timestamp = attrib::timestamp{attrib::microseconds{1'740'823'200'000'001}};
    row.event_name = "purchase";
    row.channel = "Email";
    row.source = "s";
    row.medium = "m";
    row.campaign = "say \"hi\"";
    row.page_location = "/p";
    row.page_referrer = "/r";
    row.device_category = "mobile";
    row.country = "DE";
    row.event_value = attrib::money{20'500'000};
    row.currency = "EUR";
    row.transaction_id = "t1";
    CHECK(row_of(row) ==
          "e1,\"u,1\",2025-03-01T10:00:00.000001Z,purchase,Email,s,m,\"say \"\"hi\"\"\",/p,/r,"
          "mobile,DE,20.50,EUR,t1\n");
}

TEST_CASE("null is written as nothing, zero as zero") {
    attrib::event row;
    row.user_pseudo_id = "u";
    row.event_name = "n";
    CHECK(row_of(row) == ",u,1970-01-01T00:00:00.000000Z,n,,,,,,,,,,,\n");
    row.event_value = attrib::money{0};
    CHECK(row_of(row) == ",u,1970-01-01T00:00:00.000000Z,n,,,,,,,,,0.00,,\n");
}

TEST_CASE("property: the reader reads what the writer wrote, but for white space at the ends") {
    CHECK(rc::check([] {
        const auto character = rc::gen::elementOf(std::string("ab,\"\n\r \t"));
        const auto values = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
            rc::gen::container<std::string>(character)));
        std::string text;
        for (const std::string& value : values) {
            if (!text.empty() || &value != &values.front()) text.push_back(',');
            attrib::append_csv_value(text, value);
        }
        const bool is_empty_line = text.empty();
        text.push_back('\n');
        attrib::csv_rows rows(text, 1);
        RC_ASSERT(rows.next() != is_empty_line);
        if (is_empty_line) return;
        RC_ASSERT(!rows.has_stray_quote());
        RC_ASSERT(!rows.is_unterminated());
        RC_ASSERT(rows.values().size() == values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::string& value = values[i];
            const auto first = std::min(value.find_first_not_of(" \t\r\n"), value.size());
            const auto last = value.find_last_not_of(" \t\r\n");
            const std::string trimmed =
                last == std::string::npos ? "" : value.substr(first, last - first + 1);
            RC_ASSERT(rows.values()[i] == trimmed);
        }
        RC_ASSERT(!rows.next());
    }));
}
