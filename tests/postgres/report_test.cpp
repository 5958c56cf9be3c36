// The reports on spec.md's worked example, on a shop's events and on nothing.
#include <tests/support/csv_table.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

constexpr const char* shop = "../shared/data/shop/";

json amount_of(int conversions, const char* revenue) {
    return {{"conversions", conversions}, {"revenue", revenue}};
}

json shared_of(int conversions, const char* revenue, double conversions_share,
               double revenue_share) {
    json made = amount_of(conversions, revenue);
    made["conversions_share"] = conversions_share;
    made["revenue_share"] = revenue_share;
    return made;
}

// Conversions by channel as a report has them.
std::map<std::string, int> by_channel(const json& channels, const char* model) {
    std::map<std::string, int> counts;
    for (const json& row : channels.at("data"))
        if (const int count = row.at(model).at("conversions").get<int>(); count > 0)
            counts[row.at("channel").is_null() ? "" : row.at("channel").get<std::string>()] = count;
    return counts;
}

}  // namespace

TEST_CASE("the worked example as totals, days and channels") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json totals = totals_report(on, {.now = at("2025-04-01T10:00:00Z")});
    CHECK(totals.at("range") == json({{"from", "2025-03-02"},
                                      {"to", "2025-03-16"},
                                      {"time_zone", "UTC"},
                                      {"is_default", true},
                                      {"today", "2025-04-01"},
                                      {"conversions_after_today", 0}}));
    CHECK(totals.at("window") == json({{"lookback_seconds", 1209600},
                                       {"session_timeout_seconds", 1800},
                                       {"conversions", {"purchase"}}}));
    CHECK(totals.at("filters") == json::object());
    json both = amount_of(2, "25.00");
    both["attributed"] = amount_of(2, "25.00");
    both["unattributed"] = amount_of(0, "0.00");
    CHECK(totals.at("totals") == json::array({{{"currency", "EUR"},
                                               {"first_click", both},
                                               {"last_click", both},
                                               {"difference", amount_of(0, "0.00")}}}));
    const json channels = channels_report(on, {});
    CHECK(channels.at("data") == json::array({{{"channel", "Direct"},
                                               {"currency", "EUR"},
                                               {"first_click", shared_of(0, "0.00", 0, 0)},
                                               {"last_click", shared_of(2, "25.00", 1, 1)},
                                               {"difference", amount_of(2, "25.00")}},
                                              {{"channel", "Email"},
                                               {"currency", "EUR"},
                                               {"first_click", shared_of(1, "20.00", 0.5, 0.8)},
                                               {"last_click", shared_of(0, "0.00", 0, 0)},
                                               {"difference", amount_of(-1, "-20.00")}},
                                              {{"channel", "Paid Search"},
                                               {"currency", "EUR"},
                                               {"first_click", shared_of(1, "5.00", 0.5, 0.2)},
                                               {"last_click", shared_of(0, "0.00", 0, 0)},
                                               {"difference", amount_of(-1, "-5.00")}}}));
    const json timeseries = timeseries_report(on, {});
    REQUIRE(timeseries.at("data").size() == 14);
    CHECK(timeseries.at("data").front() == json({{"date", "2025-03-02"},
                                                 {"currency", "EUR"},
                                                 {"first_click", amount_of(0, "0.00")},
                                                 {"last_click", amount_of(0, "0.00")},
                                                 {"difference", amount_of(0, "0.00")}}));
    CHECK(timeseries.at("data").back().at("date") == "2025-03-15");
    CHECK(timeseries.at("data").back().at("last_click") == amount_of(2, "25.00"));
    check_reports(on, {});
}

