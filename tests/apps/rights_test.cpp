// Each program as a role with the rights that docs/live.md names, on schema public of a database.
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* events_file = "tests/data/worked_example.csv";
constexpr const char* late_events_file = "tests/data/worked_example_late.csv";

class roles {
   public:
    roles() {
        connection owner = database.connect();
        owner.run(
            "drop role if exists plain, loads, refreshes; create role plain login; "
            "create role loads login; create role refreshes login; "
            "grant select on all tables in schema public to plain, loads, refreshes; "
            "grant select on all sequences in schema public to plain; "
            "grant insert, update, delete on ingest_batches, ga4_events_raw, ga4_events_rejected "
            "to loads; grant insert, update on followed_files to loads; "
            "grant insert, delete on ignored_columns to loads; "
            "grant insert, update, delete on all tables in schema public to refreshes; "
            "grant usage, select on all sequences in schema public to loads, refreshes");
    }
    ~roles() {
        database.connect().run("drop owned by plain, loads, refreshes");
        database.connect().run("drop role plain, loads, refreshes");
    }

    [[nodiscard]] std::string name_as(const std::string& role) const {
        std::string name = database.name();
        const std::string owner = "user=attrib";
        return name.replace(name.find(owner), owner.size(), "user=" + role);
    }
    [[nodiscard]] std::string as(const std::string& role) const {
        return "--database \"" + name_as(role) + "\" ";
    }

    const temporary_database database;
};

}  // namespace

TEST_CASE("each program does with the rights that are documented for it") {
    const roles given;
    const temporary_directory folder;
    CHECK(run_program("attrib-load", given.as("loads") + events_file).status == 0);
    CHECK(run_program("attrib-stream", given.as("loads") + late_events_file).status == 0);
    CHECK(run_program("attrib-model", given.as("attrib")).status == 0);
    // The new tables have the rights of the old.
    CHECK(given.database.value("select has_table_privilege('plain', 'int_sessions', 'select')") ==
          "t");
    CHECK(run_program("attrib-model", given.as("refreshes") + "forget --user nobody").status == 0);
    {
        child follower("attrib-model", {"--database", given.name_as("refreshes"), "--follow"},
                       folder.file("log"));
        child stream("attrib-stream",
                     {"--database", given.name_as("loads"), "--follow",
                      folder.write("live.csv",
                                   "event_id,user_pseudo_id,event_timestamp,event_name"
                                   "\nlive,zoe,2025-03-01T11:00:00Z,page_view\n")},
                     folder.file("log"));
        CHECK(eventually([&] {
            return given.database.value(
                       "select count(*) from ga4_events_raw where event_id = 'live'") == "1";
        }));
        stream.send(SIGTERM);
        CHECK(stream.wait() == 0);
        CHECK(run_program("attrib-load",
                          given.as("loads") +
                              folder.write("more.csv", contents_of(events_file) +
                                                           "z,zoe,2025-03-01T10:00:00Z,page_view,"
                                                           "Email,,,,,,,,,,\n"))
                  .status == 0);
        CHECK(eventually([&] {
            return given.database.value("select count(*) from ingest_batches where not in_marts") ==
                   "0";
        }));
        follower.send(SIGTERM);
        CHECK(follower.wait() == 0);
        INFO(contents_of(folder.file("log")));
    }
    CHECK(run_program("attrib-model", given.as("attrib") + "verify").status == 0);
}

TEST_CASE("a right that lacks is named, with the remedy") {
    const roles given;
    const auto plain = run_program("attrib-load", given.as("plain") + events_file);
    CHECK(plain.status == 1);
    CHECK_THAT(plain.err, Contains("permission denied") && Contains("docs/live.md"));
    const auto built = run_program("attrib-model", given.as("refreshes"));
    CHECK(built.status == 1);
    CHECK_THAT(built.err, Contains("GRANT attrib TO \"refreshes\"") &&
                              Contains("GRANT CREATE ON SCHEMA public TO \"refreshes\""));
    connection owner = given.database.connect();
    owner.run("alter role loads set default_transaction_read_only = on");
    CHECK_THAT(run_program("attrib-load", given.as("loads") + events_file).err,
               Contains("default_transaction_read_only"));
    owner.run("delete from attrib_schema where version = (select max(version) from attrib_schema)");
    CHECK_THAT(run_program("attrib-load", given.as("refreshes") + events_file).err,
               Contains("attrib-model init") && Contains("GRANT CREATE ON SCHEMA"));
    CHECK_THAT(run_program("attrib-load", given.as("loads") + events_file).err,
               Contains("attrib-model init") && Contains("standby"));
}

}  // namespace attrib::test
