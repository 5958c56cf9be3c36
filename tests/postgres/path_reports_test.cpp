// Paths, lengths, days and roles: the worked example by hand, and what must hold of any events.
#include <rapidcheck.h>
#include <libattrib/io/csv_rows.hpp>
#include <tests/property/hostile_events.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/report_database.hpp>
#include <tests/support/stored_days.hpp>

namespace attrib::test {
namespace {

json step(const char* channel, int times = 1) { return {{"channel", channel}, {"times", times}}; }

json euros(int conversions, const char* revenue) {
    return json::array({{{"currency", "EUR"}, {"conversions", conversions}, {"revenue", revenue}}});
}

std::uint64_t conversions_in(const json& rows) {
    std::uint64_t sum = 0;
    for (const json& row : rows) {
        std::uint64_t of_currencies = 0;
        for (const json& each : row.at("amounts"))
            of_currencies += each.at("conversions").get<std::uint64_t>();
        CHECK(row.at("conversions") == of_currencies);
        sum += of_currencies;
    }
    return sum;
}

// Revenue by currency.
std::map<std::string, money_sum> revenue_in(const json& rows) {
    std::map<std::string, money_sum> sums;
    for (const json& row : rows)
        for (const json& each : row.at("amounts"))
            sums[each.at("currency").dump()] += amount_of(each.at("revenue"));
    return sums;
}

// All pages of paths.
json all_paths(connection& on, report_filter filter) {
    filter.limit = 3;
    json rows = json::array();
    for (;;) {
        const json page = paths_report(on, filter);
        check_schema("paths", page);
        for (const json& row : page.at("data")) rows.push_back(row);
        if (page.at("next_cursor").is_null()) {
            CHECK(page.at("selected").at("paths") == rows.size());
            return rows;
        }
        REQUIRE(page.at("data").size() == 3);
        filter.cursor = page.at("next_cursor").get<std::string>();
    }
}

// What the totals of an answer about paths say of attributed conversions.
std::map<std::string, money_sum> attributed_revenue(const json& answer) {
    std::map<std::string, money_sum> sums;
    for (const json& row : answer.at("totals"))
        if (row.at("attributed").at("conversions") != 0)
            sums[row.at("currency").dump()] = amount_of(row.at("attributed").at("revenue"));
    return sums;
}

// Checks that all answers about paths agree with each other.
void check_path_reports(connection& on, const report_filter& filter) {
    const json lengths = path_lengths_report(on, filter);
    const json days = days_to_convert_report(on, filter);
    const json roles = roles_report(on, filter);
    check_schema("path_lengths", lengths);
    check_schema("days_to_convert", days);
    check_schema("roles", roles);
    const json paths = all_paths(on, filter);
    const json& attributed = lengths.at("conversions").at("attributed");
    for (const json& rows : {paths, lengths.at("data"), days.at("data")}) {
        CHECK(conversions_in(rows) == attributed);
        CHECK(revenue_in(rows) == attributed_revenue(lengths));
    }
    for (const json& answer : {days, roles, paths_report(on, filter)})
        for (const char* const member :
             {"range", "window", "filters", "lookback_seconds", "conversions", "totals"})
            CHECK(answer.at(member) == lengths.at(member));
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    for (const json& row : roles.at("data")) {
        first += row.at("first").get<std::uint64_t>();
        last += row.at("last").get<std::uint64_t>();
    }
    CHECK(first == attributed);
    CHECK(last == attributed);
    for (const json& row : paths) {
        std::size_t length = 0;
        json before;
        for (json each : row.at("path")) {
            length += each.at("times").get<std::size_t>();
            each.erase("times");
            CHECK(each != before);
            before = std::move(each);
        }
        CHECK(row.at("length") == length);
    }
}

// That role is what the model credits, value by value.
void check_role(connection& on, report_filter filter, const char* role, const char* model) {
    const json roles = roles_report(on, filter);
    filter.models = {model};
    const json credited = breakdown_report(on, filter);
    std::map<std::string, std::uint64_t> expected;
    for (json row : credited.at("data")) {
        json values = json::array();
        for (const json& column : credited.at("columns"))
            values.push_back(row.at(column.get<std::string>()));
        expected[values.dump()] +=
            static_cast<std::uint64_t>(amount_of(row.at("conversions")).millionths / 1'000'000);
    }
    std::map<std::string, std::uint64_t> found;
    for (const json& row : roles.at("data")) {
        json values = json::array();
        for (const json& column : roles.at("columns"))
            values.push_back(row.at(column.get<std::string>()));
        if (row.at(role) != 0) found[values.dump()] = row.at(role).get<std::uint64_t>();
    }
    // Conversions without a touchpoint have null in every column there.
    const auto nulls = json(std::vector<json>(credited.at("columns").size())).dump();
    const auto unattributed = roles.at("conversions").at("unattributed").get<std::uint64_t>();
    if (unattributed > 0 && (expected[nulls] -= unattributed) == 0) expected.erase(nulls);
    CHECK(found == expected);
}

}  // namespace

TEST_CASE("the worked example's paths, by hand") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json answer = paths_report(on, {});
    check_schema("paths", answer);
    CHECK(answer.at("lookback_seconds") == 14 * 86'400);
    CHECK(answer.at("conversions") ==
          json({{"conversions", 2}, {"attributed", 2}, {"unattributed", 0}}));
    CHECK(answer.at("totals") ==
          json::array({{{"currency", "EUR"},
                        {"conversions", 2},
                        {"revenue", "25.00"},
                        {"attributed", {{"conversions", 2}, {"revenue", "25.00"}}},
                        {"unattributed", {{"conversions", 0}, {"revenue", "0.00"}}}}}));
    CHECK(answer.at("columns") == json({"channel"}));
    CHECK(answer.at("path_count") == 2);
    CHECK(answer.at("selected") == json({{"paths", 2}, {"conversions", 2}}));
    CHECK(answer.at("next_cursor").is_null());
    CHECK_FALSE(answer.contains("models"));
    const json of_d{{"path", {step("Email"), step("Paid Search"), step("Direct")}},
                    {"length", 3},
                    {"conversions", 1},
                    {"conversions_share", 0.5},
                    {"amounts", euros(1, "20.00")},
                    {"average_days", 14.0}};
    const json of_e{{"path", {step("Paid Search"), step("Direct")}},
                    {"length", 2},
                    {"conversions", 1},
                    {"conversions_share", 0.5},
                    {"amounts", euros(1, "5.00")},
                    {"average_days", 13.0}};
    CHECK(answer.at("data") == json({of_d, of_e}));
    CHECK(csv_of(answer) ==
          "path,length,average_days,conversions,conversions_share,currency,currency_conversions,"
          "currency_revenue\n"
          "Email > Paid Search > Direct,3,14.0,1,0.5,EUR,1,20.00\n"
          "Paid Search > Direct,2,13.0,1,0.5,EUR,1,5.00\n");
}

TEST_CASE("the worked example's lengths, days and roles, by hand") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json lengths = path_lengths_report(on, {});
    CHECK(lengths.at("average_length") == 2.5);
    CHECK(csv_of(lengths) ==
          "length,conversions,conversions_share,currency,currency_conversions,currency_revenue\n"
          "2,1,0.5,EUR,1,5.00\n3,1,0.5,EUR,1,20.00\n");
    const json days = days_to_convert_report(on, {});
    CHECK(days.at("average_days") == 13.5);
    CHECK(csv_of(days) ==
          "days,conversions,conversions_share,currency,currency_conversions,currency_revenue\n"
          "13,1,0.5,EUR,1,5.00\n14,1,0.5,EUR,1,20.00\n");
    const json roles = roles_report(on, {});
    CHECK(roles.at("more") == 0);
    CHECK(csv_of(roles) ==
          "channel,first,assisted,last,influenced,assisted_per_last,early,mid,late\n"
          "Direct,0,0,2,2,0.0,0,0,2\n"
          "Paid Search,1,2,0,2,,1,1,0\n"
          "Email,1,1,0,1,,1,0,0\n");
    report_filter filter;
    filter.limit = 1;
    const json first = roles_report(on, filter);
    CHECK(first.at("data").size() == 1);
    CHECK(first.at("more") == 2);
}

