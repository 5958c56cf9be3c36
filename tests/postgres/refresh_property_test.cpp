// The live refresh after any history against both engines from scratch.
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/marts/refresh.hpp>
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

}  // namespace

TEST_CASE("after every refresh the tables are those of a full rebuild") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 60;
    constexpr int size = 80;
    std::uint64_t users = 0;
    std::uint64_t whole = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        on.run("truncate ga4_events_raw, ingest_batches, model_state");
        const history now = any_history(database)(rc::Random(seed), size).value();
        const auto classifier = channel_classifier::compile(now.options.rules).value();
        rebuild_options rebuild;
        rebuild.database = database.name();
        rebuild.engine.attribution = now.options.attribution;
        rebuild_tables(rebuild, classifier);
        connection live = database.connect();
        refresher refresh(live, now.options.attribution, classifier);
        for (std::size_t i = 0; i < now.batches.size(); ++i) {
            CAPTURE(i);
            store_events(on, now.batches[i], i);
            if (!now.refreshed[i] && i + 1 != now.batches.size()) continue;
            while (const auto done = refresh.take_waiting(20)) {
                users += done->users;
                whole += done->whole_users;
            }
            check_equal(database, now.options);
        }
    }
    // Both ways of computing a user were taken, and often.
    CHECK(users - whole > 200);
    CHECK(whole > 15);
}

}  // namespace attrib::test
