#include <algorithm>
#include <atomic>
#include <libattrib/http/answer_cache.hpp>
#include <libattrib/report/csv_pieces.hpp>
#include <tests/catch.hpp>
#include <thread>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;
using made_from = answer_scope::source;
using done_function = std::function<void(scoped_answer)>;

calendar_day day(int number) {
    return calendar_day{std::chrono::sys_days{std::chrono::year{2025} / 3 / number}};
}

answer_scope days(int from, int to) { return {made_from::rollup, day(from), day(to)}; }

scoped_answer answer(std::string body, answer_scope scope = {}) {
    return {make_ready({.content_type = "text/plain", .body = std::move(body)}), scope};
}

table_change in_days(int first, int last) {
    table_change change;
    change.first_day = day(first);
    change.last_day = day(last);
    return change;
}

// A cache whose answers are made when the test says so.
class slow_answers {
   public:
    explicit slow_answers(cache_limits limits = {}) : cache(limits, [this] { return now; }) {
        cache.set_live(true);
    }

    void ask(const std::string& key) {
        cache.get(
            key, "client",
            [this, key](const job_owner& owner, done_function done) {
                begun.push_back(std::move(done));
                begun_for.push_back((owner.is_ahead_of_time ? "ahead " : owner.client + " ") + key);
            },
            [this](const shared_response& given) {
                got.push_back(given ? given->body() : "nothing");
                last = given;
            });
    }

    // Finishes what was begun first.
    void finish(const scoped_answer& with) {
        const done_function done = std::move(begun.front());
        begun.erase(begun.begin());
        done(with);
    }

    void keep(const std::string& key, const scoped_answer& with) {
        ask(key);
        finish(with);
    }

    [[nodiscard]] bool is_fresh(const std::string& key) { return cache.find(key) != nullptr; }

    timestamp now{};
    answer_cache cache;
    std::vector<done_function> begun;
    std::vector<std::string> begun_for;
    std::vector<std::string> got;
    shared_response last;
};

std::string text_of(const shared_response& response) {
    std::string out;
    response->append_head(out, {}, "now", {});
    return out;
}

}  // namespace

TEST_CASE("an answer with a rest is given to all who wait, and not kept") {
    slow_answers asked;
    asked.keep("a", answer("whole"));
    REQUIRE(asked.is_fresh("a"));
    asked.cache.change(in_days(1, 1));
    asked.ask("a");
    asked.ask("a");
    const auto rows = std::make_shared<const indexed_csv>(indexed_csv::contents{});
    asked.finish(
        {make_ready({.content_type = "text/csv", .body = "long", .rest = {rows, "1"}}), {}});
    CHECK(asked.got == std::vector<std::string>{"whole", "long", "long"});
    CHECK(asked.begun.empty());
    CHECK_FALSE(asked.is_fresh("a"));
    // Nor is what it took the place of, even when the database is away.
    asked.ask("a");
    asked.finish({});
    CHECK(asked.got.back() == "nothing");
}

TEST_CASE("which changes touch an answer") {
    table_change everything;
    everything.is_everything = true;
    table_change moved;
    moved.moves_credits = true;
    const table_change rows;
    const answer_scope settings{made_from::settings};
    const answer_scope events{made_from::events};
    const answer_scope credits{made_from::credits};
    CHECK(settings.is_touched_by(everything));
    CHECK_FALSE(settings.is_touched_by(rows));
    CHECK_FALSE(settings.is_touched_by(moved));
    CHECK_FALSE(settings.is_touched_by(in_days(1, 1)));
    CHECK(events.is_touched_by(rows));
    CHECK_FALSE(credits.is_touched_by(rows));
    CHECK(credits.is_touched_by(moved));
    CHECK(credits.is_touched_by(in_days(1, 1)));
    CHECK(credits.is_touched_by(everything));
    CHECK(days(1, 2).is_touched_by(everything));
    CHECK_FALSE(days(1, 2).is_touched_by(rows));
    CHECK_FALSE(days(1, 2).is_touched_by(moved));
}

