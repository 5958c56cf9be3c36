// Following through what passes and what an operator must mend: told once, tried again, and all in.
#include <libattrib/sql_models/follow_tables.hpp>
#include <mutex>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/small_disk.hpp>
#include <thread>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// Follows the tables of a database on a thread of its own.
class following {
   public:
    explicit following(const temporary_database& database, bool by_sql = false)
        : options_{.database = database.name(),
                   .attribution = {},
                   .rules = default_channel_rules(),
                   .by_sql = by_sql} {
        options_.how.interrupt = &interrupt_;
        options_.how.on_message = [this](const std::string& message) {
            const std::scoped_lock lock(mutex_);
            messages_.push_back(message);
        };
        options_.how.on_failed_attempt = [this](failure_kind, const std::string&) { ++failed_; };
        thread_ = std::jthread([this] { follow_tables(options_); });
    }
    following(const following&) = delete;
    following& operator=(const following&) = delete;
    ~following() { interrupt_ = true; }

    [[nodiscard]] std::vector<std::string> messages() const {
        const std::scoped_lock lock(mutex_);
        return messages_;
    }
    [[nodiscard]] int failed_attempts() const { return failed_; }

   private:
    follow_options options_;
    std::atomic<bool> interrupt_{false};
    std::atomic<int> failed_{0};
    mutable std::mutex mutex_;
    std::vector<std::string> messages_;
    std::jthread thread_;
};

class followed_database {
   public:
    explicit followed_database(bool by_sql = false)
        : name(database.value("select current_database()")), on(database.connect()) {
        store();
        follower.emplace(database, by_sql);
        REQUIRE(eventually([&] { return is_taken(); }));
    }

    void store() {
        const std::string id = std::to_string(position_);
        store_events(on, {make_event(id, "2025-03-01T10:00:00Z", "purchase")}, position_++);
    }
    [[nodiscard]] bool is_taken() const {
        return database.value("select count(*) from ingest_batches where not in_marts") == "0" &&
               database.value("select count(*) from stg_ga4_events") == std::to_string(position_);
    }
    void check_outage(const std::string& begin, const std::string& end) const {
        REQUIRE(eventually([&] { return is_taken() && follower->messages().size() == 2; }));
        CHECK_THAT(follower->messages()[0], Contains(begin));
        CHECK(follower->messages()[1] == end);
        check_equal(
            database,
            {.database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}});
    }
    void await_failures(int count) const {
        REQUIRE(eventually([&] { return follower->failed_attempts() >= count; }));
    }

    temporary_database database;
    std::string name;
    connection on;
    std::optional<following> follower;

   private:
    std::uint64_t position_ = 0;
};

constexpr const char* takes_changes = "the database takes changes again";

}  // namespace

TEST_CASE("a deadlock is tried again") {
    followed_database now;
    now.on.run("alter database " + now.name + " set deadlock_timeout = '2s'");
    // The sessions there are have the old setting.
    now.on.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    REQUIRE(eventually([&] { return now.follower->messages().size() == 2; }));
    connection other = now.database.connect();
    other.run("set deadlock_timeout = '1h'");
    transaction maintenance(other);
    other.run("lock table mart_channel_daily in exclusive mode");
    now.store();
    REQUIRE(eventually([&] {
        return now.database.value(
                   "select count(*) from pg_locks where not granted and relation = "
                   "'mart_channel_daily'::regclass") != "0";
    }));
    other.run("lock table int_sessions in exclusive mode");  // once the refresh has given way
    maintenance.commit();
    REQUIRE(eventually([&] { return now.is_taken() && now.follower->messages().size() == 4; }));
    CHECK_THAT(now.follower->messages()[2], Contains("SQLSTATE 40P01"));
    CHECK(now.follower->messages()[3] == takes_changes);
}

TEST_CASE("a server that only reads for a while is told once, by either engine") {
    const bool by_sql = GENERATE(false, true);
    followed_database now(by_sql);
    now.on.run("alter database " + now.name + " set default_transaction_read_only = on");
    now.store();
    now.on.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    now.await_failures(5);
    CHECK(now.follower->messages().size() == 1);
    now.on.run("alter database " + now.name + " reset default_transaction_read_only");
    REQUIRE(eventually([&] { return now.is_taken() && now.follower->messages().size() == 2; }));
}

TEST_CASE("a table that is missing is an operator's matter: told once, nothing set aside") {
    const bool by_sql = GENERATE(false, true);
    followed_database now(by_sql);
    now.on.run("alter table mart_last_click rename to elsewhere");
    now.store();
    now.await_failures(5);
    CHECK(now.follower->messages().size() == 1);
    now.on.run("alter table elsewhere rename to mart_last_click");
    now.check_outage("SQLSTATE 42P01", takes_changes);
}

TEST_CASE("SQL fails on rows that are refused: told once, tried again with pauses") {
    followed_database now(true);
    now.on.run("alter table int_sessions add constraint none check (event_count < 2)");
    now.store();
    now.await_failures(4);
    REQUIRE(now.follower->messages().size() == 1);
    CHECK(now.database.value("select count(*) from quarantine") == "0");
    now.on.run("alter table int_sessions drop constraint none");
    now.check_outage("SQLSTATE 23514", takes_changes);
}

