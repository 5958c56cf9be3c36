#include <algorithm>
#include <array>
#include <libattrib/io/event_parser.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::at;
using row = std::vector<std::string>;

// All canonical columns in order.
column_mapping all_columns() {
    std::vector<std::string_view> header;
    for (const column_rule& rule : column_rules) header.push_back(rule.name);
    return map_columns(header, {}).value();
}

row good_row() {
    return {"e1",        "u1",     "2025-03-01T10:00:00Z",
            "purchase",  "Email",  "s",
            "m",         "c",      "/page",
            "/referrer", "mobile", "DE",
            "12.5",      "EUR",    "t1"};
}

std::optional<rule_break> parse(const row& values, event& out, bool is_plain = false,
                                kept_columns kept = kept_columns::all) {
    static const column_mapping mapping = all_columns();
    const std::vector<std::string_view> views(values.begin(), values.end());
    std::size_t row_bytes = 0;
    for (const std::string_view each : views) row_bytes += each.size() + 1;
    event_parser parser(mapping, kept);
    if (parser.parse(views, row_bytes, is_plain, out)) return std::nullopt;
    return parser.broken();
}

// Why a row is rejected whose `where` is `value`; nothing when it is taken.
std::optional<reject_reason> reason_for(column where, const std::string& value) {
    row values = good_row();
    values[static_cast<std::size_t>(where)] = value;
    event out;
    const auto broken = parse(values, out);
    if (!broken) return std::nullopt;
    CHECK(broken->where == where);
    return broken->reason;
}

TEST_CASE("what an event's URLs say is read with it") {
    row values = good_row();
    values[static_cast<std::size_t>(column::page_location)] = "https://shop.example/?gclid=1";
    values[static_cast<std::size_t>(column::page_referrer)] = "https://google.com/";
    const column_mapping mapping = all_columns();
    event_parser parser(mapping);
    event out;
    REQUIRE(
        parser.parse(std::vector<std::string_view>(values.begin(), values.end()), 200, false, out));
    CHECK(out.source == "s");
    CHECK(out.click_id == "gclid");
    CHECK(out.referrer_host == "google.com");
}

TEST_CASE("referrers of own hosts are pages of the site") {
    row values = good_row();
    values[static_cast<std::size_t>(column::page_location)] = "https://shop.example/";
    values[static_cast<std::size_t>(column::page_referrer)] = "https://a.pay.example/";
    reading_options reading;
    REQUIRE(add_own_host(reading.own_hosts, "pay.example"));
    const column_mapping mapping = all_columns();
    event_parser parser(mapping, kept_columns::all, reading);
    event out;
    const std::vector<std::string_view> views(values.begin(), values.end());
    REQUIRE(parser.parse(views, 200, false, out));
    CHECK(out.referrer_host.empty());
    event_parser without(mapping);
    REQUIRE(without.parse(views, 200, false, out));
    CHECK(out.referrer_host == "a.pay.example");
}

TEST_CASE("for totals, columns are left out that say nothing to them") {
    row values = good_row();
    const auto set = [&](column which, const std::string& value) {
        values[static_cast<std::size_t>(which)] = value;
    };
    set(column::page_location, "https://shop.example/?gclid=1");
    event out;
    REQUIRE_FALSE(parse(values, out, false, kept_columns::totals));
    CHECK(out.transaction_id == "t1");
    CHECK(out.event_value == money{12'500'000});
    CHECK(out.currency == "EUR");
    CHECK(out.page_location.empty());
    CHECK(out.click_id.empty());
    set(column::channel, "");
    REQUIRE_FALSE(parse(values, out, false, kept_columns::totals));
    CHECK(out.source == "s");
    CHECK(out.click_id == "gclid");
    set(column::channel, "Email");
    set(column::event_id, "");
    REQUIRE_FALSE(parse(values, out, false, kept_columns::totals));
    CHECK(out.page_location == "https://shop.example/?gclid=1");

    // They must keep to their rules nevertheless.
    set(column::event_id, "e1");
    set(column::country, std::string(max_text_bytes + 1, 'x'));
    const auto too_long = parse(values, out, true, kept_columns::totals);
    REQUIRE(too_long);
    CHECK(too_long->where == column::country);
    set(column::country, "\xFF");
    const auto no_text = parse(values, out, false, kept_columns::totals);
    REQUIRE(no_text);
    CHECK(no_text->reason == reject_reason::bad_utf8);
}