TEST_CASE("a rollup is touched by its own days: `to` is the day after the last") {
    const answer_scope scope = days(5, 8);
    CHECK_FALSE(scope.is_touched_by(in_days(1, 4)));
    CHECK(scope.is_touched_by(in_days(1, 5)));
    CHECK(scope.is_touched_by(in_days(7, 9)));
    CHECK_FALSE(scope.is_touched_by(in_days(8, 9)));
    CHECK(scope.is_touched_by(in_days(1, 20)));
    answer_scope counted = days(5, 8);
    counted.today = day(20);
    CHECK_FALSE(counted.is_touched_by(in_days(20, 20)));
    CHECK(counted.is_touched_by(in_days(21, 21)));  // counted as dated after today
    const answer_scope open_end{made_from::rollup, day(5), {}};
    CHECK(open_end.is_touched_by(in_days(30, 30)));
    CHECK_FALSE(open_end.is_touched_by(in_days(4, 4)));
    const answer_scope open_begin{made_from::rollup, {}, day(8)};
    CHECK(open_begin.is_touched_by(in_days(1, 1)));
    CHECK_FALSE(open_begin.is_touched_by(in_days(8, 8)));
}

TEST_CASE("an answer made from journeys is touched where these may have changed, too") {
    const answer_scope scope{made_from::journeys, day(5), day(8)};
    CHECK(scope.is_touched_by(in_days(5, 5)));
    CHECK_FALSE(scope.is_touched_by(in_days(8, 9)));
    table_change change = in_days(20, 20);
    change.first_journey_day = day(1);
    change.last_journey_day = day(4);
    CHECK_FALSE(scope.is_touched_by(change));
    change.last_journey_day = day(5);
    CHECK(scope.is_touched_by(change));
    CHECK_FALSE(days(5, 8).is_touched_by(change));
    change.first_journey_day = day(8);
    change.last_journey_day = day(30);
    CHECK_FALSE(scope.is_touched_by(change));
    const answer_scope open_end{made_from::journeys, day(5), {}};
    CHECK(open_end.is_touched_by(change));
}

TEST_CASE("an answer is kept until a change touches it, then made again for the next asker") {
    slow_answers asked;
    CHECK_FALSE(asked.is_fresh("a"));
    asked.keep("a", answer("1", days(5, 8)));
    asked.ask("a");
    CHECK(asked.got == std::vector<std::string>{"1", "1"});
    asked.cache.change(in_days(9, 9));
    CHECK(asked.is_fresh("a"));
    asked.cache.change(in_days(5, 5));
    CHECK_FALSE(asked.is_fresh("a"));
    REQUIRE(asked.begun.size() == 1);  // by itself, as it was asked for
    asked.ask("a");
    CHECK(asked.begun.size() == 1);
    asked.finish(answer("2", days(5, 8)));
    CHECK(asked.got.back() == "2");
    CHECK(asked.is_fresh("a"));
    CHECK(asked.cache.hits() == 2);
}

TEST_CASE("what nobody asked for since it was made is not made again") {
    slow_answers asked;
    asked.keep("a", answer("1"));
    asked.ask("a");
    asked.cache.change({});
    REQUIRE(asked.begun.size() == 1);
    asked.finish(answer("2"));
    asked.cache.change({});
    CHECK(asked.begun.empty());
    CHECK_FALSE(asked.is_fresh("a"));
    asked.keep("a", answer("3"));
    CHECK(asked.got.back() == "3");
}

TEST_CASE("a question that many ask at once is answered once, others by themselves") {
    slow_answers asked;
    for (int i = 0; i < 3; ++i) asked.ask("a");
    asked.ask("b");
    REQUIRE(asked.begun.size() == 2);
    asked.finish(answer("of a"));
    CHECK(asked.got == std::vector<std::string>(3, "of a"));
    asked.finish(answer("of b"));
    CHECK(asked.got.back() == "of b");
}

