// attrib-serve on a hot standby, and as a role that only reads.
#include <fstream>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

// The files of a server that was stopped, running as a standby that waits for more log.
class standby {
   public:
    standby() : cluster_(folder_.file("data")) {
        {
            connection on(name());
            migrate(on);
            on.run("alter system set wal_level = replica");
        }
        const std::string database = "--database \"" + name() + "\" ";
        REQUIRE(run_program("attrib-load", database + "tests/data/worked_example.csv").status == 0);
        REQUIRE(run_program("attrib-model", database).status == 0);
        restart();  // with the new level, whose beginning must be in the log
        connection(name()).run("checkpoint");
        cluster_.stop();
        std::ofstream(cluster_.data() / "standby.signal").close();
        cluster_.start();
    }
    [[nodiscard]] const std::string& name() const { return cluster_.database(); }

   private:
    void restart() {
        cluster_.stop();
        cluster_.start();
    }

    reachable_directory folder_;
    local_cluster cluster_;
};

}  // namespace

TEST_CASE("a hot standby serves what it has, and says why it takes nothing") {
    const standby database;
    REQUIRE(connection(database.name()).is_standby());
    const served server(database.name(), {"--refresh", "off"});
    REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
    CHECK(server.get("/api/v1/conversions/d").status == 200);
    CHECK(server.get("/api/v1/status").json()["is_live"] == true);
    const auto refused = run_program(
        "attrib-load", "--database \"" + database.name() + "\" tests/data/worked_example_late.csv");
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, Contains("standby"));
}

TEST_CASE("a role that only reads serves everything that is asked") {
    const temporary_database database;
    load_worked_example(database);
    connection owner = database.connect();
    owner.run(
        "create role reads login; grant select on all tables in schema public to reads; "
        "grant select on all sequences in schema public to reads; "
        "alter role reads set default_transaction_read_only = on");
    std::string name = database.name();
    name.replace(name.find("user=attrib"), 11, "user=reads");
    {
        const served server(name, {"--refresh", "off"});
        REQUIRE(eventually([&] { return server.get("/readyz").status == 200; }));
        for (const char* const path : {"/api/v1/conversions/d", "/api/v1/channels",
                                       "/api/v1/totals", "/api/v1/status", "/api/v1/events/recent"})
            CHECK(server.get(path).status == 200);
    }
    owner.run("drop owned by reads; drop role reads");
}

}  // namespace attrib::test
