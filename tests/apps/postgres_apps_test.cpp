// attrib-load and attrib-model as users run them, on the private Postgres.
#include <tests/catch.hpp>
#include <tests/support/run_program.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* example_file = "tests/data/worked_example.csv";
constexpr const char* shop = "../shared/data/shop/";

// A test must not meet the database of whoever runs it.
program_run run_alone(const std::string& program, const std::string& arguments) {
    for (const char* const name : {"DATABASE_URL", "PGHOST", "PGDATABASE", "PGPORT", "PGSERVICE"})
        unsetenv(name);
    return run_program(program, arguments);
}

}  // namespace

TEST_CASE("load, load again, model: the worked example in a private Postgres") {
    const reachable_directory folder;
    const std::string where = "--data-dir " + folder.file("data") + " ";
    const auto first = run_alone("attrib-load", where + example_file);
    REQUIRE(first.status == 0);
    CHECK_THAT(first.err, Contains("using the private Postgres in " + folder.file("data")));
    CHECK(first.out == std::string(example_file) + ": read 6, accepted 6, rejected 0\n");
    CHECK(run_alone("attrib-load", where + example_file).out ==
          std::string(example_file) + ": loaded before, nothing added (6 rows)\n");
    CHECK_THAT(run_alone("attrib-load", where + "--json " + example_file).out,
               Contains("\"earlier\": 6"));
    const auto model = run_alone("attrib-model", where);
    REQUIRE(model.status == 0);
    CHECK_THAT(model.out, Contains("read         6") && Contains("duplicates   1") &&
                              Contains("sessions     3") && Contains("conversions  2"));
    const auto sql = run_alone("attrib-model", where + "--engine sql");
    REQUIRE(sql.status == 0);
    CHECK_THAT(sql.out, Contains("int_sessions                      3 rows"));
    CHECK(run_alone("attrib-model", where + "--engine perl").status == 2);
    const auto json = run_alone("attrib-model", where + "--json --lookback-days 0");
    CHECK_THAT(json.out, Contains("\"channel\": \"Direct\""));

    const local_cluster cluster(folder.file("data"));
    connection on(cluster.database());
    CHECK(on.run("select string_agg(conversion_id || ' ' || coalesce(channel, '?'), ', ' order by "
                 "conversion_id) "
                 "from mart_last_click")
              .text(0, 0) == "d Direct, e ?");
}

TEST_CASE("the shop's published attribution, by SQL") {
    if (!std::filesystem::exists(shop)) {
        WARN("skipped: no " << shop);
        return;
    }
    const temporary_database database;
    const std::string where = "--database \"" + database.name() + "\" ";
    REQUIRE(run_alone("attrib-load", where + shop + "events.csv").status == 0);
    REQUIRE(run_alone("attrib-model", where + "--lookback-days 7").status == 0);
    CHECK(run_alone("attrib-model", where + "verify --lookback-days 7").status == 0);
    REQUIRE(run_alone("attrib-model", where + "--lookback-days 7 --engine sql").status == 0);
    CHECK(run_alone("attrib-model", where + "verify --lookback-days 7").status == 0);
    CHECK(database.value("select count(*) from int_sessions") == "40133");
    CHECK(
        database.value("select count(*) || ' ' || trunc(sum(revenue), 2) from mart_first_click") ==
        "276 278799.40");
    connection on = database.connect();
    const std::string header = contents_of(std::string(shop) + "published_attribution_7d.csv");
    const std::string columns = header.substr(0, header.find('\n'));
    std::string definition = columns;
    for (std::size_t at = 0; (at = definition.find(',', at)) != std::string::npos; at += 6)
        definition.replace(at, 1, " text,");
    on.run("create temp table published (" + definition + " text)");
    const reachable_directory folder;
    on.run("copy published from " + quote_text(folder.write("p.csv", header)) +
           " (format csv, header)");
    CHECK(on.run("select count(*) from published").integer(0, 0) == 276);
    CHECK(on.run("select count(*) from published p join mart_first_click f on f.transaction_id = "
                 "p.transaction_id join mart_last_click l on l.conversion_id = f.conversion_id "
                 "where f.channel = p.first_click_channel and l.channel = p.last_click_channel")
              .integer(0, 0) == 276);
}

TEST_CASE("a database that is named but not there, or of a later program, is an error") {
    const auto gone = run_alone("attrib-load", std::string("--database postgresql://nobody@/x?host="
                                                           "/nowhere ") +
                                                   example_file);
    CHECK(gone.status == 1);
    CHECK_THAT(gone.err, Contains("attrib-load: error: cannot connect"));
    const temporary_database later;
    later.connect().run("insert into attrib_schema (version, name) values (999, 'later')");
    const auto refused = run_alone("attrib-model", "--database \"" + later.name() + "\"");
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, Contains("schema version 999"));
}

TEST_CASE("DATABASE_URL and PG variables name the database") {
    const temporary_database database;
    const std::string host = test_cluster().database();
    const std::string folder = host.substr(6, host.find('\'', 6) - 6);
    const std::string name = database.value("select current_database()");
    const auto load = [](const std::string& variables) {
        const temporary_directory out;
        const std::string command = "env " + variables + " " ATTRIB_PROGRAMS "/attrib-load " +
                                    example_file + " >" + out.file("out") + " 2>&1";
        REQUIRE(std::system(command.c_str()) == 0);
        return contents_of(out.file("out"));
    };
    const std::string path(example_file);
    CHECK(load("DATABASE_URL=postgresql://attrib@/" + name + "?host=" + folder) ==
          path + ": read 6, accepted 6, rejected 0\n");
    CHECK(load("PGHOST=" + folder + " PGUSER=attrib PGDATABASE=" + name) ==
          path + ": loaded before, nothing added (6 rows)\n");
}

TEST_CASE("wrong files and command lines load nothing") {
    CHECK(run_alone("attrib-load", "").status == 2);
    CHECK(run_alone("attrib-load", "--map nonsense x.csv").status == 2);
    CHECK(run_alone("attrib-model", "file.csv").status == 2);
    CHECK(run_alone("attrib-model", "--timezone Nowhere").status == 2);
    const temporary_directory folder;
    const auto missing = run_alone("attrib-load", std::string("--data-dir ") + folder.file("data") +
                                                      " " + example_file + " none.csv");
    CHECK(missing.status == 1);
    CHECK_THAT(missing.err, Contains("none.csv"));
    CHECK_FALSE(std::filesystem::exists(folder.file("data")));
}

}  // namespace attrib::test
