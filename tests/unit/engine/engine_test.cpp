#include <atomic>
#include <libattrib/engine/engine.hpp>
#include <limits>
#include <map>
#include <stdexcept>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

using test::make_event;
using test::run_engine;

TEST_CASE("the summary counts what came and what it became") {
    event other = make_event("x", "2025-03-01T10:00:00Z", "page_view");
    other.user_pseudo_id = "v";
    const auto output = run_engine({make_event("a", "2025-03-01T10:00:00Z", "page_view"),
                                    make_event("a", "2025-03-01T10:00:00Z", "page_view"),
                                    make_event("b", "2025-03-02T10:00:00Z", "purchase"), other});
    CHECK(output.summary.read == 4);
    CHECK(output.summary.rejected == 0);
    CHECK(output.summary.duplicates == 1);
    CHECK(output.summary.events == 3);
    CHECK(output.summary.users == 2);
    CHECK(output.summary.sessions == 3);
    CHECK(output.summary.conversions == 1);
}

TEST_CASE("no events make tables without rows") {
    const auto output = run_engine({});
    CHECK(output.summary.users == 0);
    CHECK(output.summary.daily.empty());
    CHECK(output.tables == test::reference_tables({}, {}));
}

TEST_CASE("conversion_date is the day in the reporting time zone") {
    engine_options options;
    options.attribution.zone = time_zone::named("Europe/Berlin").value();
    // Summer time begins on 2025-03-30 at 01:00 UTC, so the 30th ends at 22:00 UTC.
    std::vector<event> purchases;
    for (const std::string_view when : {"2025-03-29T22:59:59.999999Z", "2025-03-29T23:00:00Z",
                                        "2025-03-30T21:59:59.999999Z", "2025-03-30T22:00:00Z"})
        purchases.push_back(make_event(when, when, "purchase"));
    std::map<std::string, money_sum> days;
    for (const daily_row& row : run_engine(purchases, options).summary.daily)
        if (row.model == "first_click") days[to_string(row.conversion_date)] += row.conversions;
    CHECK(days == std::map<std::string, money_sum>{{"2025-03-29", money{1'000'000}},
                                                   {"2025-03-30", money{2'000'000}},
                                                   {"2025-03-31", money{1'000'000}}});
}

TEST_CASE("the same event_id of two users is two events") {
    event other = make_event("a", "2025-03-01T10:00:00Z", "purchase");
    other.user_pseudo_id = "v";
    const auto output = run_engine({make_event("a", "2025-03-01T10:00:00Z", "purchase"), other});
    CHECK(output.summary.events == 2);
    CHECK(output.summary.conversions == 2);
}

TEST_CASE("revenue may add up to more than 64 bits") {
    std::vector<event> purchases;
    for (const std::string_view id : {"a", "b"}) {
        purchases.push_back(make_event(id, "2025-03-01T10:00:00Z", "purchase"));
        purchases.back().event_value = money{std::numeric_limits<std::int64_t>::max()};
    }
    CHECK(to_string(run_engine(purchases).summary.daily.at(0).revenue) == "18446744073709.551614");
    purchases.back().currency = "EUR";  // never added to no currency
    CHECK(run_engine(purchases).summary.daily.size() == 2 * shipped_models().size());
}

TEST_CASE("one user with most events, many threads") {
    std::vector<event> events;
    std::vector<std::string> ids;
    for (int i = 0; i < 30000; ++i) ids.push_back(std::to_string(i));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        events.push_back(make_event(ids[i], "2025-03-01T10:00:00Z", i % 50 ? "x" : "purchase"));
        events.back().event_timestamp += std::chrono::minutes{i};
        if (i % 3 == 0) events.back().user_pseudo_id = ids[i % 1000];
    }
    engine_options options;
    const auto one = run_engine(events, options);
    options.threads = 8;
    const auto eight = run_engine(events, options);
    CHECK(one.tables == eight.tables);
    CHECK(one.summary.events == 30000);
}

TEST_CASE("what goes through the disk comes out the same") {
    std::vector<event> events;
    std::vector<std::string> texts;
    for (int i = 0; i < 20000; ++i) texts.push_back(std::to_string(i));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        events.push_back(make_event(texts[i], "2025-03-01T10:00:00Z", i % 50 ? "x" : "purchase"));
        events.back().event_timestamp += std::chrono::minutes{i % 9973};
        events.back().user_pseudo_id = texts[i % 700];
        events.back().page_location = texts[i / 3];
    }
    for (const unsigned threads : {1u, 3u}) {
        engine_options options;
        options.threads = threads;
        const auto in_memory = run_engine(events, options);
        for (const std::size_t memory : {std::size_t{1}, std::size_t{100'000}}) {
            options.memory_bytes = memory;
            const auto spilled = run_engine(events, options);
            CHECK(spilled.tables == in_memory.tables);
            CHECK(spilled.summary.users == 700);
            CHECK(spilled.summary.events == in_memory.summary.events);
        }
    }
}

TEST_CASE("paths that take more memory than they may are refused with the remedy") {
    std::vector<std::string> channels;
    for (int i = 0; i < 3'000; ++i) channels.push_back("Channel " + std::to_string(i));
    std::vector<event> events;
    for (const std::string& each : channels) {
        events.push_back(make_event(each, "2025-03-01T10:00:00Z", "purchase", each));
        events.back().user_pseudo_id = each;
    }
    engine_options options;
    options.path_bytes = 100'000;
    CHECK_THROWS_WITH(run_engine(events, options),
                      Catch::Contains("mart_paths") && Catch::Contains("--memory"));
    options.path_bytes = 1'000'000;
    CHECK(run_engine(events, options).summary.roles.size() == channels.size());
}

// Breaks after a few events.
class breaking_feed final : public event_feed {
   public:
    bool read_some(event_consumer& consumer) override {
        consumer.accept(make_event("a", "2025-03-01T10:00:00Z", "x"));
        if (++calls_ > 3) throw failure(errc::file_unreadable, "gone");
        return true;
    }

   private:
    std::atomic<int> calls_{0};
};

TEST_CASE("what breaks in a feed or a sink reaches the caller") {
    for (const unsigned threads : {1u, 4u}) {
        engine_options options;
        options.threads = threads;
        engine batch(options, test::test_classifier());
        breaking_feed feed;
        CHECK_THROWS_WITH(batch.read(feed), "gone");
    }
}

}  // namespace
}  // namespace attrib