TEST_CASE("neighbours of one value are one step, and null is a value") {
    const temporary_database database;
    fill(database,
         "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium\n"
         "a,u,2025-03-01T10:00:00Z,page_view,Email,x,\n"
         "b,u,2025-03-02T10:00:00Z,page_view,Email,x,\n"
         "c,u,2025-03-03T10:00:00Z,page_view,Direct,,\n"
         "d,u,2025-03-04T10:00:00Z,page_view,Email,x,y\n"
         "p,u,2025-03-05T10:00:00Z,purchase,Email,x,\n");
    connection on = database.connect();
    CHECK(paths_report(on, {}).at("data").at(0).at("path") ==
          json({step("Email", 2), step("Direct"), step("Email", 2)}));
    const json by_two = paths_report(on, {.by = dimension::source_medium});
    check_schema("paths", by_two);
    CHECK(by_two.at("columns") == json({"source", "medium"}));
    CHECK(csv_of(by_two).find("\nx / (none) \xc3\x97"
                              "2 > (none) / (none) > x / y > x / (none),5,4.0,1,1.0,,1,0.00\n") !=
          std::string::npos);
    const auto count = [&](path_selection which, dimension by = dimension::source) {
        return paths_report(on, {.by = by, .paths = std::move(which)}).at("selected").at("paths");
    };
    CHECK(count({.contains = {"", "x"}, .starts_with = "x", .ends_with = "x"}) == 1);
    CHECK(count({.min_length = 5, .max_length = 5}) == 1);
    CHECK(count({.contains = {"z"}}) == 0);
    CHECK(count({.starts_with = ""}) == 0);
    CHECK(count({.max_length = 4}) == 0);
    CHECK(count({.min_length = 6}) == 0);
    CHECK(count({.min_length = 1}, dimension::source_medium) == 1);
}

