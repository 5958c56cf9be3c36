// Users and batches that the database refuses, by constraints as an administrator may add them.
#include <libattrib/marts/forget.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/marts/refresh.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/table_contents.hpp>

namespace attrib::test::set_aside {
namespace {

const channel_classifier& classifier() {
    static const channel_classifier made = default_channel_classifier();
    return made;
}

sql_options plain(const std::string& database = {}) {
    return {
        .database = database, .attribution = {}, .rules = default_channel_rules(), .select = {}};
}

event of_user(const char* user, const char* id, const char* when, const char* name = "purchase") {
    event made = make_event(id, when, name);
    made.user_pseudo_id = user;
    made.event_value = units(7);
    return made;
}

// Tables that are followed, with a few users in them.
class quarantine_case {
   public:
    quarantine_case() : on(database.connect()), live(database.connect()) {
        store({of_user("a", "a1", "2025-03-01T10:00:00Z"),
               of_user("b", "b1", "2025-03-01T10:00:00Z"),
               of_user("c", "c1", "2025-03-01T10:00:00Z", "page_view")});
        rebuild(database);
        refresh.emplace(live, attribution_options{}, classifier());
    }
    void store(const std::vector<event>& events) { store_events(on, events, position_++); }

    refresh_summary take_all() {
        refresh_summary all;
        while (const auto done = refresh->take_waiting()) {
            all.users_set_aside += done->users_set_aside;
            all.batches_set_aside += done->batches_set_aside;
            all.batches += done->batches;
        }
        CHECK(waiting_batches(on) == 0);
        return all;
    }
    [[nodiscard]] std::string aside() const {
        return database.value(
            "select coalesce(string_agg(coalesce(user_pseudo_id, 'batch') || ' ' || state, ', ' "
            "order by user_pseudo_id nulls first), '') from quarantine");
    }
    retried retry() { return refresh->retry(read_quarantine(on)); }

    temporary_database database;
    connection on;
    connection live;
    std::optional<refresher> refresh;

