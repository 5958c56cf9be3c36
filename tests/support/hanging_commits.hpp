/// @file
/// COMMITs that do not end: what is killed or cut off meanwhile does not know what became of them.
#pragma once

#include <string>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

/// While this lives, no COMMIT of the test's cluster ends: it waits for a standby that does
/// not exist.
class hanging_commits {
   public:
    hanging_commits() {
        allow_standbys();
        set("set synchronous_standby_names = 'nobody'", "nobody");
    }
    hanging_commits(const hanging_commits&) = delete;
    hanging_commits& operator=(const hanging_commits&) = delete;
    ~hanging_commits() { set("reset synchronous_standby_names", ""); }

    /// The cluster has no standbys unless told so, by a restart. Called before programs connect
    /// that must not notice it.
    static void allow_standbys() {
        static const bool is_set = [] {
            connection(test_cluster().database()).run("alter system set wal_level = replica");
            connection(test_cluster().database()).run("alter system set max_wal_senders = 2");
            test_cluster().stop();
            test_cluster().start();
            return true;
        }();
        static_cast<void>(is_set);
    }

    /// Whether a COMMIT hangs now.
    [[nodiscard]] static bool have_begun() {
        return connection(test_cluster().database())
                   .run("select from pg_stat_activity where wait_event = 'SyncRep'")
                   .rows() != 0;
    }

    /// Ends the sessions whose COMMIT hangs. Their transactions are committed, without saying so.
    static void cut_off() {
        connection(test_cluster().database())
            .run(
                "select pg_terminate_backend(pid) from pg_stat_activity where wait_event = "
                "'SyncRep'");
    }

   private:
    // COMMIT looks at what the checkpointer has read. A session that begins with the value shows
    // that the server has told its processes.
    static void set(const std::string& what, const std::string& value) {
        connection on(test_cluster().database());
        on.run("alter system " + what);
        on.run("select pg_reload_conf()");
        CHECK(eventually([&] {
            return connection(test_cluster().database())
                       .run("show synchronous_standby_names")
                       .text(0, 0) == value;
        }));
    }
};

}  // namespace attrib::test
