#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/marts/refresh.hpp>
#include <libattrib/marts/table_change.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/loads.hpp>

namespace attrib::test {
namespace {

const channel_classifier& classifier() {
    static const channel_classifier made = default_channel_classifier();
    return made;
}

std::string credits(const temporary_database& database) {
    return database.value(
        "select string_agg(first.conversion_id || ' ' || coalesce(first.channel, '-') || ' ' || "
        "coalesce(last.channel, '-'), ', ' order by first.conversion_id) from mart_first_click as "
        "first join mart_last_click as last using (user_pseudo_id, conversion_id)");
}

event of_user(const char* user, const char* id, const char* when, const char* name = "page_view",
              const char* channel = "") {
    event made = make_event(id, when, name, channel);
    made.user_pseudo_id = user;
    return made;
}

std::string days_text(const std::optional<calendar_day>& first,
                      const std::optional<calendar_day>& last) {
    const auto text = [](const std::optional<calendar_day>& day) {
        return day ? to_string(*day) : std::string("-");
    };
    return text(first) + ' ' + text(last);
}

// Empty tables that are followed, and what each refresh announced.
class changes_told {
   public:
    changes_told() : on_(database_.connect()), listener_(database_.connect()) {
        rebuild(database_);
        live_.emplace(on_, attribution_options{}, classifier());
        listener_.run("listen " + std::string(changed_channel));
    }

    // Refreshes with these events; the days in which mart_channel_daily changed.
    std::string days_after(const std::vector<event>& events) {
        store_events(on_, events, position_++);
        done = live_->take_waiting().value();
        const auto told = listener_.wait_for_notices(std::chrono::seconds{10});
        REQUIRE(told.size() == 1);
        change = change_of(told[0].payload).value();
        return days_text(change.first_day, change.last_day);
    }

    refresh_summary done;
    table_change change;

   private:
    temporary_database database_;
    connection on_;
    connection listener_;
    std::optional<refresher> live_;
    std::uint64_t position_ = 0;
};

}  // namespace

TEST_CASE("spec.md's example, then the late event that merges two sessions") {
    const temporary_database database;
    connection on = database.connect();
    rebuild(database);
    refresher live(on, {}, classifier());
    CHECK_FALSE(live.take_waiting());
    connection writer = database.connect();
    event d = make_event("d", "2025-03-15T10:00:00Z", "purchase");
    d.event_value = units(20);
    event e = make_event("e", "2025-03-15T10:00:00.000001Z", "purchase");
    e.event_value = units(5);
    store_events(
        writer,
        {make_event("a", "2025-03-01T10:00:00Z", "page_view", "Email"),
         make_event("b", "2025-03-01T10:30:00Z", "page_view"),
         make_event("c", "2025-03-01T11:00:00.000001Z", "page_view", "Paid Search"), d, e, d},
        0);
    const auto first = live.take_waiting();
    REQUIRE(first);
    CHECK(first->rows == 6);
    CHECK(first->events == 5);
    CHECK(first->conversions == 2);
    CHECK(to_string(first->daily_days->first) == "2025-03-15");
    CHECK(credits(database) == "d Email Direct, e Paid Search Direct");
    store_events(writer, {make_event("late", "2025-03-01T10:45:00Z", "page_view")}, 1);
    CHECK(live.take_waiting()->whole_users == 0);
    CHECK(credits(database) == "d Email Direct, e Direct Direct");
    CHECK(database.value("select count(*) || ' ' || sum(event_count) from int_sessions") == "2 6");
    check_equal(
        database,
        {.database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}});
}

TEST_CASE("what changed is told by NOTIFY") {
    const temporary_database database;
    connection on = database.connect();
    rebuild(database);
    refresher live(on, {}, classifier());
    connection listener = database.connect();
    listener.run("listen " + std::string(changed_channel));
    store_events(on, {make_event("a", "2025-03-01T10:00:00Z", "page_view")}, 0);
    const auto done = live.take_waiting();
    const auto told = listener.wait_for_notices(std::chrono::seconds{10});
    REQUIRE(told.size() == 1);
    const auto change = change_of(told[0].payload);
    REQUIRE(change);
    CHECK(change->number == last_change(on));
    CHECK(change->batch_ids.size() == 1);
    CHECK(change->rows == 1);
    CHECK_FALSE((change->is_everything || change->moves_credits || change->first_day));
    CHECK(
        json_of(*done) ==
        R"({"batches":1,"rows":1,"events":1,"users":1,"whole_users":0,"conversions":0,"from":null,"to":null})");
}