TEST_CASE("who asks after a change gets no answer that was begun before it") {
    slow_answers asked;
    asked.ask("a");
    asked.cache.change(in_days(1, 1));
    asked.ask("a");
    REQUIRE(asked.begun.size() == 1);
    asked.finish(answer("old", days(5, 8)));
    CHECK(asked.got == std::vector<std::string>{"old"});  // who asked before may have it
    CHECK_FALSE(asked.is_fresh("a"));
    REQUIRE(asked.begun.size() == 1);
    asked.finish(answer("new", days(5, 8)));
    CHECK(asked.got == std::vector<std::string>{"old", "new"});
    CHECK(asked.is_fresh("a"));
}

TEST_CASE("an answer under way may be about other days than the one before") {
    slow_answers asked;
    asked.keep("a", answer("1", days(5, 8)));
    asked.ask("a");
    asked.cache.change(in_days(5, 5));
    REQUIRE(asked.begun.size() == 1);
    asked.cache.change(in_days(1, 1));  // not in the days of the answer that is there
    asked.finish(answer("2", days(1, 8)));
    CHECK_FALSE(asked.is_fresh("a"));
}

TEST_CASE("while the database is away the stale answer is given, marked as such") {
    slow_answers asked;
    asked.keep("a", answer("1"));
    asked.cache.set_live(false);
    CHECK_FALSE(asked.is_fresh("a"));
    asked.keep("a", {});
    CHECK(asked.got.back() == "1");
    CHECK_THAT(text_of(asked.last), Contains("\r\nWarning: 110 ") &&
                                        Contains("\r\nCache-Status: attrib; hit; stale\r\n"));
    asked.keep("b", {});
    CHECK(asked.got.back() == "nothing");
    asked.cache.set_live(true);
    CHECK_FALSE(asked.is_fresh("a"));  // nobody knows what changed meanwhile
    asked.keep("a", answer("2"));
    CHECK(asked.got.back() == "2");
    CHECK_THAT(text_of(asked.last), !Contains("Warning"));
    CHECK(asked.is_fresh("a"));
}

TEST_CASE("an answer made while changes are not heard of serves its asker only") {
    slow_answers asked;
    asked.cache.set_live(false);
    asked.keep("a", answer("1"));
    asked.keep("a", answer("2"));
    CHECK(asked.got == std::vector<std::string>{"1", "2"});
    CHECK_FALSE(asked.is_fresh("a"));
}

TEST_CASE("problems are told and not kept") {
    slow_answers asked;
    asked.keep("a", {make_ready({.status = 404, .content_type = "text/plain", .body = "no"}), {}});
    CHECK(asked.got.back() == "no");
    CHECK_FALSE(asked.is_fresh("a"));
    asked.keep("a", answer("yes"));
    asked.ask("a");
    asked.cache.change({});
    asked.finish({make_ready({.status = 500, .content_type = "text/plain", .body = "no"}), {}});
    CHECK_FALSE(asked.is_fresh("a"));
}

