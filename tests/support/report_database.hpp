/// @file
/// A database whose tables were made from a few events, and what its reports must always be.
#pragma once

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

/// Conversions and revenue by currency and model, summed over rows.
inline std::map<std::string, std::pair<std::int64_t, money_sum>> sums_of(const json& rows) {
    std::map<std::string, std::pair<std::int64_t, money_sum>> sums;
    for (const json& row : rows)
        for (const auto& [name, member] : row.items()) {
            if (!member.is_object()) continue;
            auto& sum = sums[row.at("currency").dump() + " " + name];
            sum.first += member.at("conversions").get<std::int64_t>();
            sum.second += amount_of(member.at("revenue"));
        }
    return sums;
}

/// Checks all answers about a filter against their schemas and against one another.
inline void check_reports(connection& on, report_filter filter) {
    const json totals = totals_report(on, filter);
    check_schema("totals", totals);
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
        for (const char* const member : {"range", "window", "filters", "totals"})
            CHECK(answer.at(member) == totals.at(member));
    const auto sums = sums_of(totals.at("totals"));
    CHECK(sums_of(channels.at("data")) == sums);
    CHECK(sums_of(campaigns.at("data")) == sums);
    auto sums_of_days = sums_of(days.at("data"));
    std::erase_if(sums_of_days, [&](const auto& sum) {  // currencies of zeros
        return !sums.contains(sum.first) && sum.second == std::pair<std::int64_t, money_sum>();
    });
    CHECK(sums_of_days == sums);
    for (const json& row : totals.at("totals"))
        for (const char* const name : {"first_click", "last_click"}) {
            if (!row.contains(name)) continue;
            const json& all = row.at(name);
            for (const char* const sum : {"attributed", "unattributed"})
                CHECK(all.at(sum).at("conversions") <= all.at("conversions"));
            CHECK(all.at("conversions").get<int>() ==
                  all.at("attributed").at("conversions").get<int>() +
                      all.at("unattributed").at("conversions").get<int>());
            money_sum parts = amount_of(all.at("attributed").at("revenue"));
            parts += amount_of(all.at("unattributed").at("revenue"));
            CHECK(amount_of(all.at("revenue")) == parts);
        }
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
