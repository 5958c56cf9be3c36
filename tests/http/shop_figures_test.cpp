// A real shop's two weeks, where they are at hand (../shared/data/shop).
#include <tests/http/served.hpp>
#include <tests/support/csv_table.hpp>

namespace attrib::test {
namespace {

constexpr const char* events = "../shared/data/shop/events.csv";
constexpr const char* published = "../shared/data/shop/published_attribution_7d.csv";

using channel_counts = std::map<std::string, std::int64_t>;

channel_counts published_counts(const std::string& column) {
    channel_counts counts;
    for (const auto& row : read_table(published)) ++counts[row.at(column)];
    return counts;
}

channel_counts served_counts(const nlohmann::ordered_json& channels, const char* model) {
    channel_counts counts;
    for (const auto& row : channels["data"])
        if (row["model"] == model && row["conversions"] != "0")
            counts[row["channel"].get<std::string>()] +=
                std::stoll(row["conversions"].get<std::string>());
    return counts;
}

}  // namespace

TEST_CASE("the shop's channels are those that its publisher counted") {
    if (!std::filesystem::exists(events)) {
        WARN("skipped: there is no " << events);
        return;
    }
    const temporary_database database;
    load_csv(database, events, "--lookback-days 7");
    const served server(database.name(), {"--refresh", "off"});
    const std::string range = "?from=2025-02-23&to=2025-03-09";
    const auto channels = server.get("/api/v1/channels" + range).json();
    CHECK(served_counts(channels, "first_click") == published_counts("first_click_channel"));
    CHECK(served_counts(channels, "last_click") == published_counts("last_click_channel"));
    REQUIRE(channels["totals"].size() == 2);
    CHECK(channels["totals"][0]["conversions"] == "276");
    CHECK(channels["totals"][1]["model"] == "last_click");
    CHECK(channels["totals"][1]["revenue"] == "278799.40");
    const auto sessions = server.get("/api/v1/sessions/summary" + range).json();
    CHECK(sessions["totals"]["sessions"] == 40'133);
    const auto days = server.get("/api/v1/timeseries" + range).json();
    std::int64_t conversions = 0;
    for (const auto& day : days["data"])
        if (day["model"] == "last_click")
            conversions += std::stoll(day["conversions"].get<std::string>());
    CHECK(conversions == 276);
}

}  // namespace attrib::test
