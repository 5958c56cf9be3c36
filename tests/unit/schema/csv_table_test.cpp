#include <libattrib/schema/csv_table.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// A row of every kind of value.
struct csv_sample {
    event start = test::make_event("", "2025-03-01T10:00:00Z", "purchase");
    std::string_view text{};
    bool is_null = false;
    std::optional<timestamp> time{};
    money amount{};
    money_sum sum{};
    std::uint64_t effect = 0;
};

constexpr std::tuple sample_columns{
    table_column{"text", nullable, [](const csv_sample& row) { return row.text; }},
    table_column{
        "session", nullable,
        [](const csv_sample& row) { return session_id_text{row.is_null ? nullptr : &row.start}; }},
    table_column{"conversion", required,
                 [](const csv_sample& row) { return conversion_id_text{&row.start}; }},
    table_column{"when", required, [](const csv_sample& row) { return row.start.event_timestamp; }},
    table_column{"time", nullable, [](const csv_sample& row) { return row.time; }},
    table_column{"day", required, [](const csv_sample&) { return calendar_day{}; }},
    table_column{"count", required,
                 [](const csv_sample&) { return std::numeric_limits<std::int64_t>::min(); }},
    table_column{"amount", required, [](const csv_sample& row) { return row.amount; }},
    table_column{"sum", required, [](const csv_sample& row) { return six_decimals{row.sum}; }},
    table_column{"effect", required,
                 [](const csv_sample& row) { return effect_number{row.effect}; }}};

std::string sample_csv(const csv_sample& row) {
    std::string out;
    append_csv_row(out, sample_columns, row);
    return out;
}

TEST_CASE("a header names the columns") {
    std::string header;
    append_csv_header(header, sample_columns);
    CHECK(header == "text,session,conversion,when,time,day,count,amount,sum,effect");
}

TEST_CASE("every kind of value has its text, null none") {
    csv_sample row;
    row.text = "a,b";
    row.time = test::at("2025-03-01T10:00:00.5Z");
    row.amount = money{12'345'000};
    row.sum = money{-1};
    row.effect = 69'444'444'444;
    CHECK(sample_csv(row) ==
          "\"a,b\",u.1740823200000000,u.1740823200000000.purchase.,2025-03-01T10:00:00.000000Z,"
          "2025-03-01T10:00:00.500000Z,1970-01-01,-9223372036854775808,12.345,-0.000001,"
          "0.069444444444\n");
    row = {};
    row.is_null = true;
    CHECK(sample_csv(row) ==
          ",,u.1740823200000000.purchase.,2025-03-01T10:00:00.000000Z,,1970-01-01,"
          "-9223372036854775808,0.00,0.000000,"
          "0.000000000000\n");
}

TEST_CASE("there is room for the largest values and long texts") {
    csv_sample row;
    const std::string user(256, '"');
    const std::string text(16'384, '"');
    row.start.user_pseudo_id = user;
    row.start.page_location = text;
    row.text = text;
    row.amount.millionths = std::numeric_limits<std::int64_t>::min();
    row.sum.millionths = std::numeric_limits<money_sum::count>::min();
    row.effect = whole_effect;
    const std::string csv = sample_csv(row);
    CHECK_THAT(csv, Catch::Matchers::EndsWith(
                        ",-9223372036854.775808,"
                        "-170141183460469231731687303715884.105728,1.000000000000\n"));
    CHECK(csv.size() > 2 * (2 * text.size() + 2 * user.size()));
}

}  // namespace
}  // namespace attrib