TEST_CASE("a lock that is not to be had in time is waited for") {
    followed_database now;
    now.on.run("alter database " + now.name + " set lock_timeout = '20ms'");
    now.on.run(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    REQUIRE(eventually([&] { return now.follower->messages().size() == 2; }));
    connection other = now.database.connect();
    {
        const transaction maintenance(other);
        other.run("lock table int_sessions in access exclusive mode");
        now.store();
        // Whether the server gives up or our own sessions wait for locks, nothing is lost.
        REQUIRE(eventually([&] {
            return now.follower->failed_attempts() >= 4 ||
                   other.run("select count(*) from pg_locks where not granted").integer(0, 0) != 0;
        }));
    }
    REQUIRE(eventually([&] { return now.is_taken(); }));
    CHECK(now.follower->messages().size() % 2 == 0);
}

TEST_CASE("tables that others made with other settings since are left to them") {
    followed_database now;
    attribution_options other;
    other.lookback = std::chrono::days{7};
    rebuild_options how;
    how.database = now.database.name();
    how.engine.attribution = other;
    const channel_classifier classifier = default_channel_classifier();
    rebuild_tables(how, classifier);
    now.store();
    now.await_failures(3);
    REQUIRE(now.follower->messages().size() == 1);
    CHECK_THAT(now.follower->messages()[0], Contains("made with other settings"));
    how.engine.attribution = {};
    rebuild_tables(how, classifier);
    now.check_outage("made with other settings", takes_changes);
}

TEST_CASE("a full disk is waited for") {
    const small_disk disk;
    if (!disk.is_there()) {
        WARN("skipped: a small disk can be mounted by root only");
        return;
    }
    followed_database now;
    now.on.run("create tablespace small location " + quote_text(disk.space()));
    now.on.run("alter table int_sessions set tablespace small");
    disk.fill();
    std::vector<std::string> names;
    for (int i = 0; i < 2000; ++i) names.push_back("user" + std::to_string(i));
    std::vector<event> events;
    for (const std::string& name : names) {
        events.push_back(make_event("e", "2025-03-01T10:00:00Z", "page_view"));
        events.back().user_pseudo_id = name;
    }
    store_events(now.on, events, 1000);
    now.await_failures(4);
    REQUIRE(now.follower->messages().size() == 1);
    CHECK_THAT(now.follower->messages()[0], Contains("SQLSTATE 53100"));
    disk.make_room();
    REQUIRE(eventually([&] { return now.follower->messages().size() == 2; }));
    CHECK(now.follower->messages()[1] == takes_changes);
    CHECK(now.database.value("select count(*) from int_sessions") == "2001");
    now.follower.reset();
    now.on.run("alter table int_sessions set tablespace pg_default");
    now.on.run("drop tablespace small");
}

TEST_CASE("where connections are few it is told once, and goes on when there are more") {
    const temporary_database database;
    connection on = database.connect();
    store_events(on, {make_event("a", "2025-03-01T10:00:00Z", "purchase")}, 0);
    std::vector<connection> others;
    CHECK_THROWS_AS(
        [&] {
            while (true) others.push_back(database.connect());
        }(),
        failure);
    // Enough to connect, not enough to make the tables.
    others.pop_back();
    others.pop_back();
    const following follower(database);
    REQUIRE(eventually([&] { return follower.failed_attempts() >= 5; }));
    CHECK(follower.messages().size() == 1);
    others.clear();
    REQUIRE(eventually([&] { return follower.messages().size() == 2; }));
    CHECK(follower.messages()[1] == "the database is back, going on");
    CHECK(database.value("select count(*) from stg_ga4_events") == "1");
}

TEST_CASE("a poisoned user in the midst of a stream: all others are there, in order") {
    followed_database now;
    now.on.run(
        "alter table mart_first_click add constraint refused check (user_pseudo_id <> 'poison') "
        "not valid");
    event poison = make_event("p", "2025-03-02T10:00:00Z", "purchase");
    poison.user_pseudo_id = "poison";
    for (std::uint64_t i = 0; i < 40; ++i) {
        now.store();
        if (i % 10 == 5) store_events(now.on, {poison}, 5000 + i);
    }
    REQUIRE(eventually([&] { return now.is_taken(); }));
    REQUIRE(eventually([&] { return now.follower->messages().size() == 1; }));
    CHECK_THAT(now.follower->messages()[0],
               Contains("set aside 1 users") && Contains("SQLSTATE 23514") && !Contains("poison"));
    CHECK(now.database.value("select count(*) from quarantine") == "1");
    CHECK(now.follower->failed_attempts() == 0);
    const sql_options plain{
        .database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}};
    check_equal(now.database, plain);
    now.on.run("alter table mart_first_click drop constraint refused");
    connection live = now.database.connect();
    const channel_classifier classifier = default_channel_classifier();
    CHECK(refresher(live, {}, classifier).retry(read_quarantine(now.on)).users == 1);
    check_equal(now.database, plain);
}

}  // namespace attrib::test
