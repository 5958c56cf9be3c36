#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <tests/catch.hpp>
#include <tests/torture/moments.hpp>

namespace attrib::test {
namespace {

constexpr const char* is_commit_waiting =
    "select exists (select from pg_stat_activity where wait_event = 'SyncRep')";
constexpr const char* is_lock_waited_for =
    "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and wait_event = "
    "'relation' and datname = current_database())";
constexpr const char* waiting_backend =
    "(select pid from pg_stat_activity where {} order by random() limit 1)";

void kill_postmaster(world& in, int signal) {
    const pid_t postmaster = in.postmaster();
    if (postmaster > 1) ::kill(postmaster, signal);
    in.await("select true", "somebody starts the server again");
}

// Kills the processes of those programs, or of one of them.
template <std::size_t Count>
void kill_all(world& in, const std::array<const char*, Count>& programs) {
    for (job& each : in.jobs)
        for (const char* const program : programs)
            if (each.process && each.program == program) each.process->send(SIGKILL);
    in.tend();
}

void kill_one(world& in, sources&) {
    auto& each = in.jobs[in.random.below(in.jobs.size())];
    if (each.process) each.process->send(SIGKILL);
    in.tend();
}

void end_one(world& in, sources&) {
    auto& each = in.jobs[in.random.below(in.jobs.size())];
    if (each.process) each.process->send(in.random.one_in(2) ? SIGTERM : SIGHUP);
    in.tend();
}

// Commits wait for a standby that there is none of, until `calm_commits`.
void slow_commits(world& in) {
    in.command("alter system set synchronous_standby_names = 'nobody'");
    in.command("select pg_reload_conf()");
    in.await(is_commit_waiting, "a commit waits");
}

void calm_commits(world& in) {
    in.command("alter system reset synchronous_standby_names");
    in.command("select pg_reload_conf()");
}

void kill_within_commit(world& in, sources&) {
    slow_commits(in);
    kill_all(in, std::array{"attrib-stream", "attrib-load", "attrib-serve"});
    calm_commits(in);
}

void kill_server_within_commit(world& in, sources&) {
    slow_commits(in);
    kill_postmaster(in, SIGKILL);
    calm_commits(in);
}

void end_backend_within_commit(world& in, sources&) {
    slow_commits(in);
    in.command(fmt::format("select {}({})",
                           in.random.one_in(2) ? "pg_terminate_backend" : "pg_cancel_backend",
                           fmt::format(waiting_backend, "wait_event = 'SyncRep'")));
    calm_commits(in);
}

// Calls `then` while a refresh waits for a table that `holder` has locked.
template <class Then>
void within_refresh(world& in, const Then& then) {
    static constexpr std::array tables{"mart_channel_daily", "int_sessions", "stg_ga4_events",
                                       "mart_first_click"};
    try {
        connection holder(in.database);
        transaction held(holder);
        holder.run(
            fmt::format("lock table {} in share mode", tables[in.random.below(tables.size())]));
        in.await(is_lock_waited_for, "a refresh waits for a lock");
        then(holder);
        held.commit();
    } catch (const failure&) {  // the holder was the one that a deadlock or a crash ended
    }
}

void kill_within_refresh(world& in, sources&) {
    within_refresh(in, [&](connection&) {
        kill_all(in, std::array{"attrib-model", "attrib-serve"});
    });
}

void kill_server_within_refresh(world& in, sources&) {
    within_refresh(in, [&](connection&) { kill_postmaster(in, SIGKILL); });
}

void end_backend_within_refresh(world& in, sources&) {
    within_refresh(in, [&](connection& holder) {
        holder.run(fmt::format(
            "select {}({})", in.random.one_in(2) ? "pg_terminate_backend" : "pg_cancel_backend",
            fmt::format(waiting_backend, "wait_event_type = 'Lock' and wait_event = 'relation'")));
    });
}

// We hold a table and ask for the lock that a refresh holds while it waits for the table.
void deadlock(world& in, sources&) {
    within_refresh(in, [](connection& holder) {
        holder.run(
            "select pg_advisory_xact_lock(classid::bigint::integer, objid::bigint::integer) from "
            "pg_locks where locktype = 'advisory' and granted and mode = 'ExclusiveLock' and pid "
            "in "
            "(select pid from pg_locks where locktype = 'relation' and not granted) limit 1");
    });
}

void crash_server(world& in, sources&) { kill_postmaster(in, SIGKILL); }
void restart_server(world& in, sources&) {
    kill_postmaster(in, in.random.one_in(2) ? SIGINT : SIGQUIT);
}

void fill_disk(world& in, sources& from) {
    if (!in.disk.is_tight()) return;
    in.command("create table if not exists more (text text)");
    in.disk.fill();
    from.feed();
    // What flows in may find room that the server has kept; this does not. The server's log says
    // nothing: it is on the full disk, too.
    constexpr int most_looks = 50;
    bool is_refused = false;
    for (int i = 0; i < most_looks && !is_refused; ++i)
        is_refused =
            !in.ask("insert into more select md5(n::text) from generate_series(1, 200000) as n");
    CHECK(is_refused);
    in.disk.clear();
    in.command("drop table if exists more");
}

void set_default(world& in, sources&) {
    static constexpr std::array settings{
        "default_transaction_isolation = 'serializable'",
        "default_transaction_isolation = 'repeatable read'",
        "idle_in_transaction_session_timeout = '100ms'",
        "idle_session_timeout = '100ms'",
        "statement_timeout = '200ms'",
        "lock_timeout = '20ms'",
        "synchronous_commit = 'off'",
    };
    in.command(
        fmt::format("alter database attrib set {}", settings[in.random.below(settings.size())]));
    // For new sessions only; so all become new.
    in.command(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
}

// Jobs that are done leave meanwhile, so that the stopped one has another place then.
void stop_one(world& in, sources&) {
    const auto& chosen = in.jobs[in.random.below(in.jobs.size())].process;
    if (!chosen) return;
    const pid_t stopped = chosen->pid();
    chosen->send(SIGSTOP);
    const auto count = in.ask("select count(*) from ingest_batches");
    for (int i = 0; i < 50 && in.ask("select count(*) from ingest_batches") == count; ++i)
        in.tend();
    for (const job& each : in.jobs)
        if (each.process && each.process->pid() == stopped) each.process->send(SIGCONT);
}

void rebuild(world& in, sources&) {
    // One at a time: rebuilds wait for one another.
    if (std::ranges::any_of(in.jobs, [](const job& each) {
            return each.program == "attrib-model" && !each.is_service;
        }))
        return;
    std::vector<std::string> arguments = world::model_options();
    arguments.insert(arguments.end(), {"--data-dir", in.disk.path() + "/data"});
    in.start({.program = "attrib-model", .arguments = std::move(arguments), .is_silent = true});
}

void poison(world& in, sources&) {
    in.command("alter table stg_ga4_events drop constraint if exists poison");
    in.command(
        fmt::format("alter table stg_ga4_events add constraint poison check (user_pseudo_id not in "
                    "('u{}', 'u{}')) not valid",
                    4 + in.random.below(190), 4 + in.random.below(190)));
}

void antidote(world& in, sources&) {
    in.command("alter table stg_ga4_events drop constraint if exists poison");
}

void rotate(world&, sources& from) { from.rotate(); }
void copy_and_truncate(world&, sources& from) { from.copy_and_truncate(); }
void calm_down(world& in, sources&) { calm(in); }

constexpr std::array moments{
    moment{"killed a program", kill_one},
    moment{"ended a program", end_one},
    moment{"killed programs within a commit", kill_within_commit},
    moment{"killed the server within a commit", kill_server_within_commit},
    moment{"ended a backend within a commit", end_backend_within_commit},
    moment{"killed refreshers within a refresh", kill_within_refresh},
    moment{"killed the server within a refresh", kill_server_within_refresh},
    moment{"ended a backend within a refresh", end_backend_within_refresh},
    moment{"deadlocked with a refresh", deadlock},
    moment{"killed the server", crash_server},
    moment{"restarted the server", restart_server},
    moment{"filled the disk", fill_disk},
    moment{"set another default", set_default},
    moment{"stopped a program for a while", stop_one},
    moment{"rebuilt meanwhile", rebuild},
    moment{"made users unstorable", poison},
    moment{"made users storable", antidote},
    moment{"rotated the followed file", rotate},
    moment{"copied and cut the followed file", copy_and_truncate},
    moment{"took back settings", calm_down},
};

}  // namespace

std::span<const moment> all_moments() { return moments; }

void calm(world& in) {
    in.disk.clear();
    calm_commits(in);
    in.command("alter database attrib reset all");
    in.command("alter table stg_ga4_events drop constraint if exists poison");
}

}  // namespace attrib::test