TEST_CASE("a filter on touchpoints takes conversions that one passes; their paths are whole") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_filter filter;
    touch_filter(filter, touch_column::channel) = "Email";
    const json email = paths_report(on, filter);
    CHECK(email.at("conversions").at("conversions") == 1);
    CHECK(email.at("data").at(0).at("length") == 3);
    filter.lookback_days = 13;
    CHECK(paths_report(on, filter).at("conversions").at("conversions") == 0);
    filter = {.lookback_days = 1};
    const json direct = roles_report(on, filter);
    CHECK(direct.at("lookback_seconds") == 86'400);
    REQUIRE(direct.at("data").size() == 1);
    CHECK(direct.at("data").at(0).at("assisted_per_last") == 0.0);
    CHECK(direct.at("data").at(0).at("late") == 2);
    on.run("delete from int_sessions where channel = 'Direct'");
    const json none = path_lengths_report(on, filter);
    CHECK(none.at("conversions").at("unattributed") == 2);
    CHECK(none.at("data").empty());
    CHECK(none.at("average_length").is_null());
    touch_filter(filter, touch_column::channel) = "";
    CHECK(days_to_convert_report(on, filter).at("conversions").at("unattributed") == 2);
    touch_filter(filter, touch_column::channel) = "Direct";
    CHECK(days_to_convert_report(on, filter).at("totals").empty());
    check_path_reports(on, filter);
}

TEST_CASE("paths, lengths, days and roles of any events agree, and with the clicks") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 6;
    std::size_t conversions = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        on.run("truncate ga4_events_raw, ingest_batches, model_state");
        const auto drawn = rc::gen::exec(
            [&database] { return std::pair(drawn_options(database), *drawn_events()); });
        auto [options, events] = drawn(rc::Random(seed), 60).value();
        store_events(on, events, 0);
        rebuild(database, options.attribution);
        for (const dimension_facts& by : all_dimensions()) {
            if (!is_of_paths(by) || by.name.empty()) continue;
            CAPTURE(seed, by.name);
            report_filter filter = days("2025-01-01", "2026-01-01");
            filter.by = by.which;
            check_path_reports(on, filter);
            check_role(on, filter, "first", "first_click");
            check_role(on, filter, "last", "last_click");
            filter.lookback_days = 1;
            touch_filter(filter, touch_column::medium) = "";
            check_path_reports(on, filter);
        }
        conversions += path_lengths_report(on, days("2025-01-01", "2026-01-01"))
                           .at("conversions")
                           .at("attributed")
                           .get<std::size_t>();
    }
    CHECK(conversions > 20);
}

TEST_CASE("questions about paths that cannot be are refused") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const auto is_refused = [&](const report_filter& filter, const std::string& message) {
        try {
            static_cast<void>(paths_report(on, filter));
            FAIL_CHECK("not refused: " << message);
        } catch (const failure& failed) {
            CHECK(failed.code() == errc::invalid_option);
            CHECK_THAT(failed.what(), Catch::Matchers::Contains(message));
        }
    };
    for (const dimension by : {dimension::none, dimension::channel_touch_no,
                               dimension::conversion_name, dimension::week})
        is_refused({.by = by}, "`by` names no dimension of touchpoints; there are: channel, ");
    is_refused({.paths = {.min_length = 3, .max_length = 2}}, "`max_length`");
    is_refused({.by = dimension::source_medium, .paths = {.contains = {"x"}}}, "`contains`");
    is_refused({.by = dimension::source_medium, .paths = {.ends_with = "x"}}, "`ends_with`");
    is_refused({.paths = {.starts_with = "\xff"}}, "`starts_with` must be UTF-8");
    is_refused({.cursor = "nonsense"}, "`cursor`");
    is_refused({.lookback_days = 91}, "`lookback_days`");
}

}  // namespace attrib::test