TEST_CASE("a row becomes an event, column by column") {
    const row values = good_row();
    event out;
    REQUIRE_FALSE(parse(values, out));
    CHECK(out.event_id == "e1");
    CHECK(out.user_pseudo_id == "u1");
    CHECK(out.event_timestamp == at("2025-03-01T10:00:00Z"));
    CHECK(out.event_name == "purchase");
    CHECK(out.channel == "Email");
    CHECK(out.source == "s");
    CHECK(out.medium == "m");
    CHECK(out.campaign == "c");
    CHECK(out.page_location == "/page");
    CHECK(out.page_referrer == "/referrer");
    CHECK(out.device_category == "mobile");
    CHECK(out.country == "DE");
    CHECK(out.event_value == money{12'500'000});
    CHECK(out.currency == "EUR");
    CHECK(out.transaction_id == "t1");
}

TEST_CASE("only user, time and name are required; empty is null") {
    row values(column_count);
    values[1] = "u";
    values[2] = "1740823200000000";
    values[3] = "x";
    event out;
    REQUIRE_FALSE(parse(values, out));
    CHECK(out.event_timestamp == at("2025-03-01T10:00:00Z"));
    CHECK_FALSE(out.event_value.has_value());
    CHECK(out.channel.empty());
    for (const column where : {column::user_pseudo_id, column::event_timestamp, column::event_name})
        CHECK(reason_for(where, "") == reject_reason::missing_value);
}

TEST_CASE("for names, a row is checked as always, and user and name are there") {
    row values = good_row();
    event out;
    REQUIRE_FALSE(parse(values, out, false, kept_columns::names));
    CHECK(out.user_pseudo_id == "u1");
    CHECK(out.event_name == "purchase");
    CHECK(out.event_timestamp == at("2025-03-01T10:00:00Z"));
    CHECK(out.page_location.empty());
    for (const column_rule& rule : column_rules) {
        CAPTURE(rule.name);
        row wrong = good_row();
        std::string& value = wrong[static_cast<std::size_t>(*column_named(rule.name))];
        value = rule.text == nullptr ? "x" : std::string(rule.max_bytes + 1, 'x');
        const auto broken = parse(wrong, out, true, kept_columns::names);
        REQUIRE(broken);
        CHECK(broken->where == column_named(rule.name));
        if (rule.text == nullptr) continue;
        value.pop_back();
        CHECK_FALSE(parse(wrong, out, true, kept_columns::names));
    }
}

TEST_CASE("nothing of a row stays for the next one that has it not") {
    static const column_mapping mapping = all_columns();
    for (const kept_columns kept : {kept_columns::all, kept_columns::totals}) {
        event_parser parser(mapping, kept);
        event out;
        row full = good_row();
        full[static_cast<std::size_t>(column::channel)].clear();
        full[static_cast<std::size_t>(column::page_location)] = "https://a.example/?gclid=1";
        const row poor{
            "e2", "u2", "2025-03-01T10:00:00Z", "x", "Email", "", "", "", "", "", "", "", "",
            "",   ""};
        for (const row* values : std::array{&std::as_const(full), &poor}) {
            const std::vector<std::string_view> views(values->begin(), values->end());
            REQUIRE(parser.parse(views, 400, true, out));
        }
        event expected = test::make_event("e2", "2025-03-01T10:00:00Z", "x", "Email");
        expected.user_pseudo_id = "u2";
        CHECK(out == expected);
    }
}

TEST_CASE("a row needs as many fields as the header") {
    row values = good_row();
    event out;
    values.pop_back();
    CHECK(parse(values, out)->reason == reject_reason::field_count);
    values.resize(column_count + 1);
    CHECK(parse(values, out)->reason == reject_reason::field_count);
}

TEST_CASE("times are rejected, not guessed") {
    CHECK(reason_for(column::event_timestamp, "yesterday") == reject_reason::bad_timestamp);
    CHECK(reason_for(column::event_timestamp, "2025-03-01T10:00:00") ==
          reject_reason::bad_timestamp);
    CHECK(reason_for(column::event_timestamp, "1740823200") == reject_reason::timestamp_unit);
    CHECK(reason_for(column::event_timestamp, "1740823200000") == reject_reason::timestamp_unit);
    CHECK(reason_for(column::event_timestamp, "1989-12-31T23:59:59.999999Z") ==
          reject_reason::timestamp_range);
    CHECK(reason_for(column::event_timestamp, "2100-01-01T00:00:00Z") ==
          reject_reason::timestamp_range);
}

