// Programs in containers of their own that share the folder of the private Postgres.
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// As a container: processes, their /proc and shared memory are its own, the files are not.
constexpr const char* container = "unshare --pid --fork --ipc --mount-proc ";

bool has_containers() {
    if (std::system((std::string(container) + "true 2>/dev/null").c_str()) == 0) return true;
    WARN("skipped: this user cannot make namespaces");
    return false;
}

int load_in_container(const std::string& folder, const std::string& file) {
    const std::string command = std::string(container) +
                                ATTRIB_PROGRAMS "/attrib-load --data-dir " + folder + " " + file +
                                " >" + folder + ".log 2>&1";
    return std::system(command.c_str());
}

std::string csv_of(const std::string& user, int rows) {
    std::string text = "event_id,user_pseudo_id,event_timestamp,event_name\n";
    for (int i = 0; i < rows; ++i)
        text += user + std::to_string(i) + "," + user + ",2025-03-01T10:00:00Z,page_view\n";
    return text;
}

void unset_database() {
    for (const char* const name : {"DATABASE_URL", "PGHOST", "PGDATABASE", "PGPORT", "PGSERVICE"})
        unsetenv(name);
}

}  // namespace

TEST_CASE("a second container uses the first one's server, and nothing is lost") {
    if (!has_containers()) return;
    unset_database();
    constexpr int rows = 500;
    const reachable_directory folder;
    const std::string data = folder.file("data");
    std::filesystem::path pid_file;
    {
        const local_cluster cluster(data);
        pid_file = cluster.data() / "postmaster.pid";
        connection on(cluster.database());
        const std::string started(on.run("select pg_postmaster_start_time()").text(0, 0));
        migrate(on);
        on.run("create table written as select generate_series(1, 1000)");
        const std::string first = contents_of(pid_file);
        for (const std::string user : {"a", "b", "c"})
            REQUIRE(load_in_container(data, folder.write(user + ".csv", csv_of(user, rows))) == 0);
        CHECK(contents_of(pid_file) == first);
        CHECK(on.run("select pg_postmaster_start_time()").text(0, 0) == started);
        CHECK(on.run("select count(*) from ga4_events_raw").integer(0, 0) == 3 * rows);
    }
    CHECK_FALSE(std::filesystem::exists(pid_file));
    // The server ends with the container that started it; the next one recovers what it wrote.
    REQUIRE(load_in_container(data, folder.write("d.csv", csv_of("d", rows))) == 0);
    const local_cluster cluster(data);
    connection on(cluster.database());
    CHECK(on.run("select count(*) from ga4_events_raw").integer(0, 0) == 4 * rows);
    CHECK(on.run("select count(*) from written").integer(0, 0) == 1000);
}

}  // namespace attrib::test
