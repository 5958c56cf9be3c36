#include <atomic>
#include <future>
#include <latch>
#include <libattrib/core/error.hpp>
#include <libattrib/http/database_pool.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// What a job gives, or throws.
template <class Work>
auto result_of(database_pool& pool, Work work) {
    using given = decltype(work(std::declval<connection&>()));
    auto promise = std::make_shared<std::promise<given>>();
    auto future = promise->get_future();
    REQUIRE(pool.submit({[promise, work](connection& on) { promise->set_value(work(on)); },
                         [promise](const std::exception_ptr& thrown) {
                             promise->set_exception(thrown);
                         }}) == queue_verdict::queued);
    return future.get();
}

std::string value_of(connection& on, const std::string& query) {
    return std::string(on.run(query).text(0, 0));
}

errc code_of(database_pool& pool) {
    try {
        return result_of(pool, [](connection& on) {
            on.run("select 1");
            return errc::interrupted;
        });
    } catch (const failure& failed) {
        return failed.code();
    }
}

}  // namespace

TEST_CASE("jobs run on connections that are set up and kept") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1, .prepare = [](connection& on) {
                            on.run("set statement_timeout = '7s'");
                        }});
    const auto pid = [](connection& on) { return on.backend_pid(); };
    const int first = result_of(pool, pid);
    CHECK(result_of(pool, pid) == first);
    CHECK(result_of(pool, [](connection& on) { return value_of(on, "show statement_timeout"); }) ==
          "7s");
}

TEST_CASE("a job whose connection is gone runs again on a new one") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1});
    const int first = result_of(pool, [](connection& on) { return on.backend_pid(); });
    database.connect().run("select pg_terminate_backend(" + std::to_string(first) + ")");
    std::atomic<int> runs{0};
    const int second = result_of(pool, [&runs](connection& on) {
        ++runs;
        on.run("select 1");
        return on.backend_pid();
    });
    CHECK(second != first);
    CHECK(runs == 2);
}

TEST_CASE("what a job throws is told, and the next job runs") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1});
    CHECK_THROWS_AS(result_of(pool,
                              [](connection& on) {
                                  on.run("select nonsense");
                                  return 0;
                              }),
                    failure);
    CHECK_THROWS_AS(result_of(pool, [](connection&) -> int { throw std::logic_error("x"); }),
                    std::logic_error);
    CHECK(result_of(pool, [](connection& on) { return value_of(on, "select 7"); }) == "7");
}

TEST_CASE("without the database jobs fail at once, and a setup that is refused fails them, too") {
    database_pool away({.database = "host=/nonexistent dbname=none", .threads = 1});
    for (int i = 0; i < 20; ++i) CHECK(code_of(away) == errc::database_unavailable);
    const temporary_database database;
    database_pool wrong({.database = database.name(), .threads = 1, .prepare = [](connection& on) {
                             on.run("nonsense");
                         }});
    CHECK(code_of(wrong) == errc::database_refused);
}

TEST_CASE("jobs run as soon as it is known that the database is back") {
    const temporary_database database;
    const temporary_directory folder;
    const std::string host = "host='";
    const std::size_t begin = database.name().find(host) + host.size();
    const std::size_t size = database.name().find('\'', begin) - begin;
    const std::string sockets = database.name().substr(begin, size);
    std::string there = database.name();
    there.replace(begin, size, folder.file("sockets"));
    database_pool pool({.database = there, .threads = 1});
    CHECK(code_of(pool) == errc::database_unavailable);
    std::filesystem::create_directory_symlink(sockets, folder.file("sockets"));
    pool.come_back();
    CHECK(result_of(pool, [](connection& on) { return value_of(on, "select 7"); }) == "7");
}

TEST_CASE("too many jobs are refused; those that wait when the pool goes are dropped") {
    const temporary_database database;
    std::promise<void> begun;
    std::promise<void> go;
    std::atomic<int> done{0};
    {
        database_pool pool(
            {.database = database.name(), .threads = 1, .most_waiting = 2, .max_per_client = 1});
        REQUIRE(pool.submit({[&](connection&) {
                                 begun.set_value();
                                 go.get_future().wait();
                                 ++done;
                             },
                             {}}) == queue_verdict::queued);
        begun.get_future().wait();
        const database_pool::job next{[&](connection&) { ++done; }, {}};
        CHECK(pool.submit(next, {"a"}) == queue_verdict::queued);
        CHECK(pool.submit(next, {"a"}) == queue_verdict::client_has_too_many);
        CHECK(pool.submit(next, {"b"}) == queue_verdict::queued);
        CHECK(pool.waiting() == 2);
        CHECK(pool.waiting_clients() == 2);
        CHECK(pool.submit(next, {"c"}) == queue_verdict::all_have_too_many);
        go.set_value();
    }
    CHECK((done >= 1 && done <= 3));
}

TEST_CASE("threads run jobs side by side, each with a connection of its own") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 4});
    std::latch together(4);
    std::vector<std::future<int>> pids;
    for (int i = 0; i < 4; ++i) {
        auto promise = std::make_shared<std::promise<int>>();
        pids.push_back(promise->get_future());
        REQUIRE(pool.submit({[&, promise](connection& on) {
                                 together.arrive_and_wait();
                                 promise->set_value(on.backend_pid());
                             },
                             {}}) == queue_verdict::queued);
    }
    std::set<int> all;
    for (auto& each : pids) all.insert(each.get());
    CHECK(all.size() == 4);
}

}  // namespace attrib::test