TEST_CASE("what takes too much memory goes, first what nobody asked for again") {
    slow_answers asked({.max_bytes = 45'000});
    const std::string body(10'000, 'a');
    for (const char* const key : {"a", "b", "c"}) asked.keep(key, answer(body));
    CHECK((asked.is_fresh("a") && asked.is_fresh("b") && asked.is_fresh("c")));  // twice now
    asked.cache.change({});
    for (int i = 0; i < 3; ++i) asked.finish(answer(body));
    CHECK(asked.is_fresh("b"));
    asked.keep("d", answer(body));
    CHECK(asked.is_fresh("b"));
    CHECK(asked.is_fresh("d"));
    CHECK_FALSE((asked.is_fresh("a") && asked.is_fresh("c")));
}

TEST_CASE("long questions take memory, too") {
    slow_answers asked({.max_bytes = 300'000});
    for (int i = 0; i < 100; ++i)
        asked.keep(std::to_string(i) + std::string(8000, '&'), answer("1"));
    int kept = 0;
    for (int i = 0; i < 100; ++i)
        kept += asked.is_fresh(std::to_string(i) + std::string(8000, '&')) ? 1 : 0;
    CHECK(kept <= 12);
}

TEST_CASE("questions that were asked once are not made again ahead of time, however many") {
    slow_answers asked;
    for (int i = 0; i < 1000; ++i) asked.keep(std::to_string(i), answer("1"));
    asked.cache.change({});
    CHECK(asked.begun.empty());
}

TEST_CASE("a change has a bounded number of answers made ahead of time, a few at once") {
    slow_answers asked({.max_ahead = 4, .ahead_at_once = 2});
    for (int i = 0; i < 10; ++i) {
        const std::string key = std::to_string(i);
        asked.keep(key, answer("1", days(1, 2)));
        asked.ask(key);
    }
    asked.begun_for.clear();
    asked.cache.change(in_days(1, 1));
    CHECK(asked.begun.size() == 2);
    // Who asks for one that is not begun has it made at once, and once.
    asked.ask("0");
    std::size_t rounds = 0;
    while (!asked.begun.empty()) {
        asked.finish(answer("2", days(1, 2)));
        ++rounds;
        CHECK(asked.begun.size() <= 3);
    }
    CHECK(rounds <= 5);
    CHECK(asked.begun_for.size() == rounds);
    CHECK(std::ranges::count(asked.begun_for, "client 0") +
              std::ranges::count(asked.begun_for, "ahead 0") ==
          1);
}

TEST_CASE("the number of answers is bounded, too; those asked for again stay longest") {
    slow_answers asked({.max_entries = 64});
    asked.keep("mine", answer("1"));
    asked.ask("mine");
    for (int i = 0; i < 1000; ++i) asked.keep(std::to_string(i), answer("1"));
    int kept = 0;
    for (int i = 0; i < 1000; ++i) kept += asked.is_fresh(std::to_string(i)) ? 1 : 0;
    CHECK(kept <= 63);
    CHECK(kept >= 40);
    CHECK(asked.is_fresh("mine"));
}

TEST_CASE("an answer that ends with the day is old when the day is over") {
    slow_answers asked;
    answer_scope today = days(5, 8);
    today.until = timestamp{std::chrono::hours{24}};
    asked.keep("a", answer("1", today));
    asked.now = timestamp{std::chrono::hours{24} - microseconds{1}};
    CHECK(asked.is_fresh("a"));
    asked.now += microseconds{1};
    CHECK_FALSE(asked.is_fresh("a"));
    asked.keep("a", answer("2", days(6, 9)));
    CHECK(asked.got.back() == "2");
}

// Answers are numbers of changes; no asker may get one from before a change that the cache had been
// told of when they asked.
TEST_CASE("threads that ask while others change never get an old answer") {
    answer_cache cache;
    cache.set_live(true);
    std::atomic<int> table{0};
    std::atomic<int> told{0};
    std::atomic<bool> is_over{false};
    std::atomic<int> old_answers{0};
    std::atomic<int> answers{0};
    const answer_maker make = [&](const job_owner&, const done_function& done) {
        done(answer(std::to_string(table.load())));
    };
    const auto ask = [&](const std::string& key) {
        const int before = told.load();
        const auto take = [&, before](const shared_response& given) {
            ++answers;
            if (std::stoi(given->body()) < before) ++old_answers;
        };
        if (const shared_response ready = cache.find(key))
            take(ready);
        else
            cache.get(key, "client", make, take);
    };
    {
        std::vector<std::jthread> askers;
        for (int i = 0; i < 3; ++i)
            askers.emplace_back([&] {
                while (!is_over)
                    for (const char* const key : {"a", "b", "c"}) ask(key);
            });
        for (int i = 1; i <= 2000; ++i) {
            table = i;
            cache.change({});
            told = i;
        }
        while (answers < 1000) std::this_thread::yield();
        is_over = true;
    }
    CHECK(old_answers == 0);
}

}  // namespace attrib::test
