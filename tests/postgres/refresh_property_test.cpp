// The live refresh after any history against both engines from scratch.
#include <algorithm>
#include <iterator>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>

namespace attrib::test {
namespace {

// A delivery per event, most with an id of their own, in any order: what a stream brings.
rc::Gen<std::vector<event>> streamed_events() {
    return rc::gen::exec([] {
        static const std::vector<std::string> ids = [] {
            std::vector<std::string> made;
            for (int i = 0; i < 5000; ++i) made.push_back("id" + std::to_string(i));
            return made;
        }();
        std::vector<event> events = *drawn_events();
        for (event& each : events) {
            each.event_id = ids[*rc::gen::inRange<std::size_t>(0, ids.size())];
            each.event_timestamp += microseconds{*rc::gen::inRange(0, 40 * 60) * 1'000'000LL};
            if (*rc::gen::inRange(0, 4) > 0) each.transaction_id = {};
        }
        return events;
    });
}

struct history {
    sql_options options;
    std::vector<std::vector<event>> batches;
    std::vector<bool> refreshed;
};

rc::Gen<history> any_history(const temporary_database& database) {
    return rc::gen::exec([&database] {
        history made{drawn_options(database), {}, {}};
        for (int i = *rc::gen::inRange(2, 9); i > 0; --i) {
            std::vector<event> batch =
                *rc::gen::arbitrary<bool>() ? *drawn_events() : *streamed_events();
            if (*rc::gen::arbitrary<bool>() && batch.size() > 3) batch.resize(3);
            if (!made.batches.empty() && *rc::gen::inRange(0, 5) == 0)
                batch = *rc::gen::elementOf(made.batches);
            made.batches.push_back(std::move(batch));
            made.refreshed.push_back(*rc::gen::inRange(0, 3) > 0);
        }
        return made;
    });
}

// `day text` by a query, in order.
std::vector<std::string> lines_of(connection& on, const char* query) {
    const query_result rows = on.run(query);
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < rows.rows(); ++i) lines.emplace_back(rows.text(i, 0));
    std::ranges::sort(lines);
    return lines;
}

std::vector<std::string> differing(const std::vector<std::string>& a,
                                   const std::vector<std::string>& b) {
    std::vector<std::string> lines;
    std::ranges::set_symmetric_difference(a, b, std::back_inserter(lines));
    return lines;
}

// What those who keep answers, or journeys by day, have read, as far as a refresh may change it.
struct answers_read {
    explicit answers_read(connection& on)
        : daily(lines_of(on,
                         "select concat_ws(' ', conversion_date, total) from "
                         "mart_channel_daily as total")),
          sessions(lines_of(
              on,
              "select concat_ws(' ', (session_start at time zone substring(settings from "
              "'timezone=([^\\n]*)'))::date, visit) from int_sessions as visit, model_state")),
          journeys(lines_of(
              on,
              "select concat_ws(' ', of.conversion_date, of.conversion_id, at.touch_no, visit.*) "
              "from (select conversion_date, conversion_id, user_pseudo_id from int_conversions) "
              "as of left join int_touchpoints as at using (user_pseudo_id, conversion_id) left "
              "join lateral (select session_start, channel, source, medium, campaign, "
              "landing_page, device_category, country from int_sessions where session_id = "
              "at.session_id) as visit on true")),
          credits(lines_of(
              on,
              "select concat_ws(' ', conversion_date, (model, conversion_id, user_pseudo_id, "
              "session_id, channel, source, medium, campaign, credit, revenue)::text) from "
              "mart_attribution")) {}

    std::vector<std::string> daily;
    std::vector<std::string> sessions;
    std::vector<std::string> journeys;
    std::vector<std::string> credits;
};

void check_days(const std::vector<std::string>& changed, const std::optional<day_range>& told) {
    for (const std::string& line : changed) {
        INFO(line);
        REQUIRE(told);
        const std::string day = line.substr(0, day_length);
        CHECK(to_string(told->first) <= day);
        CHECK(day <= to_string(told->last));
    }
}

// Nothing changed that the refreshes do not name.
void check_told(const answers_read& before, const answers_read& after,
                const refresh_summary& told) {
    check_days(differing(before.daily, after.daily), told.daily_days);
    check_days(differing(before.sessions, after.sessions), told.session_days);
    check_days(differing(before.journeys, after.journeys), told.journey_days);
    CHECK((told.moves_credits || before.credits == after.credits));
}

}  // namespace

TEST_CASE("after every refresh the tables are a full rebuild's, and all that changed is told") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 60;
    constexpr int size = 80;
    std::uint64_t users = 0;
    std::uint64_t whole = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        const history now = any_history(database)(rc::Random(seed), size).value();
        drawn_live_tables tables(database, now.options);
        for (std::size_t i = 0; i < now.batches.size(); ++i) {
            CAPTURE(i);
            store_events(on, now.batches[i], i);
            if (!now.refreshed[i] && i + 1 != now.batches.size()) continue;
            const answers_read before(on);
            refresh_summary told;
            tables.refresh([&](const refresh_summary& done) {
                told.moves_credits |= done.moves_credits;
                widen(told.daily_days, done.daily_days);
                widen(told.journey_days, done.journey_days);
                widen(told.session_days, done.session_days);
                users += done.users;
                whole += done.whole_users;
            });
            check_equal(database, now.options);
            check_told(before, answers_read(on), told);
        }
    }
    // Both ways of computing a user were taken, and often.
    CHECK(users - whole > 200);
    CHECK(whole > 15);
}

}  // namespace attrib::test
