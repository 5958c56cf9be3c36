#include <future>
#include <latch>
#include <libattrib/http/group_commit.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <memory>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/hanging_commits.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// What became of events; none yet: -1 waits, 0 committed, 1 failed.
class outcomes {
   public:
    explicit outcomes(group_commit& groups) : groups_(groups) {}

    // An event of its own, of that user.
    bool add(const std::string& user) {
        event one = make_event(user, "2025-03-01T10:00:00Z", "page_view", "");
        one.event_id = {};
        one.user_pseudo_id = user;
        waiting_events events{.rows = raw_batch(),
                              .counts = {.read = 1, .accepted = 1, .bytes = 10},
                              .target = "/g/collect",
                              .on_outcome = [this, user](const std::exception_ptr& why) {
                                  const std::scoped_lock lock(mutex_);
                                  (why == nullptr ? committed_ : failed_) += user + ' ';
                              }};
        events.rows.accept(one);
        return groups_.add(std::move(events));
    }

    [[nodiscard]] std::string committed() const {
        const std::scoped_lock lock(mutex_);
        return committed_;
    }
    [[nodiscard]] std::string failed() const {
        const std::scoped_lock lock(mutex_);
        return failed_;
    }

   private:
    group_commit& groups_;
    mutable std::mutex mutex_;
    std::string committed_;
    std::string failed_;
};

// Keeps the pool's only thread while it lives.
class held_pool {
   public:
    explicit held_pool(database_pool& pool) {
        static_cast<void>(pool.submit({[released = released_](connection&) { released->wait(); },
                                       [](const std::exception_ptr&) {}}));
    }
    ~held_pool() { released_->count_down(); }

   private:
    // The thread may look at it after this has gone.
    std::shared_ptr<std::latch> released_ = std::make_shared<std::latch>(1);
};

std::string users_of(const temporary_database& database) {
    return database.value(
        "select coalesce(string_agg(user_pseudo_id, ' ' order by user_pseudo_id), '') from "
        "ga4_events_raw");
}

}  // namespace

TEST_CASE("events that wait are committed together, and each is told after that") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {});
    outcomes told(groups);
    {
        const held_pool held(pool);
        for (const char* const user : {"a", "b", "c"}) CHECK(told.add(user));
        CHECK(told.committed().empty());
        CHECK(groups.waiting_events_count() == 3);
        CHECK(groups.waiting_bytes() > 0);
    }
    groups.flush();
    CHECK(told.committed() == "a b c ");
    CHECK(users_of(database) == "a b c");
    CHECK(database.value("select string_agg(source_name || ' ' || rows, ',') from "
                         "ingest_batches") == "/g/collect 3");
    CHECK(database.value("select count(*) from ga4_events_raw join ingest_batches using "
                         "(batch_id)") == "3");
    CHECK(groups.groups() == 1);
    CHECK(groups.waiting_bytes() == 0);
    CHECK(told.add("d"));
    groups.flush();
    CHECK(groups.groups() == 2);
    CHECK(users_of(database) == "a b c d");
}

TEST_CASE("a group waits for as many requests as the group before had, whatever the time") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {.gather = std::chrono::hours{1}});
    outcomes told(groups);
    {
        const held_pool held(pool);
        for (const char* const user : {"a", "b", "c"}) CHECK(told.add(user));
    }
    groups.flush();
    CHECK(groups.groups() == 1);
    for (const char* const user : {"d", "e"}) CHECK(told.add(user));
    CHECK(told.committed() == "a b c ");
    CHECK(told.add("f"));
    groups.flush();
    CHECK(told.committed() == "a b c d e f ");
    CHECK(groups.groups() == 2);
}

TEST_CASE("what would be over the bound is refused, and taken when there is room again") {
    const temporary_database database;
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {.max_bytes = 1000, .max_group_bytes = 300});
    outcomes told(groups);
    int added = 0;
    {
        const held_pool held(pool);
        while (told.add("user")) ++added;
        CHECK(groups.waiting_bytes() <= 1000);
    }
    CHECK(added > 2);
    groups.flush();
    CHECK(groups.groups() > 1);  // by size
    CHECK(told.add("user"));
    groups.flush();
    CHECK(database.value("select count(*) from ga4_events_raw") == std::to_string(added + 1));
}

TEST_CASE("what the database refuses for what it is takes nothing else down with it") {
    const temporary_database database;
    database.connect().run(
        "alter table ga4_events_raw add constraint no_evil check (user_pseudo_id <> 'evil')");
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {});
    outcomes told(groups);
    {
        const held_pool held(pool);
        for (const char* const user : {"a", "b", "evil", "c", "d"}) CHECK(told.add(user));
    }
    groups.flush();
    CHECK(told.committed() == "a b c d ");
    CHECK(told.failed() == "evil ");
    CHECK(users_of(database) == "a b c d");
    CHECK(database.value("select sum(rows) from ingest_batches") == "4");
}

TEST_CASE("a group whose COMMIT was cut off is stored once") {
    const temporary_database database;
    hanging_commits::allow_standbys();
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {});
    outcomes told(groups);
    // Only a connection that was good before is made again for the same job.
    CHECK(told.add("before"));
    groups.flush();
    {
        const hanging_commits hanging;
        CHECK(told.add("a"));
        REQUIRE(eventually([] { return hanging_commits::have_begun(); }));
        hanging_commits::cut_off();
        // The second attempt finds it in the ledger: nothing is left to commit.
        groups.flush();
    }
    CHECK(told.committed() == "before a ");
    CHECK(users_of(database) == "a before");
}

TEST_CASE("without trying again a failed group is told so") {
    const temporary_database database;
    database.connect().run("alter table ga4_events_raw rename to away");
    database_pool pool({.database = database.name(), .threads = 1});
    group_commit groups(pool, {});
    outcomes told(groups);
    CHECK(told.add("a"));
    groups.flush();
    CHECK(told.failed() == "a ");
    database.connect().run("alter table away rename to ga4_events_raw");
    CHECK(users_of(database).empty());
}

TEST_CASE("events that were answered stay until the database takes them") {
    const temporary_database database;
    database.connect().run("alter table ga4_events_raw rename to away");
    database_pool pool({.database = database.name(), .threads = 1});
    std::mutex mutex;
    std::string said;
    group_commit groups(pool, {.keeps_trying = true, .on_message = [&](const std::string& text) {
                                   const std::scoped_lock lock(mutex);
                                   said += text + '\n';
                               }});
    outcomes told(groups);
    const auto has_said = [&](const char* text) {
        const std::scoped_lock lock(mutex);
        return said.find(text) != std::string::npos;
    };
    CHECK(told.add("a"));
    REQUIRE(eventually([&] { return has_said("wait for the database"); }));
    CHECK(told.add("b"));
    CHECK(told.committed().empty());
    database.connect().run("alter table away rename to ga4_events_raw");
    groups.flush();
    CHECK(told.committed() == "a b ");
    CHECK(told.failed().empty());
    CHECK(users_of(database) == "a b");
    CHECK(has_said("are stored"));
}

}  // namespace attrib::test
