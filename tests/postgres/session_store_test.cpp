// Which days of sessions the store keeps, which it reads again, and which it only patches.
#include <libattrib/journeys/session_store.hpp>
#include <map>
#include <set>
#include <tests/support/stored_days.hpp>

namespace attrib::test {
namespace {

constexpr std::chrono::days one_day{1};

// Reads through the store, in a transaction that begins after `began`.
std::vector<shared_sessions> read_sessions(const stored_days& days, session_store& store,
                                           calendar_day from, calendar_day to,
                                           session_columns columns = {},
                                           std::optional<session_store::moment> began = {},
                                           std::size_t* calls = nullptr) {
    if (!began) began = store.now();
    connection on = days.database.connect();
    const transaction view(on, "isolation level repeatable read, read only");
    std::vector<shared_sessions> read;
    store.visit(on, {days.state.settings, days.made.options}, {from, to, columns, *began},
                [&](const std::vector<shared_sessions>& blocks) {
                    read.insert(read.end(), blocks.begin(), blocks.end());
                    if (calls != nullptr) ++*calls;
                });
    return read;
}

table_change of_days(calendar_day from, calendar_day to, std::vector<std::int64_t> batch_ids = {}) {
    table_change change{.rows = 1, .batch_ids = std::move(batch_ids)};
    change.first_session_day = from;
    change.last_session_day = to;
    return change;
}

std::size_t sessions_in(const std::vector<shared_sessions>& blocks) {
    std::size_t sum = 0;
    for (const shared_sessions& each : blocks) sum += each->size();
    return sum;
}

// Sessions of new and returning visitors, by day.
std::vector<std::map<std::string, int>> visitors_of(const std::vector<shared_sessions>& blocks) {
    std::vector<std::map<std::string, int>> days;
    for (const shared_sessions& each : blocks) {
        auto& visitors = days.emplace_back();
        for (std::size_t i = 0; i < each->size(); ++i)
            ++visitors[std::string(each->texts->text_of(each->value(touch_column::visitor, i)))];
    }
    return days;
}

}  // namespace

TEST_CASE("a day of sessions is read once until a change touches it") {
    const stored_days days;
    const auto count = static_cast<std::uint64_t>((days.end - days.first).count());
    session_store store;
    store.set_live(true);
    const auto read = [&] { return read_sessions(days, store, days.first, days.end); };
    const std::size_t sessions = sessions_in(read());
    CHECK(sessions > 0);
    CHECK(store.figures().loads == count);
    CHECK(sessions_in(read()) == sessions);
    CHECK(store.figures().loads == count);
    CHECK(store.figures().days == count);
    CHECK(store.figures().hits == count);
    store.change(of_days(days.first + one_day, days.first + 2 * one_day));
    CHECK(sessions_in(read()) == sessions);
    CHECK(store.figures().loads == count + 2);
    store.change(of_days(days.first, days.first, {12'345'678}));
    CHECK(sessions_in(read()) == sessions);
    CHECK(store.figures().loads == count + 2);
    CHECK(store.figures().patches == 1);
    store.change({.rows = 5});
    store.change(of_days(days.end, days.end + 9 * one_day));
    CHECK(sessions_in(read()) == sessions);
    CHECK(store.figures().patches == 1);
    store.change({.is_everything = true});
    CHECK(sessions_in(read()) == sessions);
    CHECK(store.figures().loads == 2 * count + 2);
}

TEST_CASE("sessions of many days are read by several statements") {
    const stored_days days;
    days.database.connect().run("analyze int_sessions");
    session_store whole;
    session_store by_days({.sessions_at_once = 1});
    for (session_store* const store : {&whole, &by_days}) store->set_live(true);
    const auto sessions = read_sessions(days, whole, days.first, days.end);
    const auto same = read_sessions(days, by_days, days.first, days.end);
    REQUIRE(same.size() == sessions.size());
    for (std::size_t i = 0; i < same.size(); ++i) {
        CHECK(same[i]->day == sessions[i]->day);
        CHECK(same[i]->size() == sessions[i]->size());
    }
    CHECK(by_days.figures().loads == whole.figures().loads);

    // A visitor returns after a session that another statement read.
    const session_columns visitors = touch_columns().with(touch_column::visitor);
    const calendar_day last = days.end - one_day;
    for (const calendar_day from : {days.first, last}) {
        const auto expected = visitors_of(read_sessions(days, whole, from, days.end, visitors));
        CHECK(visitors_of(read_sessions(days, by_days, from, days.end, visitors)) == expected);
        CHECK(expected.back().at("returning") > 0);
    }

    // Where memory is short, too.
    session_store in_parts({.memory = 1000, .sessions_at_once = 1});
    std::size_t calls = 0;
    CHECK(sessions_in(read_sessions(days, in_parts, days.first, days.end, {}, {}, &calls)) ==
          sessions_in(sessions));
    CHECK(calls > 1);
}

TEST_CASE("sessions that were read before a change are not given to those who come after it") {
    const stored_days days;
    session_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    const session_store::moment before = store.now();
    store.change(of_days(days.first, days.first));
    static_cast<void>(read_sessions(days, store, days.first, end, {}, before));
    static_cast<void>(read_sessions(days, store, days.first, end));
    CHECK(store.figures().loads == 2);
    static_cast<void>(read_sessions(days, store, days.first, end));
    CHECK(store.figures().loads == 2);
}

TEST_CASE("while no changes are heard of, no sessions are kept for others") {
    const stored_days days;
    session_store store;
    const calendar_day end = days.first + one_day;
    static_cast<void>(read_sessions(days, store, days.first, end));
    static_cast<void>(read_sessions(days, store, days.first, end));
    CHECK(store.figures().loads == 2);
}

TEST_CASE("more columns of sessions are read with those that were there") {
    const stored_days days;
    session_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    const auto with = [](touch_column which) { return touch_columns().with(which); };
    static_cast<void>(read_sessions(days, store, days.first, end, with(touch_column::campaign)));
    const auto read = read_sessions(days, store, days.first, end, with(touch_column::country));
    REQUIRE(read.size() == 1);
    CHECK(read[0]->columns.has(touch_column::campaign));
    CHECK(read[0]->columns.has(touch_column::country));
    CHECK(store.figures().loads == 2);
}

TEST_CASE("a change of many rows costs the day, not its users one by one") {
    const stored_days days;
    session_store store;
    store.set_live(true);
    const calendar_day end = days.first + one_day;
    static_cast<void>(read_sessions(days, store, days.first, end));
    table_change many = of_days(days.first, days.first, {2});
    many.rows = 1'000'000;
    store.change(many);
    static_cast<void>(read_sessions(days, store, days.first, end));
    CHECK(store.figures().loads == 2);
    CHECK(store.figures().patches == 0);
}

TEST_CASE("a change reaches the visitors of the journey window after it, and nothing else there") {
    const stored_days days;
    session_store store;
    store.set_live(true);
    const calendar_day last = days.end - one_day;
    const session_columns visitors = touch_columns().with(touch_column::visitor);
    const auto read = [&](session_columns columns) {
        const auto before = store.figures();
        static_cast<void>(read_sessions(days, store, last, days.end, columns));
        const auto after = store.figures();
        return std::pair(after.loads - before.loads, after.patches - before.patches);
    };
    using counts = std::pair<std::uint64_t, std::uint64_t>;
    const table_change earlier =
        of_days(last - std::chrono::days{90}, last - std::chrono::days{89}, {2});
    // A block without visitors stays as it is, but its visitors are not known without the day.
    CHECK(read({}) == counts(1, 0));
    store.change(earlier);
    CHECK(read({}) == counts(0, 0));
    CHECK(read(visitors) == counts(1, 0));
    CHECK(read(visitors) == counts(0, 0));
    store.change(earlier);
    CHECK(read(visitors) == counts(0, 1));
    store.change(of_days(last - std::chrono::days{93}, last - std::chrono::days{92}, {2}));
    CHECK(read(visitors) == counts(0, 0));
}

TEST_CASE("sessions beyond the budget are given in parts of other users") {
    const stored_days days;
    days.database.connect().run("analyze int_sessions");
    session_store all;
    all.set_live(true);
    const std::size_t sessions = sessions_in(read_sessions(days, all, days.first, days.end));
    session_store store({.memory = sessions * 8});
    store.set_live(true);
    std::size_t calls = 0;
    CHECK(sessions_in(read_sessions(days, store, days.first, days.end, {}, {}, &calls)) ==
          sessions);
    CHECK(calls > 1);
    CHECK(store.figures().bytes <= sessions * 8);
}

}  // namespace attrib::test
