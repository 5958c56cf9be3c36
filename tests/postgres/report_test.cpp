// The reports on spec.md's worked example, on a shop's events and on nothing.
#include <libattrib/attribution/models_file.hpp>
#include <tests/support/csv_table.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

constexpr const char* shop = "../shared/data/shop/";

json amount_of(const char* conversions, const char* revenue) {
    return {{"conversions", conversions}, {"revenue", revenue}};
}

// A row of the worked example's channels.
json channel_row(const char* model, const char* channel, const char* conversions,
                 const char* revenue, double conversions_share, double revenue_share) {
    return {{"model", model},
            {"channel", channel},
            {"currency", "EUR"},
            {"conversions", conversions},
            {"revenue", revenue},
            {"conversions_share", conversions_share},
            {"revenue_share", revenue_share}};
}

// Conversions by channel as a report has them.
std::map<std::string, int> by_channel(const json& channels, const char* model) {
    std::map<std::string, int> counts;
    for (const json& row : channels.at("data")) {
        if (row.at("model") != model || row.at("conversions") == "0") continue;
        counts[row.at("channel").is_null() ? "" : row.at("channel").get<std::string>()] =
            std::stoi(row.at("conversions").get<std::string>());
    }
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
                                       {"journey_window_seconds", 90 * 86'400},
                                       {"conversions", {"purchase"}}}));
    CHECK(totals.at("filters") == json::object());
    CHECK(totals.at("models").at(1) == json({{"name", "last_click"},
                                             {"rule", "last_click"},
                                             {"title", "Last click"},
                                             {"lookback_seconds", 1209600},
                                             {"lookback_seconds_by_conversion", json::object()},
                                             {"direct", "keep"},
                                             {"is_materialized", true}}));
    json expected_totals = json::array();
    json expected_conversions = json::array();
    for (const char* const model : {"first_click", "last_click"}) {
        json total{{"model", model}, {"currency", "EUR"}};
        total.update(amount_of("2", "25.00"));
        total["attributed"] = amount_of("2", "25.00");
        total["unattributed"] = amount_of("0", "0.00");
        expected_totals.push_back(total);
        expected_conversions.push_back(
            {{"model", model}, {"conversions", "2"}, {"attributed", "2"}, {"unattributed", "0"}});
    }
    CHECK(totals.at("totals") == expected_totals);
    CHECK(totals.at("conversions") == expected_conversions);
    const json channels = channels_report(on, {});
    CHECK(channels.at("columns") == json({"channel"}));
    CHECK(channels.at("data") ==
          json::array({channel_row("first_click", "Direct", "0", "0.00", 0, 0),
                       channel_row("last_click", "Direct", "2", "25.00", 1, 1),
                       channel_row("first_click", "Email", "1", "20.00", 0.5, 0.8),
                       channel_row("last_click", "Email", "0", "0.00", 0, 0),
                       channel_row("first_click", "Paid Search", "1", "5.00", 0.5, 0.2),
                       channel_row("last_click", "Paid Search", "0", "0.00", 0, 0)}));
    const json timeseries = timeseries_report(on, {});
    REQUIRE(timeseries.at("data").size() == 28);
    CHECK(timeseries.at("columns") == json({"date"}));
    CHECK(timeseries.at("data").front() == json({{"model", "first_click"},
                                                 {"date", "2025-03-02"},
                                                 {"currency", "EUR"},
                                                 {"conversions", "0"},
                                                 {"revenue", "0.00"}}));
    CHECK(timeseries.at("data").back() == json({{"model", "last_click"},
                                                {"date", "2025-03-15"},
                                                {"currency", "EUR"},
                                                {"conversions", "2"},
                                                {"revenue", "25.00"}}));
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
    const json last_click = total_of(channels, "last_click");
    CHECK(last_click.at("conversions") == "276");
    CHECK(last_click.at("revenue") == "278799.40");
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
    const json first_click = totals_report(on, all).at("conversions").front();
    CHECK(first_click.at("model") == "first_click");
    CHECK(first_click.at("conversions") == database.value("select count(*) from mart_first_click"));
    const std::string channel =
        database.value("select channel from mart_last_click group by 1 order by count(*) desc");
    for (const std::vector<std::string>& models :
         {std::vector<std::string>(), {"first_click"}, {"last_click"}, {"linear", "time_decay"}}) {
        report_filter some = all;
        some.models = models;
        check_reports(on, some);
        touch_filter(some, touch_column::channel) = channel;
        check_reports(on, some);
        touch_filter(some, touch_column::channel).reset();
        touch_filter(some, touch_column::campaign) = "";
        check_reports(on, some);
        touch_filter(some, touch_column::campaign) =
            database.value("select max(campaign) from mart_first_click");
        check_reports(on, some);
    }
}

TEST_CASE("a database without tables says so; empty ones have empty reports") {
    const temporary_database database;
    connection on = database.connect();
    const std::vector<json (*)(const report_source&, const report_filter&)> reports{
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
    CHECK(totals_report(on, {}).at("conversions").at(1) == json({{"model", "last_click"},
                                                                 {"conversions", "0"},
                                                                 {"attributed", "0"},
                                                                 {"unattributed", "0"}}));
    CHECK(totals_report(on, {}).at("range").at("to") == database.value("select current_date + 1"));
    const json timeseries = timeseries_report(on, {});
    REQUIRE(timeseries.at("data").size() == 28);
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

TEST_CASE("the models are explained: those of the tables, and shipped ones of other names") {
    const temporary_database database;
    connection on = database.connect();
    CHECK(code_of([&] { static_cast<void>(models_report(on)); }) == errc::stale_tables);
    attribution_options how;
    how.models = models_of_json(
                     R"([{"name": "first_click", "rule": "first_click"},)"
                     R"({"name": "last_click", "rule": "last_click"},)"
                     R"({"name": "linear", "rule": "linear", "direct": "skip", "lookback_days": 7,)"
                     R"("lookback_days_by_conversion": {"sign_up": 30}},)"
                     R"({"name": "decay", "rule": "time_decay", "half_life_days": 3}])")
                     .value();
    fill(database, worked_example(), how);
    const json answer = models_report(on);
    check_schema("models", answer);
    std::string names;
    for (const json& each : answer.at("models"))
        names += each.at("name").get<std::string>() +
                 (each.at("is_materialized").get<bool>() ? "* " : " ");
    CHECK(names ==
          "first_click* last_click* linear* decay* first_non_direct last_non_direct last_paid "
          "google_paid position_based time_decay shapley markov markov_channel ");
    const json linear = row_of(answer.at("models"), {{"name", "linear"}});
    CHECK(linear.at("direct") == "skip");
    CHECK(linear.at("lookback_seconds") == 7 * 86'400);
    CHECK(linear.at("lookback_seconds_by_conversion") == json({{"sign_up", 30 * 86'400}}));
    CHECK(linear.at("title") == "Linear");
    CHECK(row_of(answer.at("models"), {{"name", "decay"}}).at("half_life_days") == 3);
    CHECK(row_of(answer.at("models"), {{"name", "time_decay"}}).at("half_life_days") == 7);
    const json position = row_of(answer.at("models"), {{"name", "position_based"}});
    CHECK(position.at("first") == 40);
    CHECK(position.at("middle") == 20);
    CHECK(position.at("last") == 40);
    CHECK(answer.at("dimensions").size() == 16);
    for (const json& each : answer.at("dimensions"))
        CHECK(dimension_named(each.get<std::string>()).has_value());
}

}  // namespace attrib::test
