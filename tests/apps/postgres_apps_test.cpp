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
    CHECK_THAT(sql.out, Contains("int_sessions                        3 rows"));
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
    CHECK_THAT(load("DATABASE_URL=postgresql://attrib@/" + name + "?host=" + folder),
               Contains(path + ": read 6, accepted 6, rejected 0\n"));
    CHECK_THAT(load("PGHOST=" + folder + " PGUSER=attrib PGDATABASE=" + name),
               Contains(path + ": loaded before, nothing added (6 rows)\n"));
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

TEST_CASE("tables of ours that Postgres writes as CSV load again without a reject") {
    const reachable_directory folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    const std::string events = folder.write(
        "events.csv",
        "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,campaign,page_location,"
        "event_value,currency,transaction_id\n"
        "a,u,2025-03-01T10:00:00Z,page_view,,news,\"a \"\"b\"\", c\",https://x.example/?q=1,,,\n"
        ",u,2025-03-01T10:00:00.000001Z,page_view,,,\"two\nlines\",,,,\n"
        "b,v,2025-03-01T10:00:00.250Z,purchase,,,,,-12.5,EUR,T1\n"
        "c,v,2025-12-31T23:59:59.999999Z,purchase,Email,,,,0.000001,,\n");
    const temporary_database first;
    REQUIRE(run_alone("attrib-load", at(first) + events).status == 0);
    REQUIRE(run_alone("attrib-model", at(first)).status == 0);
    for (const std::string zone : {"UTC", "Asia/Kolkata"}) {
        const temporary_database second;
        connection on = first.connect();
        on.run("set timezone = '" + zone + "'");
        for (const std::string table : {"ga4_events_raw", "stg_ga4_events"}) {
            INFO(table << ' ' << zone);
            const std::string path = folder.file(table + zone.substr(0, 3) + ".csv");
            on.run("copy " + table + " to '" + path + "' csv header");
            const auto loaded = run_alone("attrib-load", at(second) + path);
            CHECK(loaded.status == 0);
            CHECK_THAT(loaded.out, Contains("read 4, accepted 4, rejected 0"));
            REQUIRE(run_alone("attrib-model", at(second)).status == 0);
            // A channel that is given states the origin.
            for (const std::string query :
                 {"select string_agg((to_jsonb(t) - 'states_origin')::text, ';' order by t::text) "
                  "from stg_ga4_events t",
                  "select string_agg(t::text, ';' order by t::text) from mart_last_click t"})
                CHECK(second.value(query) == first.value(query));
            connection again = second.connect();
            again.run("truncate ga4_events_raw, ingest_batches");
        }
    }
}

TEST_CASE("files of one command share the renames, and a constant fills what they lack") {
    const reachable_directory folder;
    const std::string pages = folder.write("pages.csv",
                                           "anonymous_id;timestamp;url\n"
                                           "u;2025-03-01 10:00:00;https://x.example/\n");
    const std::string orders = folder.write("orders.csv",
                                            "anonymous_id;timestamp;event;revenue\n"
                                            "u;2025-03-01 10:05:00;order;19,90\n");
    const std::string mapping =
        folder.write("mapping.json",
                     R"({"map": {"anonymous_id": "user_pseudo_id", "timestamp": "event_timestamp",
            "event": "event_name", "revenue": "event_value", "url": "page_location"},
            "set": {"event_name": "page_view"}, "input_timezone": "Europe/Berlin"})");
    const temporary_database database;
    const std::string how = at(database) + "--mapping " + mapping + " ";
    const auto loaded = run_alone("attrib-load", how + pages + " " + orders);
    INFO(loaded.err);
    REQUIRE(loaded.status == 0);
    CHECK(database.value("select string_agg(event_name || ' ' || event_timestamp at time zone "
                         "'UTC' || ' ' || coalesce(event_value::text, '-'), ', ' order by "
                         "event_timestamp) from ga4_events_raw") ==
          "page_view 2025-03-01 09:00:00 -, order 2025-03-01 09:05:00 19.900000");
    CHECK_THAT(run_alone("attrib-load", how + pages + " " + orders).out,
               Contains("loaded before, nothing added"));
    // Of no file: nothing is loaded.
    const auto wrong = run_alone(
        "attrib-load", how + "--map evnt=event_name " + folder.write("2.csv", "a\n") + pages);
    CHECK(wrong.status == 1);
    const auto misspelt =
        run_alone("attrib-load", how + "--map evnt=channel " + pages + " " + orders);
    CHECK(misspelt.status == 2);
    CHECK_THAT(misspelt.err, Contains("--map evnt=channel") && Contains("anonymous_id"));
    CHECK(database.value("select count(*) from ga4_events_raw") == "2");
}

}  // namespace attrib::test
