// Which days the store keeps, and which it reads again.
#include <libattrib/journeys/journey_store.hpp>
#include <set>
#include <tests/support/stored_days.hpp>
#include <thread>

namespace attrib::test {
namespace {

constexpr std::chrono::days one_day{1};

table_change touching(calendar_day from, calendar_day to) {
    table_change change;
    change.first_journey_day = from;
    change.last_journey_day = to;
    return change;
}

}  // namespace

TEST_CASE("a day is read once until a change touches it") {
    stored_days days;
    const auto count = static_cast<std::uint64_t>((days.end - days.first).count());
    REQUIRE(count > 4);
    journey_store store;
    store.set_live(true);
    const auto read = [&] { return days.read(store, days.first, days.end); };
    CHECK(read().size() == count);
    // What nobody had kept may have been touched unnoticed while it was read.
    const std::uint64_t loads = store.figures().loads;
    CHECK(loads == count);
    CHECK(read().size() == count);
    CHECK(store.figures().loads == loads);
    CHECK(store.figures().days == count);
    store.change(touching(days.first + one_day, days.first + 2 * one_day));
    static_cast<void>(read());
    CHECK(store.figures().loads == loads + 2);
    store.change({.rows = 5});
    store.change(touching(days.end, days.end + 9 * one_day));
    static_cast<void>(read());
    CHECK(store.figures().loads == loads + 2);
    store.change({.is_everything = true});
    static_cast<void>(read());
    CHECK(store.figures().loads == 2 * loads + 2);
}

TEST_CASE("what was read before a change is not given to those who come after it") {
    stored_days days;
    journey_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    const journey_store::moment before = store.now();
    store.change(touching(days.first, days.first));
    CHECK(days.read(store, days.first, end, {}, before).size() == 1);
    CHECK(store.figures().loads == 1);
    CHECK(days.read(store, days.first, end).size() == 1);
    CHECK(store.figures().loads == 2);
    CHECK(days.read(store, days.first, end).size() == 1);
    CHECK(store.figures().loads == 2);
}

TEST_CASE("while no changes are heard of, nothing is fresh") {
    stored_days days;
    journey_store store;
    const calendar_day end = days.first + one_day;
    static_cast<void>(days.read(store, days.first, end));
    static_cast<void>(days.read(store, days.first, end));
    CHECK(store.figures().loads == 2);
    store.set_live(true);
    static_cast<void>(days.read(store, days.first, end));
    CHECK(store.figures().loads == 3);
    store.set_live(false);
    store.set_live(true);
    static_cast<void>(days.read(store, days.first, end));
    CHECK(store.figures().loads == 4);
}

TEST_CASE("more columns are read with those that were there") {
    stored_days days;
    journey_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    const auto with = [](touch_column which) { return touch_columns().with(which); };
    static_cast<void>(days.read(store, days.first, end, with(touch_column::campaign)));
    const auto read = days.read(store, days.first, end, with(touch_column::country));
    REQUIRE(read.size() == 1);
    CHECK(read[0]->columns.has(touch_column::campaign));
    CHECK(read[0]->columns.has(touch_column::country));
    CHECK(store.figures().loads == 2);
    static_cast<void>(days.read(store, days.first, end, with(touch_column::campaign)));
    CHECK(store.figures().loads == 2);
}

TEST_CASE("a small budget is kept: in pieces, and the days asked for last stay") {
    stored_days days;
    const auto whole = [&] {
        journey_store store;
        store.set_live(true);
        std::size_t touches = 0;
        for (const auto& each : days.read(store, days.first, days.end, every_column()))
            touches += each->touches.size();
        return std::pair{touches, store.figures().bytes};
    }();
    journey_store store({.memory = whole.second / 3});
    store.set_live(true);
    for (int again = 0; again < 2; ++again) {
        std::size_t calls = 0;
        std::size_t touches = 0;
        std::set<calendar_day> seen;
        for (const auto& each :
             days.read(store, days.first, days.end, every_column(), {}, &calls)) {
            CHECK(seen.insert(each->day).second);
            touches += each->touches.size();
        }
        CHECK(calls > 1);
        CHECK(touches == whole.first);
        CHECK(store.figures().bytes <= whole.second / 3);
    }
    CHECK(store.figures().days > 0);
}

TEST_CASE("days that many ask for at once are read once") {
    stored_days days;
    journey_store store;
    store.set_live(true);
    const auto count = static_cast<std::size_t>((days.end - days.first).count());
    // Known days: those who find nothing kept may each have to look again after a change.
    std::atomic<std::size_t> found{0};
    {
        std::vector<std::jthread> askers;
        for (int i = 0; i < 4; ++i)
            askers.emplace_back([&] { found += days.read(store, days.first, days.end).size(); });
    }
    CHECK(found == 4 * count);
    CHECK(store.figures().loads == count);
}

TEST_CASE("a failed reading is told, and the next one reads") {
    stored_days days;
    journey_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    connection on = days.database.connect();
    {
        const transaction view(on, "isolation level repeatable read, read only");
        CHECK_THROWS_AS(store.visit(on, days.how(), {days.first, end, {}, store.now()},
                                    [&](const auto&) { throw std::runtime_error("no"); }),
                        std::runtime_error);
    }
    {
        const transaction view(on, "isolation level repeatable read, read only");
        days.database.connect().run("alter table int_sessions rename to gone_sessions");
        store.change({.is_everything = true});
        CHECK_THROWS_AS(
            store.visit(on, days.how(), {days.first, end, {}, store.now()}, [](const auto&) {}),
            failure);
    }
    days.database.connect().run("alter table gone_sessions rename to int_sessions");
    CHECK(days.read(store, days.first, end).size() == 1);
}

}  // namespace attrib::test
