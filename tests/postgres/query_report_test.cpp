// Queries against the other reports, against each other, and against what their parts say.
#include <libattrib/report/session_answer.hpp>
#include <map>
#include <set>
#include <tests/support/drawn_history.hpp>
#include <tests/support/report_database.hpp>

namespace attrib::test {
namespace {

// Tables of hostile events.
class drawn_tables {
   public:
    explicit drawn_tables(std::uint64_t seed) : on_(database_.connect()) {
        const auto drawn =
            rc::gen::exec([this] { return std::pair(drawn_options(database_), *drawn_events()); });
        constexpr int size = 60;
        auto [options, events] = drawn(rc::Random(seed), size).value();
        store_events(on_, events, 0);
        rebuild(database_, options.attribution);
    }

    json ask(const json& query) { return query_report(on_, query_of(query)); }
    std::string csv(const json& query) { return whole_csv(query_csv(on_, query_of(query)), on_); }
    json breakdown(dimension by) {
        report_filter filter = days("2025-01-01", "2026-01-01");
        filter.by = by;
        return breakdown_report(on_, filter);
    }
    connection& on() noexcept { return on_; }

   private:
    temporary_database database_;
    connection on_;
};

json year(json members) {
    members["from"] = "2025-01-01";
    members["to"] = "2026-01-01";
    return members;
}

const std::vector<json> shapes{
    json::parse(R"({"metrics": ["conversions"]})"),
    json::parse(R"({"metrics": ["conversions", "revenue"], "dimensions": ["channel"]})"),
    json::parse(R"({"metrics": ["conversions", "days_to_convert", "touchpoints"],)"
                R"( "dimensions": ["source_medium", "country"], "models": ["linear", "shapley"]})"),
    json::parse(R"({"metrics": ["conversions"], "dimensions": ["campaign", "touch_no"],)"
                R"( "interval": "week", "models": ["time_decay"]})"),
    json::parse(R"({"metrics": ["revenue"], "dimensions": ["conversion_name", "visitor"],)"
                R"( "interval": "month"})"),
    json::parse(R"({"metrics": ["conversions", "sessions", "users", "conversion_rate"],)"
                R"( "dimensions": ["channel"]})"),
    json::parse(R"({"metrics": ["conversions", "events", "session_conversions"],)"
                R"( "dimensions": ["visitor", "campaign"], "interval": "month"})"),
    json::parse(R"({"metrics": ["conversions"], "interval": "day", "models": ["markov"]})"),
};

// What the rows say of a model, added up by currency.
std::map<json, money_sum> sums_of(const json& answer, const char* metric) {
    std::map<json, money_sum> sums;
    for (const json& row : answer.at("data"))
        sums[{row.at("model"), row.value("currency", json())}] += amount_of(row.at(metric));
    return sums;
}

json range_of(json query, const json& range) {
    query["from"] = range.at("from");
    query["to"] = range.at("to");
    return query;
}

// The row of that model with the same values in the columns.
const json* find_row(const json& answer, const json& row, const json& columns) {
    for (const json& each : answer.at("data")) {
        const bool is_same = std::ranges::all_of(columns, [&](const json& column) {
            const auto& name = column.at("name").get_ref<const std::string&>();
            return column.at("kind") == "metric" || each.at(name) == row.at(name);
        });
        if (is_same && each.at("model") == row.at("model")) return &each;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("rows of a query add up to its totals") {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        drawn_tables tables(seed);
        for (const json& shape : shapes) {
            CAPTURE(seed, shape.dump());
            json query = year(shape);
            query["limit"] = 10'000;
            const json answer = tables.ask(query);
            REQUIRE(answer.at("more") == 0);
            for (const char* const metric : {"conversions", "revenue"}) {
                if (std::ranges::find(shape.at("metrics"), metric) == shape.at("metrics").end())
                    continue;
                auto sums = sums_of(answer, metric);
                for (const json& total : answer.at("totals")) {
                    const json key{total.at("model"), total.value("currency", json())};
                    CHECK(sums[key] == amount_of(total.at(metric)));
                    const std::string name = metric;
                    CHECK(amount_of(total.at("attributed").at(name)) +
                              amount_of(total.at("unattributed").at(name)) ==
                          amount_of(total.at(metric)));
                }
            }
        }
    }
}

TEST_CASE("a query's pages are its rows, and so is its CSV") {
    drawn_tables tables(7);
    for (const json& shape : shapes) {
        CAPTURE(shape.dump());
        json query = year(shape);
        query["limit"] = 10'000;
        const json whole = tables.ask(query);
        query["limit"] = 2;
        json pages = json::array();
        std::size_t groups = 0;
        for (json page = tables.ask(query);; page = tables.ask(query)) {
            for (const json& row : page.at("data")) pages.push_back(row);
            groups += 2;
            CHECK(page.at("group_count") == whole.at("group_count"));
            if (page.at("next_cursor").is_null()) break;
            CHECK(page.at("more") == whole.at("group_count").get<std::size_t>() - groups);
            query["cursor"] = page.at("next_cursor");
        }
        CHECK(pages == whole.at("data"));
        query.erase("limit");
        query.erase("cursor");
        const std::string csv = tables.csv(query);
        const auto lines = static_cast<std::size_t>(std::ranges::count(csv, '\n'));
        CHECK(lines >= whole.at("data").size() + 1);  // a value may have line ends
        CHECK(csv.starts_with("model,"));
    }
}

TEST_CASE("what a query compares with is what the other days answer") {
    for (std::uint64_t seed = 8; seed <= 10; ++seed) {
        drawn_tables tables(seed);
        for (const json& shape : shapes) {
            CAPTURE(seed, shape.dump());
            json query = shape;
            query["from"] = "2025-03-10";
            query["to"] = "2025-03-24";
            query["limit"] = 10'000;
            query["compare"] = "previous";
            const json answer = tables.ask(query);
            CHECK(answer.at("compare_range") == json{{"from", "2025-02-24"}, {"to", "2025-03-10"}});
            query.erase("compare");
            const json now = tables.ask(query);
            const json before = tables.ask(range_of(query, answer.at("compare_range")));
            for (const json& row : answer.at("data")) {
                const json* const same = find_row(now, row, now.at("columns"));
                json other = row;
                if (row.at("previous").contains("date")) other["date"] = row["previous"]["date"];
                const json* const earlier = find_row(before, other, before.at("columns"));
                for (const json& metric : shape.at("metrics")) {
                    const auto& name = metric.get_ref<const std::string&>();
                    if (same != nullptr) CHECK(row.at(name) == same->at(name));
                    if (earlier != nullptr) CHECK(row.at("previous").at(name) == earlier->at(name));
                }
            }
            for (const json& each : now.at("data"))
                CHECK(find_row(answer, each, now.at("columns")) != nullptr);
        }
    }
}

TEST_CASE("a query by one dimension has the figures of the breakdown") {
    drawn_tables tables(11);
    std::size_t rows = 0;
    for (const char* const name : {"channel", "source", "campaign", "landing_page",
                                   "device_category", "country", "conversion_name"}) {
        CAPTURE(name);
        const json query = tables.ask(year(
            {{"metrics", {"conversions", "revenue"}}, {"dimensions", {name}}, {"limit", 10'000}}));
        const json other = tables.breakdown(*dimension_named(name));
        REQUIRE(query.at("data").size() == other.at("data").size());
        for (const json& row : other.at("data")) {
            const json same = row_of(query.at("data"), {{"model", row.at("model")},
                                                        {name, row.at(name)},
                                                        {"currency", row.at("currency")}});
            CHECK(same.at("conversions") == row.at("conversions"));
            CHECK(same.at("revenue") == row.at("revenue"));
            ++rows;
        }
    }
    CHECK(rows > 50);
}

TEST_CASE("a filter narrows rows, and shares stay shares of the whole") {
    drawn_tables tables(12);
    const json whole = tables.ask(year({{"metrics", {"conversions", "conversions_share"}},
                                        {"dimensions", {"channel"}},
                                        {"models", {"linear"}}}));
    REQUIRE(whole.at("data").size() > 2);
    for (const json& row : whole.at("data")) {
        const json filter = row.at("channel").is_null()
                                ? json::array({"null", "channel"})
                                : json::array({"is", "channel", {row.at("channel")}});
        const json only = tables.ask(year({{"metrics", {"conversions", "conversions_share"}},
                                           {"dimensions", {"channel"}},
                                           {"models", {"linear"}},
                                           {"filters", json::array({filter})}}));
        CHECK(only.at("data") == json::array({row}));
        const json others =
            tables.ask(year({{"metrics", {"conversions", "conversions_share"}},
                             {"dimensions", {"channel"}},
                             {"models", {"linear"}},
                             {"filters", json::array({json::array({"not", filter})})}}));
        CHECK(others.at("data").size() == whole.at("data").size() - 1);
    }
}

TEST_CASE("rows come in the order that is asked for") {
    drawn_tables tables(13);
    json query = year({{"metrics", {"conversions"}},
                       {"dimensions", {"source"}},
                       {"models", {"first_click", "last_click"}},
                       {"order_by", json::array({json::array({"conversions", "asc", "first_click"}),
                                                 json::array({"source", "desc"})})}});
    const json rows = tables.ask(query).at("data");
    for (std::size_t i = 2; i < rows.size(); i += 2) {
        CHECK(rows[i].at("model") == "first_click");
        const money_sum before = amount_of(rows[i - 2].at("conversions"));
        const money_sum here = amount_of(rows[i].at("conversions"));
        CHECK(before <= here);
        if (before == here && !rows[i].at("source").is_null() &&
            !rows[i - 2].at("source").is_null())
            CHECK(rows[i - 2].at("source").get<std::string>() >
                  rows[i].at("source").get<std::string>());
    }
    query["order_by"] = json::array({json::array({"revenue", "asc"})});
    CHECK_THROWS_AS(tables.ask(query), failure);
    query["order_by"] = json::array({json::array({"conversions", "asc", "linear"})});
    CHECK_THROWS_AS(tables.ask(query), failure);
}

TEST_CASE("more groups times models than the limit are refused, whichever way they are found") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    // The daily sums have the first, journeys the second, and the chain of them the third.
    for (const char* const model : {"last_click", "linear", "markov"}) {
        CAPTURE(model);
        query_request asked = query_of({{"metrics", {"conversions"}},
                                        {"dimensions", {"channel"}},
                                        {"models", {"first_click", model}}});
        const std::size_t groups = query_report(on, asked).at("group_count");
        REQUIRE(groups > 1);
        asked.most_amounts = 2 * groups;
        CHECK(query_report(on, asked).at("group_count") == groups);
        asked.most_amounts = 2 * groups - 1;
        CHECK(code_of([&] { static_cast<void>(query_report(on, asked)); }) == errc::invalid_option);
    }
}

TEST_CASE("a series has every date, whether something came or not") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    const json answer = query_report(on, query_of({{"metrics", {"conversions"}},
                                                   {"interval", "day"},
                                                   {"models", {"linear"}},
                                                   {"from", "2025-03-01"},
                                                   {"to", "2025-03-17"},
                                                   {"compare", "previous"}}));
    REQUIRE(answer.at("data").size() == 16);
    CHECK(answer.at("data")[0].at("date") == "2025-03-01");
    CHECK(answer.at("data")[0].at("conversions") == "0");
    CHECK(answer.at("data")[0].at("previous").at("date") == "2025-02-13");
    CHECK(answer.at("data")[14].at("conversions") == "2");
    CHECK(answer.at("data")[14].at("change").at("conversions").is_null());
}

}  // namespace attrib::test
