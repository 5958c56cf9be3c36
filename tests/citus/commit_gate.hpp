/// @file
/// Batches whose COMMIT on the coordinator waits for the test.
#pragma once

#include <string>
#include <tests/citus/cluster.hpp>
#include <tests/support/child.hpp>

namespace attrib::test {

/// While this is closed, no COMMIT of a batch ends on the coordinator: it waits after all workers
/// have prepared their rows. It ends then even if its program was killed meanwhile.
class commit_gate {
   public:
    explicit commit_gate(const cluster_database& cluster) : on_(cluster.connect()) {
        on_.run(
            "create function wait_for_gate() returns trigger language plpgsql as 'begin perform "
            "pg_advisory_xact_lock(1); return null; end'");
        on_.run(
            "create constraint trigger gate after insert on ingest_batches deferrable initially "
            "deferred for each row execute function wait_for_gate()");
        on_.run("select pg_advisory_lock(1)");
    }

    /// Waits until COMMITs wait, as many as `commits`.
    [[nodiscard]] bool holds(std::int64_t commits) {
        return eventually([&] {
            return on_.run(
                          "select count(*) from pg_locks where locktype = 'advisory' and database "
                          "= (select oid from pg_database where datname = current_database()) and "
                          "objid = 1 and objsubid = 1 and not granted")
                       .integer(0, 0) == commits;
        });
    }

    void open() { on_.run("select pg_advisory_unlock(1)"); }

   private:
    connection on_;
};

}  // namespace attrib::test
