#include <algorithm>
#include <libattrib/engine/user_worker.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

constexpr std::size_t any_bytes = std::numeric_limits<std::size_t>::max();

const conversion_names only_purchases({"purchase"});

const touch_classifier& touch_traits_finder() {
    static const touch_classifier finder(paid_channels(test::test_classifier().rules()));
    return finder;
}

// A visit by mail at ten, a purchase an hour later, each delivered twice; and one user more.
void fill_store(event_store& store) {
    event visit = test::make_event("a", "2025-03-01T10:00:00Z", "page_view", "Email");
    event bought = test::make_event("b", "2025-03-01T11:00:00Z", "purchase", "Direct");
    bought.event_value = money{5'000'000};
    bought.currency = "EUR";
    for (const event& each : {bought, visit, visit, bought}) store.writer(0).add(each);
    visit.user_pseudo_id = "another";
    store.writer(0).add(visit);
}

// Runs every user of the store; returns the rows of `which`.
std::string worker_rows(user_worker& worker, event_store& store, table which) {
    user_grouper grouper(store);
    user_group group;
    table_pieces rows;
    for (std::size_t i = 0; i < event_store::partition_count; ++i) {
        grouper.group(i, group);
        for (const stored_user& user : group.users) worker.run(user, rows);
    }
    return rows[static_cast<std::size_t>(which)];
}

TEST_CASE("a user's rows, and the counts of all") {
    event_store store(1, test::test_classifier(), only_purchases);
    fill_store(store);
    const test::text_sink sink;
    const attribution_options options;
    shared_path_table paths(any_bytes, {});
    user_worker worker(options, touch_traits_finder(), store, sink, paths);
    const std::string rows = worker_rows(worker, store, table::mart_first_click);
    CHECK(rows.find("b,") == 0);
    CHECK(rows.find(",5.00,EUR,,Email,") != std::string::npos);
    CHECK(worker.counts().users == 2);
    CHECK(worker.counts().events == 3);
    CHECK(worker.counts().duplicates == 2);
    CHECK(worker.counts().sessions == 3);
    CHECK(worker.counts().conversions == 1);
    CHECK(worker.counts().ambiguous_duplicates == 0);
    const auto daily = worker.rollup().rows(store.texts(), options.models);
    REQUIRE(daily.size() > 2);
    CHECK(daily[0].model == "first_click");
    CHECK(daily[0].channel == "Email");
    CHECK(daily[1].model == "last_click");
    CHECK(daily[1].channel == "Direct");
    CHECK(daily[1].revenue == money{5'000'000});
    const std::vector<std::string> names{"purchase"};
    CHECK(worker.journeys().sets(names, store.texts()).size() == 4);
    const std::vector<role_row> roles{{"purchase", "Direct", {0, 0, 1, 1, 0, 0, 1}},
                                      {"purchase", "Email", {1, 1, 0, 1, 1, 0, 0}}};
    CHECK(worker.roles().rows(names, store.texts()) == roles);
    CHECK(paths.size() == 0);
    worker.finish_paths();
    CHECK(paths.size() == 1);
}

TEST_CASE("a user of very many events has each of them staged once, in order of time") {
    event_store store(1, test::test_classifier(), only_purchases);
    constexpr std::size_t count = 100'000;
    event made = test::make_event("", "2025-03-01T10:00:00Z", "page_view", "Email");
    for (std::size_t i = count; i-- > 0;) {
        const std::string id = std::to_string(i);
        event each = made;
        each.event_id = id;
        each.event_timestamp += microseconds{i};
        store.writer(0).add(each);
    }
    const test::text_sink sink;
    const attribution_options options;
    shared_path_table paths(any_bytes, {});
    user_worker worker(options, touch_traits_finder(), store, sink, paths);
    // In parts, as they grow large.
    std::string rows;
    std::size_t parts = 0;
    user_group group;
    user_grouper grouper(store);
    for (std::size_t i = 0; group.users.empty(); ++i) grouper.group(i, group);
    table_pieces rest;
    worker.run(group.users.front(), rest, [&](table_pieces& large) {
        rows += std::exchange(large, {})[static_cast<std::size_t>(table::stg_ga4_events)];
        ++parts;
    });
    rows += rest[static_cast<std::size_t>(table::stg_ga4_events)];
    CHECK(parts > 0);
    CHECK(rest[static_cast<std::size_t>(table::int_sessions)].size() < 200);
    std::size_t begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
        REQUIRE(rows.compare(begin, std::to_string(i).size() + 1, std::to_string(i) + ",") == 0);
        begin = rows.find('\n', begin) + 1;
    }
    CHECK(begin == rows.size());
}

TEST_CASE("a user's very many touchpoints go on in parts, too") {
    event_store store(1, test::test_classifier(), only_purchases);
    event made = test::make_event("", "2025-03-01T10:00:00Z", "purchase", "Email");
    constexpr std::size_t count = 400;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string id = std::to_string(i);
        made.event_id = id;
        store.writer(0).add(made);
        made.event_timestamp += std::chrono::minutes{31};
    }
    const test::text_sink sink;
    const attribution_options options;
    shared_path_table paths(any_bytes, {});
    user_worker worker(options, touch_traits_finder(), store, sink, paths);
    user_group group;
    user_grouper grouper(store);
    for (std::size_t i = 0; group.users.empty(); ++i) grouper.group(i, group);
    std::size_t touchpoints = 0;
    std::size_t parts = 0;
    const auto take = [&](table_pieces& large) {
        std::string& rows = large[static_cast<std::size_t>(table::int_touchpoints)];
        touchpoints += static_cast<std::size_t>(std::ranges::count(rows, '\n'));
        for (std::string& each : large) each.clear();
        ++parts;
    };
    table_pieces rest;
    worker.run(group.users.front(), rest, take);
    take(rest);
    CHECK(parts > 2);
    CHECK(touchpoints == count * (count + 1) / 2);
}

TEST_CASE("exact copies decide nothing, other copies may hang on columns that were not kept") {
    for (const bool is_exact : {true, false}) {
        event_store store(1, test::test_classifier(), only_purchases, kept_columns::totals);
        event made = test::make_event("a", "2025-03-01T10:00:00Z", "page_view", "Email");
        store.writer(0).add(made);
        if (!is_exact) made.channel = "Direct";
        store.writer(0).add(made);
        const test::text_sink sink;
        const attribution_options options;
        shared_path_table paths(any_bytes, {});
        user_worker worker(options, touch_traits_finder(), store, sink, paths);
        worker_rows(worker, store, table::int_sessions);
        CHECK(worker.counts().ambiguous_duplicates == (is_exact ? 0 : 1));
        CHECK(worker.counts().duplicates == 1);
    }
}

}  // namespace
}  // namespace attrib