   private:
    std::uint64_t position_ = 0;
};

constexpr const char* refuse_b =
    "alter table int_sessions add constraint no_b check (user_pseudo_id <> 'b') not valid";

}  // namespace

TEST_CASE("a user whom a check refuses is left out of all tables, and everything else goes on") {
    quarantine_case now;
    now.on.run(refuse_b);
    now.store({of_user("a", "a2", "2025-04-01T10:00:00Z"),
               of_user("b", "b2", "2025-04-01T10:00:00Z"),
               of_user("d", "d1", "2025-04-01T10:00:00Z")});
    now.store({of_user("e", "e1", "2025-04-01T10:00:00Z")});
    const refresh_summary done = now.take_all();
    CHECK(done.users_set_aside == 1);
    CHECK(done.batches_set_aside == 0);
    CHECK(now.aside() == "b 23514");
    CHECK(now.database.value("select string_agg(distinct user_pseudo_id, ' ') from "
                             "stg_ga4_events") == "a c d e");
    check_equal(now.database, plain());
    // Later events wait, too.
    now.store(
        {of_user("b", "b3", "2025-05-01T10:00:00Z"), of_user("f", "f1", "2025-05-01T10:00:00Z")});
    CHECK(now.take_all().users_set_aside == 0);
    CHECK(now.database.value("select count(*) from stg_ga4_events where user_pseudo_id = 'b'") ==
          "0");
    check_equal(now.database, plain());
    CHECK(now.retry().users == 0);
    CHECK(now.aside() == "b 23514");
    now.on.run("alter table int_sessions drop constraint no_b");
    CHECK(now.retry().users == 1);
    CHECK(now.aside().empty());
    CHECK(now.database.value("select count(*) from stg_ga4_events where user_pseudo_id = 'b'") ==
          "3");
    check_equal(now.database, plain());
}

TEST_CASE("of users who exclude each other by a unique index the first stays") {
    quarantine_case now;
    now.on.run("create unique index one_each on mart_last_click (conversion_id)");
    now.store({of_user("x", "same", "2025-04-01T10:00:00Z")});
    now.store({of_user("y", "same", "2025-04-02T10:00:00Z"),
               of_user("z", "own", "2025-04-02T10:00:00Z")});
    now.take_all();
    CHECK(now.aside() == "y 23505");
    check_equal(now.database, plain());
    rebuild(now.database);
    CHECK(now.aside() == "y 23505");
    CHECK(now.database.value("select indisunique from pg_index where indexrelid = "
                             "'one_each'::regclass") == "t");
    check_equal(now.database, plain());
    now.on.run("drop index one_each");
    rebuild(now.database);
    CHECK(now.aside().empty());
    check_equal(now.database, plain());
}

TEST_CASE(
    "a rebuild finds whom the tables refuse, keeps the check, and takes all in once it goes") {
    quarantine_case now;
    now.on.run("delete from int_sessions where user_pseudo_id = 'b'");
    now.on.run("alter table int_sessions add constraint no_b check (user_pseudo_id <> 'b')");
    now.on.run(
        "alter table mart_first_click add constraint no_c check (user_pseudo_id <> 'g') not valid");
    now.store({of_user("g", "g1", "2025-04-01T10:00:00Z")});
    std::size_t told = 0;
    rebuild_options how;
    how.database = now.database.name();
    how.on_set_aside = [&](const std::vector<refused_user>& users) { told = users.size(); };
    const engine_summary summary = rebuild_tables(how, classifier());
    CHECK(summary.users == 2);
    CHECK(told == 2);
    CHECK(now.aside() == "b 23514, g 23514");
    CHECK(now.database.value("select count(*) from pg_constraint where conname in ('no_b', "
                             "'no_c')") == "2");
    CHECK(now.database.value("select count(*) from pg_class where relname like '%\\_\\_next'") ==
          "0");
    check_equal(now.database, plain());
    now.on.run(
        "alter table int_sessions drop constraint no_b; alter table mart_first_click drop "
        "constraint no_c");
    CHECK(rebuild_tables(how, classifier()).users == 4);
    CHECK(now.aside().empty());
    check_equal(now.database, plain());
}

TEST_CASE("a batch whose rows cannot be computed at all is set aside as a whole") {
    quarantine_case now;
    // Nobody can be taken out of this table: not even the user who is refused.
    now.on.run(
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception "
        "'never'; end $$; create trigger no_b before insert on int_sessions for each row when "
        "(new.user_pseudo_id = 'b') execute function refuse(); create trigger keep_b before delete "
        "on int_sessions for each row when (old.user_pseudo_id = 'b') execute function refuse()");
    now.store(
        {of_user("b", "b2", "2025-04-01T10:00:00Z"), of_user("d", "d1", "2025-04-01T10:00:00Z")});
    now.store({of_user("d", "d2", "2025-05-01T10:00:00Z")});
    const refresh_summary done = now.take_all();
    CHECK(done.batches_set_aside == 1);
    CHECK(now.aside() == "batch P0001");
    CHECK(now.database.value("select string_agg(event_id, ' ' order by event_id) from "
                             "stg_ga4_events") == "a1 b1 c1 d2");
    check_equal(now.database, plain());
    CHECK(now.retry().batches == 0);
    now.on.run("drop function refuse() cascade");
    CHECK(now.retry().batches == 1);
    CHECK(now.aside().empty());
    check_equal(now.database, plain());
}

TEST_CASE("when nothing at all can be taken in nobody is set aside") {
    quarantine_case now;
    now.on.run("alter table int_sessions add constraint never check (event_count < 0) not valid");
    for (const char* const user : {"d", "e", "f"})
        now.store({of_user(user, user, "2025-04-01T10:00:00Z")});
    CHECK_THROWS_AS(now.refresh->take_waiting(), database_failure);
    CHECK(now.aside().empty());
    CHECK(waiting_batches(now.on) == 3);
    CHECK_THROWS_AS(rebuild(now.database), database_failure);
    CHECK(now.aside().empty());
    now.on.run("alter table int_sessions drop constraint never");
    CHECK(now.take_all().batches == 3);
    check_equal(now.database, plain());
}

TEST_CASE("what is refused only at the commit is found, too") {
    quarantine_case now;
    now.on.run(
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception "
        "'late'; end $$; create constraint trigger late after insert on int_sessions deferrable "
        "initially deferred for each row when (new.user_pseudo_id = 'b') execute function "
        "refuse()");
    now.store(
        {of_user("b", "b2", "2025-04-01T10:00:00Z"), of_user("d", "d1", "2025-04-01T10:00:00Z")});
    CHECK(now.take_all().users_set_aside == 1);
    CHECK(now.aside() == "b P0001");
    check_equal(now.database, plain());
}

TEST_CASE("SQL leaves out what is in quarantine, and a user comes back into its tables") {
    quarantine_case now;
    now.on.run(refuse_b);
    now.store(
        {of_user("b", "b2", "2025-04-01T10:00:00Z"), of_user("d", "d1", "2025-04-01T10:00:00Z")});
    now.take_all();
    const sql_options sql = plain(now.database.name());
    rebuild_by_sql(sql);
    CHECK(now.aside() == "b 23514");
    now.store({of_user("b", "b3", "2025-05-01T10:00:00Z")});
    rebuild_by_sql(sql);
    CHECK(now.database.value("select string_agg(distinct user_pseudo_id, ' ') from "
                             "stg_ga4_events") == "a c d");
    check_equal(now.database, plain());
    now.on.run("alter table int_sessions drop constraint if exists no_b");
    CHECK(now.retry().users == 1);
    rebuild_by_sql(sql);
    check_equal(now.database, plain());
    CHECK(now.database.value("select count(*) from stg_ga4_events where user_pseudo_id = 'b'") ==
          "3");
}

TEST_CASE("who is forgotten leaves the quarantine, and no message names them") {
    quarantine_case now;
    now.on.run(
        "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no "
        "% beside secret-person', new.user_pseudo_id; end $$; create trigger no_b before insert on "
        "int_sessions for each row when (new.user_pseudo_id in ('b', 'secret-person')) execute "
        "function refuse()");
    now.store({of_user("b", "b2", "2025-04-01T10:00:00Z"),
               of_user("secret-person", "s1", "2025-04-01T10:00:00Z"),
               of_user("d", "d1", "2025-04-01T10:00:00Z")});
    now.take_all();
    CHECK(now.aside() == "b P0001, secret-person P0001");
    forget_users(now.on, {"secret-person"});
    CHECK(now.aside() == "b P0001");
    CHECK(now.database.value("select count(*) from quarantine where quarantine::text ~ 'secret'") ==
          "0");
    check_equal(now.database, plain());
}

TEST_CASE(
    "any users and batches that are refused, at any time: the tables are those without them") {
    constexpr std::uint64_t cases = 12;
    constexpr int size = 60;
    std::uint64_t users_aside = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        const temporary_database database;
        connection on = database.connect();
        const auto batches = rc::gen::container<std::vector<std::vector<event>>>(6, drawn_events())(
                                 rc::Random(seed), size)
                                 .value();
        // Everybody else converts now and then, so that no table refuses everybody.
        const std::array<const char*, 4> refused{"'v'", "'V', 'u.1'", "'v', 'u.1'", "'u.1'"};
        on.run(
            std::string("create function refuses(name text) returns boolean language sql immutable "
                        "as $$ select name in (") +
            refused[seed % refused.size()] + ") $$");
        rebuild(database);
        connection live = database.connect();
        refresher refresh(live, {}, classifier());
        for (std::size_t i = 0; i < batches.size(); ++i) {
            store_events(on, batches[i], i);
            if (i == 1)
                on.run(
                    "alter table stg_ga4_events add constraint refused check (not "
                    "refuses(user_pseudo_id)) not valid");
            if (i % 2 == 1) continue;
            while (const auto done = refresh.take_waiting(20)) users_aside += done->users_set_aside;
            if (i == 2) rebuild(database);
            check_equal(database, plain());
        }
        while (const auto done = refresh.take_waiting(20)) users_aside += done->users_set_aside;
        CHECK(database.value("select count(*) from stg_ga4_events where refuses(user_pseudo_id)") ==
              "0");
        CHECK(database.value("select count(*) from quarantine where not refuses(user_pseudo_id)") ==
              "0");
        check_equal(database, plain());
        on.run("alter table stg_ga4_events drop constraint refused");
        refresh.retry(read_quarantine(on));
        const auto retried_tables = table_sums(database);
        check_equal(database, plain());
        rebuild(database);
        CHECK(table_sums(database) == retried_tables);
        CHECK(database.value("select count(*) from quarantine") == "0");
    }
    CHECK(users_aside > cases);
}

}  // namespace attrib::test::set_aside