TEST_CASE("a change names the days of daily rows that changed, and whether credit moved") {
    changes_told now;
    CHECK(now.days_after({of_user("a", "sale", "2025-06-01T10:00:00Z", "purchase")}) ==
          "2025-06-01 2025-06-01");
    CHECK(now.change.moves_credits);
    // The credited session begins earlier, in the same channel.
    CHECK(now.days_after({of_user("a", "earlier", "2025-06-01T09:50:00Z")}) == "- -");
    CHECK(now.change.moves_credits);
    // The conversion lies between the sessions that came, and out of reach of either.
    CHECK(now.days_after({of_user("a", "before", "2025-04-01T10:00:00Z", "page_view", "Email"),
                          of_user("a", "after", "2025-06-02T10:00:00Z", "page_view", "Email")}) ==
          "- -");
    CHECK_FALSE(now.change.moves_credits);
    CHECK(now.done.conversions == 0);
    // In reach of all models.
    CHECK(now.days_after({of_user("a", "near", "2025-05-31T10:00:00Z", "page_view", "Email")}) ==
          "2025-06-01 2025-06-01");
    CHECK(now.change.moves_credits);
    // Computed from all events: a user without conversions, then one with.
    CHECK(now.days_after({of_user("b", "b1", "2025-06-01T10:00:00Z")}) == "- -");
    CHECK(now.days_after({of_user("b", "b2", "2025-06-01T10:00:00Z")}) == "- -");
    CHECK(now.done.whole_users == 1);
    CHECK_FALSE(now.change.moves_credits);
    CHECK(now.days_after({of_user("a", "twin", "2025-05-31T10:00:00Z")}) == "- -");
    CHECK(now.done.whole_users == 1);
    CHECK(now.change.moves_credits);
}

TEST_CASE("the days of journeys that may have changed are wider than those of credits") {
    changes_told now;
    const auto days_after = [&](const std::vector<event>& events) {
        const std::string days = now.days_after(events);
        return days + ", " + days_text(now.change.first_journey_day, now.change.last_journey_day);
    };

    // A visit and a conversion in it: their day, and twice 90 more, in which nothing happened yet:
    // conversions of 90 days see the visit, and visitors of 90 days return after it.
    CHECK(days_after({of_user("a", "sale", "2025-06-01T10:00:00Z", "purchase")}) ==
          "2025-06-01 2025-06-01, 2025-06-01 2025-11-28");
    // No model looks back 60 days.
    CHECK(days_after({of_user("a", "early", "2025-04-02T10:00:00Z")}) ==
          "- -, 2025-04-02 2025-09-29");
    // The same visit has another channel, then nothing but more events, then another landing page.
    CHECK(days_after({of_user("a", "stated", "2025-04-02T10:20:00Z", "page_view", "Display")}) ==
          "- -, 2025-04-02 2025-09-29");
    CHECK(days_after({of_user("a", "more", "2025-04-02T10:40:00Z", "page_view", "Email")}) ==
          "- -, - -");
    CHECK(days_after({of_user("a", "first", "2025-04-02T09:45:00Z")}) ==
          "- -, 2025-04-02 2025-09-29");
    // Another conversion in a visit that is there.
    CHECK(days_after({of_user("a", "again", "2025-06-01T10:10:00Z", "purchase")}) ==
          "2025-06-01 2025-06-01, 2025-06-01 2025-06-01");
    // A user without conversions, after all of them.
    CHECK(days_after({of_user("b", "b", "2025-07-01T10:00:00Z")}) == "- -, 2025-07-01 2025-12-28");
    // A user who is computed from all events, to the same credit.
    CHECK(days_after({of_user("a", "twin", "2025-04-02T09:45:00Z")}) ==
          "- -, 2025-06-01 2025-06-01");
}

TEST_CASE("tables with other settings, or none, are not touched") {
    const temporary_database database;
    connection on = database.connect();
    store_events(on, {make_event("a", "2025-03-01T10:00:00Z", "page_view")}, 0);
    refresher live(on, {}, classifier());
    CHECK_THROWS_AS(live.take_waiting(), failure);
    rebuild(database);
    store_events(on, {make_event("b", "2025-03-01T10:00:00Z", "page_view")}, 1);
    attribution_options other;
    other.lookback = std::chrono::days{7};
    connection second = database.connect();
    CHECK_THROWS_AS(refresher(second, other, classifier()).take_waiting(), failure);
    CHECK(waiting_batches(on) == 1);
}

TEST_CASE("revenue beyond 64 bits of millionths is exact") {
    const temporary_database database;
    connection on = database.connect();
    rebuild(database);
    refresher live(on, {}, classifier());
    event huge = make_event("a", "2025-03-01T10:00:00Z", "purchase");
    huge.event_value = money{std::numeric_limits<std::int64_t>::max()};
    store_events(on, {huge}, 0);
    CHECK(live.take_waiting());
    huge.event_id = "b";
    huge.event_value = money{1};
    store_events(on, {huge}, 1);
    CHECK(live.take_waiting()->users_set_aside == 0);
    CHECK(database.value("select distinct revenue from mart_channel_daily") ==
          "9223372036854.775808");
}

TEST_CASE("tables that SQL made are the engine's after a refresh, and SQL rebuilds them") {
    const temporary_database database;
    connection on = database.connect();
    sql_options sql{.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}};
    rebuild_by_sql(sql);
    refresher live(on, {}, classifier());
    store_events(on, {make_event("a", "2025-03-01T10:00:00Z", "purchase")}, 0);
    CHECK(live.take_waiting());
    std::string reason;
    sql.on_begin = [&](const std::string& why) { reason = why; };
    rebuild_by_sql(sql);
    CHECK(reason == "the C++ engine made the tables");
    check_equal(database, sql);
}

}  // namespace attrib::test
