// A rebuild whose tables an autovacuum works on: the server cancels it, as it does for others.
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/loads.hpp>
#include <thread>

namespace attrib::test {
namespace {

// An autovacuum of int_sessions that takes minutes.
class slow_autovacuum {
   public:
    explicit slow_autovacuum(const temporary_database& database) : on_(database.connect()) {
        on_.run(
            "alter table int_sessions set (autovacuum_vacuum_cost_delay = 100, "
            "autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 0, "
            "autovacuum_vacuum_scale_factor = 0)");
        on_.run(
            "insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, "
            "event_count, channel, conversions) select i, i, now(), now(), 1, 'Direct', 0 from "
            "generate_series(1, 200000) as i");
        on_.run("delete from int_sessions");
        on_.run("alter system set autovacuum_naptime = '1s'");
        on_.run("select pg_reload_conf()");
    }
    slow_autovacuum(const slow_autovacuum&) = delete;
    slow_autovacuum& operator=(const slow_autovacuum&) = delete;
    ~slow_autovacuum() {
        on_.run("alter system reset autovacuum_naptime");
        on_.run("select pg_reload_conf()");
    }

    // Of this database's tables; the one that was deleted from has no name any more.
    bool has_begun() {
        return on_
            .run(
                "select exists (select from pg_stat_progress_vacuum where datname = "
                "current_database() and heap_blks_total > 1000)")
            .boolean(0, 0);
    }
    bool is_half_done() {
        return on_
            .run(
                "select exists (select from pg_stat_progress_vacuum where datname = "
                "current_database() and heap_blks_total > 1000 and heap_blks_scanned * 2 > "
                "heap_blks_total)")
            .boolean(0, 0);
    }

   private:
    connection on_;
};

}  // namespace

TEST_CASE("tables are swapped in while an autovacuum is at one, by either engine") {
    const bool by_sql = GENERATE(false, true);
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("one.csv",
                           "event_id,user_pseudo_id,event_timestamp,event_name\n"
                           "1,u,2025-03-01T10:00:00Z,purchase\n"),
              small_batches(database));
    slow_autovacuum vacuum(database);
    REQUIRE(eventually([&] { return vacuum.has_begun(); }));
    std::atomic<bool> gives_up{false};
    // Ends, too, when the autovacuum has gone.
    std::jthread watching([&] {
        while (vacuum.has_begun() && !gives_up) gives_up = vacuum.is_half_done();
    });
    if (by_sql) {
        sql_options options;
        options.database = database.name();
        options.rules = default_channel_rules();
        options.interrupt = &gives_up;
        rebuild_by_sql(options);
    } else {
        rebuild_options options;
        options.database = database.name();
        options.interrupt = &gives_up;
        rebuild_tables(options, default_channel_classifier());
    }
    CHECK_FALSE(gives_up);
    CHECK(database.value("select count(*) from int_sessions") == "1");
}

}  // namespace attrib::test
