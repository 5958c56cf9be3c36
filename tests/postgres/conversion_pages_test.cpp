// Pages of the conversions that a filter on touchpoints takes.
#include <fmt/format.h>

#include <set>
#include <tests/support/generated_file.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

const std::string header =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,campaign,event_value,currency\n";

// Forty users: each comes by Direct, then by Email or Display, some of campaign spring. Every fifth
// has one session, which began before the lookback. Most buy at one moment, a third of them by one
// id.
std::string crowd() {
    std::string csv = header;
    for (int i = 0; i < 40; ++i) {
        const auto view = [&](const char* time, const char* channel, const char* campaign) {
            csv += fmt::format(",user{},2025-03-10T{}Z,page_view,{},{},,\n", i, time, channel,
                               campaign);
        };
        view(i % 5 == 0 ? "08:54:00" : "08:56:00", "Direct", "");
        if (i % 5 == 0) view("08:59:00", "Direct", "");
        view("09:05:00", i % 4 == 0 ? "Email" : "Display", i % 3 == 0 ? "spring" : "");
        const std::string id = i % 3 == 0 ? "same" : fmt::format("p{}", i);
        csv += fmt::format("{},user{},2025-03-10T09:10:{:02}Z,purchase,Direct,,{},EUR\n", id, i,
                           i % 7 == 0 ? i : 30, i);
    }
    return csv;
}

attribution_options short_lookback() {
    attribution_options how;
    how.session_timeout = std::chrono::minutes{6};
    how.lookback = std::chrono::minutes{15};
    return how;
}

std::string identity_of(const json& row) {
    return row.at("conversion_timestamp").get<std::string>() + " " +
           row.at("user_pseudo_id").get<std::string>() + " " +
           row.at("conversion_id").get<std::string>();
}

// What mart_attribution says: the conversions that one of the models credits where `where` holds.
std::multiset<std::string> expected_places(connection& on, const std::string& models,
                                           const std::string& where) {
    const query_result rows = on.run(
        "select distinct to_char(conversion_timestamp at time zone 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), user_pseudo_id, conversion_id from "
        "mart_attribution where model in (" +
        models + ") and " + where);
    std::multiset<std::string> places;
    for (std::size_t i = 0; i < rows.rows(); ++i)
        places.insert(std::string(rows.text(i, 0)) + " " + std::string(rows.text(i, 1)) + " " +
                      std::string(rows.text(i, 2)));
    return places;
}

struct asked_pages {
    std::vector<std::string> models;
    credit_filter only;
    std::string where;
};

std::vector<asked_pages> questions() {
    std::vector<asked_pages> all;
    for (const std::vector<std::string>& models :
         {std::vector<std::string>{"first_click", "last_click"}, {"last_click"}, {"linear"}}) {
        const auto ask = [&](const std::string& where) -> credit_filter& {
            all.push_back({models, {}, where});
            return all.back().only;
        };
        const auto channel = static_cast<std::size_t>(touch_column::channel);
        const auto campaign = static_cast<std::size_t>(touch_column::campaign);
        ask("channel = 'Direct'").touch[channel] = "Direct";
        ask("channel = 'Email'").touch[channel] = "Email";
        ask("channel is null").touch[channel] = "";
        ask("campaign is null").touch[campaign] = "";
        credit_filter& spring = ask("campaign = 'spring' and channel = 'Display'");
        spring.touch[campaign] = "spring";
        spring.touch[channel] = "Display";
        ask("channel = 'none of these'").touch[channel] = "none of these";
    }
    return all;
}

void check_pages(const temporary_database& database, std::size_t limit) {
    connection on = database.connect();
    for (const asked_pages& asked : questions()) {
        std::string models;
        for (const std::string& each : asked.models)
            models += (models.empty() ? "'" : ", '") + each + "'";
        CAPTURE(models, asked.where, limit);
        report_filter filter = days("2025-01-01", "2026-01-01");
        filter.models = asked.models;
        filter.only = asked.only;
        filter.limit = limit;
        const std::vector<json> rows = read_pages(on, filter);
        std::multiset<std::string> places;
        for (const json& row : rows) places.insert(identity_of(row));
        CHECK(places == expected_places(on, models, asked.where));
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const auto& before = rows[i - 1].at("conversion_timestamp");
            CHECK(before >= rows[i].at("conversion_timestamp"));
            if (before == rows[i].at("conversion_timestamp"))
                CHECK(rows[i - 1].at("user_pseudo_id") <= rows[i].at("user_pseudo_id"));
        }
    }
}

}  // namespace

TEST_CASE("pages of a channel or campaign have each conversion once, many of one moment") {
    const temporary_database database;
    fill(database, crowd(), short_lookback());
    CHECK(database.value("select count(*) from mart_last_click") == "40");
    CHECK(database.value("select count(*) from mart_last_click where channel is null") == "8");
    for (const std::size_t limit : {1U, 2U, 3U, 7U, 39U, 1000U}) check_pages(database, limit);
}

TEST_CASE("pages of a channel or campaign of drawn events have each conversion once") {
    const temporary_database database;
    fill(database, generated_csv(small_scenario(5'000)));
    connection on = database.connect();
    const std::string campaign = database.value(
        "select campaign from mart_attribution where campaign is not null group by 1 "
        "order by count(*) desc");
    for (const std::size_t limit : {1U, 5U, 50U}) {
        report_filter filter =
            days(database.value("select min(conversion_date) from mart_last_click"),
                 database.value("select max(conversion_date) + 1 from mart_last_click"));
        filter.models = {"linear", "last_paid"};
        touch_filter(filter, touch_column::campaign) = campaign;
        filter.limit = limit;
        std::multiset<std::string> places;
        for (const json& row : read_pages(on, filter)) places.insert(identity_of(row));
        CHECK(places ==
              expected_places(on, "'linear', 'last_paid'", "campaign = " + quote_text(campaign)));
    }
}

}  // namespace attrib::test