TEST_CASE("amounts are rejected when they are none or do not fit") {
    CHECK(reason_for(column::event_value, "1e") == reject_reason::bad_value);
    CHECK(reason_for(column::event_value, "1,5") == reject_reason::bad_value);
    CHECK(reason_for(column::event_value, "9223372036854.775808") == reject_reason::value_range);
    CHECK_FALSE(reason_for(column::event_value, "9223372036854.775807"));
    CHECK_FALSE(reason_for(column::event_value, "-9223372036854.775808"));
}

TEST_CASE("amounts with more decimals than count are rounded, and it is said") {
    row values = good_row();
    std::string& value = values[static_cast<std::size_t>(column::event_value)];
    event out;
    for (const auto& [text, millionths, is_rounded] :
         {std::tuple("183.60000000000002", 183'600'000, true),
          std::tuple("1e2", 100'000'000, false), std::tuple("0.5000000", 500'000, false),
          std::tuple("", 0, false)}) {
        value = text;
        REQUIRE_FALSE(parse(values, out));
        CHECK(out.event_value.value_or(money{}) == money{millionths});
        CHECK(out.is_value_rounded == is_rounded);
    }
}

TEST_CASE("a currency of three letters is in capitals; others stay as they are") {
    row values = good_row();
    std::string& value = values[static_cast<std::size_t>(column::currency)];
    event out;
    for (const auto& [given, kept] :
         {std::pair("eur", "EUR"), std::pair("Eur", "EUR"), std::pair("USD", "USD"),
          std::pair("eu", "eu"), std::pair("euro", "euro"), std::pair("e1r", "e1r"),
          std::pair("\xC3\xA9x", "\xC3\xA9x"), std::pair("", "")}) {
        value = given;
        REQUIRE_FALSE(parse(values, out));
        CHECK(out.currency == kept);
    }
}

TEST_CASE("a transaction that is not set has no id") {
    row values = good_row();
    event out;
    values[static_cast<std::size_t>(column::transaction_id)] = "(not set)";
    REQUIRE_FALSE(parse(values, out));
    CHECK(out.transaction_id.empty());
    values[static_cast<std::size_t>(column::transaction_id)] = "(not sett";
    REQUIRE_FALSE(parse(values, out));
    CHECK(out.transaction_id == "(not sett");
}

TEST_CASE("texts have a greatest length: 256 bytes for identifiers, 16 KiB for others") {
    for (std::size_t i = 0; i < column_count; ++i) {
        const auto where = static_cast<column>(i);
        const std::size_t most = rule_of(where).max_bytes;
        if (most == 0) continue;
        CHECK_FALSE(reason_for(where, std::string(most, 'x')));
        CHECK(reason_for(where, std::string(most + 1, 'x')) == reject_reason::text_too_long);
    }
    CHECK(rule_of(column::transaction_id).max_bytes == 256);
    CHECK(rule_of(column::event_id).max_bytes == 256);
    CHECK(rule_of(column::user_pseudo_id).max_bytes == 256);
    CHECK(rule_of(column::event_name).max_bytes == 256);
    CHECK(rule_of(column::campaign).max_bytes == 16384);
}

TEST_CASE("text is UTF-8 without NUL") {
    for (std::size_t i = 0; i < column_count; ++i) {
        const auto where = static_cast<column>(i);
        if (rule_of(where).text == nullptr) continue;
        CHECK_FALSE(reason_for(where, "gr\xC3\xBC\xC3\x9F"));
        CHECK(reason_for(where, "gr\xFC") == reject_reason::bad_utf8);
        CHECK(reason_for(where, std::string("a\0b", 3)) == reject_reason::nul_byte);
    }
}

TEST_CASE("letters keep their case") {
    row values = good_row();
    values[3] = "Purchase";
    event out;
    REQUIRE_FALSE(parse(values, out, true));
    CHECK(out.event_name == "Purchase");
}

TEST_CASE("a message names the column and the remedy") {
    using Catch::Matchers::Contains;
    CHECK_THAT(message_of({reject_reason::timestamp_unit, column::event_timestamp}),
               Contains("event_timestamp") && Contains("16 digits"));
    CHECK_THAT(message_of({reject_reason::text_too_long, column::event_id}),
               Contains("event_id") && Contains("256"));
    CHECK_THAT(message_of({reject_reason::field_count, {}}), Contains("header"));
}

}  // namespace
}  // namespace attrib
