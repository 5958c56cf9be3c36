/// @file
/// A database whose tables were made from a few events, and what its reports must always be.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <libattrib/core/error.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/report/report.hpp>
#include <map>
#include <string>
#include <tests/catch.hpp>
#include <tests/support/json_schema.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {

/// Loads a CSV text and makes the tables.
inline void fill(const temporary_database& database, const std::string& csv,
                 const attribution_options& how = {}) {
    const temporary_directory folder;
    load_file(folder.write("events.csv", csv), small_batches(database));
    rebuild(database, how);
}

/// spec.md's worked example, in the reporting time zone UTC.
inline std::string worked_example() { return contents_of("tests/data/worked_example.csv"); }

inline calendar_day day(std::string_view text) {
    calendar_day parsed;
    if (!parse_day(text, parsed)) throw std::logic_error("not a day: " + std::string(text));
    return parsed;
}

/// A filter on the days from `from` to before `to`.
inline report_filter days(std::string_view from, std::string_view to) {
    report_filter filter;
    filter.from = day(from);
    filter.to = day(to);
    return filter;
}

/// What the filter says of that column.
inline std::optional<std::string>& touch_filter(report_filter& filter, touch_column column) {
    return filter.only.touch[static_cast<std::size_t>(column)];
}

inline void check_schema(const std::string& name, const json& answer) {
    static const json_schemas schemas;
    CHECK(schemas.why_not(name, answer) == "");
}

inline money_sum amount_of(const json& text) {
    money_sum parsed;
    if (parse_money(text.get<std::string>(), parsed) != money_parse::ok)
        throw std::logic_error("not an amount: " + text.dump());
    return parsed;
}

/// The one row with those values of its members.
inline json row_of(const json& rows, std::initializer_list<std::pair<const char*, json>> members) {
    json found;
    for (const json& row : rows) {
        if (!std::ranges::all_of(
                members, [&](const auto& each) { return row.at(each.first) == each.second; }))
            continue;
        if (!found.is_null()) throw std::logic_error("two rows: " + rows.dump());
        found = row;
    }
    if (found.is_null()) throw std::logic_error("no such row: " + rows.dump());
    return found;
}

/// The total of a model; REQUIRES: one currency, or that one named.
inline json total_of(const json& answer, const char* model) {
    return row_of(answer.at("totals"), {{"model", model}});
}
inline json total_of(const json& answer, const char* model, const json& currency) {
    return row_of(answer.at("totals"), {{"model", model}, {"currency", currency}});
}

/// Conversions and revenue by currency and model, summed over rows.
using model_sums = std::map<std::string, std::pair<money_sum, money_sum>>;
inline model_sums sums_of(const json& rows) {
    model_sums sums;
    for (const json& row : rows) {
        auto& sum = sums[row.at("currency").dump() + " " + row.at("model").get<std::string>()];
        sum.first += amount_of(row.at("conversions"));
        sum.second += amount_of(row.at("revenue"));
    }
    return sums;
}

/// Checks that attributed and unattributed conversions are all of a model's, in every currency and
/// in all of them.
inline void check_totals(const json& answer) {
    model_sums of_models;
    for (const json& row : answer.at("totals"))
        for (const char* const sum : {"conversions", "revenue"}) {
            money_sum parts = amount_of(row.at("attributed").at(sum));
            parts += amount_of(row.at("unattributed").at(sum));
            CHECK(amount_of(row.at(sum)) == parts);
        }
    REQUIRE(answer.at("conversions").size() == answer.at("models").size());
    for (std::size_t i = 0; i < answer.at("models").size(); ++i) {
        const json& counted = answer.at("conversions").at(i);
        CHECK(counted.at("model") == answer.at("models").at(i).at("name"));
        money_sum attributed;
        money_sum unattributed;
        for (const json& row : answer.at("totals")) {
            if (row.at("model") != counted.at("model")) continue;
            attributed += amount_of(row.at("attributed").at("conversions"));
            unattributed += amount_of(row.at("unattributed").at("conversions"));
        }
        CHECK(amount_of(counted.at("attributed")) == attributed);
        CHECK(amount_of(counted.at("unattributed")) == unattributed);
        CHECK(amount_of(counted.at("conversions")) == attributed + unattributed);
    }
}

/// Checks all answers about a filter against their schemas and against one another.
inline void check_reports(connection& on, report_filter filter) {
    const json totals = totals_report(on, filter);
    check_schema("totals", totals);
    check_totals(totals);
    const json days = timeseries_report(on, filter);
    check_schema("timeseries", days);
    const json channels = channels_report(on, filter);
    check_schema("channels", channels);
    filter.limit = 1'000'000;
    const json campaigns = campaigns_report(on, filter);
    check_schema("campaigns", campaigns);
    const json conversions = conversions_report(on, filter);
    check_schema("conversions", conversions);
    CHECK(campaigns.at("more") == 0);
    for (const json& answer : {days, channels, campaigns, conversions})
        for (const char* const member :
             {"range", "window", "filters", "models", "conversions", "totals"})
            CHECK(answer.at(member) == totals.at(member));
    const auto sums = sums_of(totals.at("totals"));
    CHECK(sums_of(channels.at("data")) == sums);
    CHECK(sums_of(campaigns.at("data")) == sums);
    auto sums_of_days = sums_of(days.at("data"));
    std::erase_if(sums_of_days, [&](const auto& sum) {  // currencies of zeros
        return !sums.contains(sum.first) && sum.second == model_sums::mapped_type();
    });
    CHECK(sums_of_days == sums);
}

/// All conversions, read in pages.
inline std::vector<json> read_pages(connection& on, report_filter filter) {
    std::vector<json> rows;
    while (true) {
        const json page = conversions_report(on, filter);
        check_schema("conversions", page);
        for (const json& row : page.at("data")) rows.push_back(row);
        if (page.at("next_cursor").is_null()) return rows;
        // Less where hashes of ids collide, as those of one id of many users at one moment.
        REQUIRE(page.at("data").size() <= filter.limit);
        filter.cursor = page.at("next_cursor").get<std::string>();
    }
}

/// All pieces of a report's CSV.
inline std::vector<std::string> pieces_of(const csv_report& report, const report_source& from) {
    std::vector<std::string> texts;
    std::optional<std::string> position = std::string();
    while (position) {
        csv_piece piece = report.rows->at(*position, from);
        texts.push_back(std::move(piece.text));
        position = std::move(piece.next);
    }
    return texts;
}

inline std::string whole_csv(const csv_report& report, const report_source& from) {
    std::string csv;
    for (const std::string& each : pieces_of(report, from)) csv += each;
    return csv;
}

/// The code that a call throws.
template <class Call>
errc code_of(const Call& call) {
    try {
        call();
    } catch (const failure& failed) {
        return failed.code();
    }
    throw std::logic_error("nothing was thrown");
}

}  // namespace attrib::test