TEST_CASE("every conversion of the shop is counted where its publisher has it") {
    if (!std::filesystem::exists(shop)) {
        WARN("skipped: no " << shop);
        return;
    }
    const temporary_database database;
    load_options loading;
    loading.database = database.name();
    load_file(std::string(shop) + "events.csv", loading);
    attribution_options how;
    how.lookback = std::chrono::days{7};
    rebuild(database, how);
    connection on = database.connect();
    const report_filter all = days("2025-01-01", "2026-01-01");
    const json channels = channels_report(on, all);
    std::map<std::string, int> first;
    std::map<std::string, int> last;
    for (const auto& row : read_table(std::string(shop) + "published_attribution_7d.csv")) {
        ++first[row.at("first_click_channel")];
        ++last[row.at("last_click_channel")];
    }
    CHECK(by_channel(channels, "first_click") == first);
    CHECK(by_channel(channels, "last_click") == last);
    std::int64_t conversions = 0;
    money_sum revenue;
    for (const json& row : channels.at("totals")) {
        conversions += row.at("last_click").at("conversions").get<int>();
        revenue += amount_of(row.at("last_click").at("revenue"));
    }
    CHECK(conversions == 276);
    CHECK(revenue == money{278'799'400'000});
    CHECK(channels.at("window").at("lookback_seconds") == 604'800);
    check_reports(on, all);
    check_schema("sessions_summary", sessions_report(on, all));
    CHECK(sessions_report(on, all).at("totals").at("sessions") == 40'133);
}

TEST_CASE("reports on drawn events agree with one another and with the tables") {
    const temporary_database database;
    fill(database, generated_csv(small_scenario(20'000)));
    connection on = database.connect();
    const report_filter all =
        days(database.value("select min(conversion_date) from mart_last_click"),
             database.value("select max(conversion_date) + 1 from mart_last_click"));
    check_reports(on, all);
    std::int64_t conversions = 0;
    const json totals = totals_report(on, all);
    for (const json& row : totals.at("totals"))
        conversions += row.at("first_click").at("conversions").get<int>();
    CHECK(std::to_string(conversions) == database.value("select count(*) from mart_first_click"));
    const std::string channel =
        database.value("select channel from mart_last_click group by 1 order by count(*) desc");
    for (const auto& only : {std::optional<model>(), std::optional(model::first_click),
                             std::optional(model::last_click)}) {
        report_filter some = all;
        some.only = only;
        check_reports(on, some);
        some.channel = channel;
        check_reports(on, some);
        some.channel.reset();
        some.campaign = "";
        check_reports(on, some);
        some.campaign = database.value("select max(campaign) from mart_first_click");
        check_reports(on, some);
    }
}

TEST_CASE("a database without tables says so; empty ones have empty reports") {
    const temporary_database database;
    connection on = database.connect();
    const std::vector<json (*)(connection&, const report_filter&)> reports{
        totals_report,    timeseries_report,  channels_report,
        campaigns_report, conversions_report, sessions_report};
    for (const auto report : reports)
        CHECK(code_of([&] { static_cast<void>(report(on, {})); }) == errc::stale_tables);
    CHECK(code_of([&] { static_cast<void>(journey_report(on, "a", {})); }) == errc::stale_tables);
    CHECK(code_of([&] { static_cast<void>(recent_events_report(on, 1)); }) == errc::stale_tables);
    CHECK(tables_report(on).at("engine").is_null());
    CHECK(tables_report(on).at("window").is_null());
    CHECK_FALSE(newest_event(on, at("2025-04-01T10:00:00Z")));
    rebuild(database);
    check_reports(on, {});
    check_schema("sessions_summary", sessions_report(on, {}));
    CHECK(totals_report(on, {}).at("totals") == json::array());
    CHECK(totals_report(on, {}).at("range").at("to") == database.value("select current_date + 1"));
    const json timeseries = timeseries_report(on, {});
    REQUIRE(timeseries.at("data").size() == 14);
    CHECK(timeseries.at("data").front().at("currency").is_null());
    CHECK(journey_report(on, "a", {}).is_null());
    CHECK(recent_events_report(on, 10) == json({{"data", json::array()}}));
    CHECK_FALSE(on.is_in_transaction());
}

TEST_CASE("how the tables were made and what waits") {
    const temporary_database database;
    attribution_options how;
    how.lookback = microseconds{1'500'000};
    how.conversions = {"purchase", "it's"};
    how.zone = time_zone::named("Europe/Berlin").value();
    fill(database, worked_example(), how);
    connection on = database.connect();
    json tables = tables_report(on);
    CHECK(tables.at("engine") == "cpp");
    CHECK(tables.at("time_zone") == "Europe/Berlin");
    CHECK(tables.at("window").at("lookback_seconds") == 1.5);
    CHECK(tables.at("window").at("conversions") == json({"it's", "purchase"}));
    CHECK(tables.at("batches_waiting") == 0);
    CHECK(tables.at("lag_ms") == 0);
    CHECK(std::to_string(tables.at("schema_version").get<int>()) ==
          database.value("select max(version) from attrib_schema"));
    CHECK(at(tables.at("made_at").get<std::string>()) > at("2025-01-01T00:00:00Z"));
    on.run("update ingest_batches set in_marts = false, loaded_at = now() - interval '2 seconds'");
    tables = tables_report(on);
    CHECK(tables.at("batches_waiting") == 1);
    CHECK(tables.at("rows_waiting") == 6);
    CHECK(tables.at("lag_ms") >= 2'000);
    CHECK(tables.at("lag_ms") < 60'000);
    CHECK(newest_event(on, at("2025-04-01T10:00:00Z")) == at("2025-03-15T10:00:00.000001Z"));
    CHECK(newest_event(on, at("2025-03-10T10:00:00Z")) < at("2025-03-10T10:00:00Z"));
}

TEST_CASE("the models are explained") { check_schema("models", models_report()); }

}  // namespace attrib::test
