// Programs and Postgres killed, stopped, cut off and starved at the worst moments while rows at the
// limits of every column flow in by every way there is.
#include <fmt/format.h>

#include <cstdlib>
#include <iostream>
#include <libattrib/engine/engine.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/reference.hpp>
#include <tests/support/run_program.hpp>
#include <tests/torture/moments.hpp>

namespace attrib::test {
namespace {

constexpr std::uint64_t default_rounds = 20;

std::uint64_t rounds_wanted() {
    const char* const given = std::getenv("ATTRIB_TORTURE_ROUNDS");
    return given == nullptr ? default_rounds : std::strtoull(given, nullptr, 10);
}

// Those whose names hold ATTRIB_TORTURE_ONLY; all where it is not set.
std::vector<moment> moments_wanted() {
    const char* const given = std::getenv("ATTRIB_TORTURE_ONLY");
    std::vector<moment> wanted;
    for (const moment& each : all_moments())
        if (given == nullptr || std::string_view(each.name).find(given) != std::string_view::npos)
            wanted.push_back(each);
    return wanted;
}

// Everything is taken in and nobody is set aside any more.
void settle(world& in, sources& from) {
    calm(in);
    const bool is_taken = eventually([&] {
        in.tend();
        return from.finish() && std::ranges::all_of(in.jobs, &job::is_service);
    });
    in.require(is_taken, "all programs that end have ended and all requests are answered");
    const std::string count =
        "(select count(*) from ga4_events_raw) + (select count(*) from ga4_events_rejected)";
    in.await(fmt::format("select {} >= {}", count, in.delivered), "all rows are there");
    REQUIRE(run_program("attrib-model",
                        fmt::format("quarantine --retry --data-dir {}/data", in.disk.path()))
                .status == 0);
    in.await("select not exists (select from ingest_batches where not in_marts)",
             "all batches are in the marts");
    for (job& each : in.jobs) {
        INFO(each.program);
        each.process->send(SIGTERM);
        CHECK(each.process->wait() == 0);
    }
    in.jobs.clear();
    REQUIRE_NOTHROW(in.answer("select 1"));  // the server is still ours
}

// Each delivery is there once: as a row or as a reject.
void check_deliveries(world& in) {
    const std::string marks =
        "(select substring(device_category from '#[^#]*#') as mark from ga4_events_raw union all "
        "select substring(convert_from(row_text, 'UTF8') from '#[a-z][0-9]*:[0-9]*#') from "
        "ga4_events_rejected) as mark";
    // Those that are not there once, and how often they are.
    CHECK(in.answer("select coalesce(string_agg(mark || ' ' || times, ', '), 'none') from (select "
                    "mark, count(*) as times from " +
                    marks + " group by mark having count(*) <> 1 limit 1000) as wrong") == "none");
    CHECK(in.answer("select count(distinct mark) from " + marks) == std::to_string(in.delivered));
    CHECK(in.answer("select count(*) from ga4_events_rejected") ==
          std::to_string(in.rows.broken()));
    CHECK(in.answer("select sum(rows) from ingest_batches") ==
          in.answer("select count(*) from ga4_events_raw"));
    CHECK(in.answer("select sum(rejected) from ingest_batches") ==
          in.answer("select count(*) from ga4_events_rejected"));
}

// The same rows loaded at once into a database where nothing went wrong: the raw rows are equal,
// and so are all tables.
void check_against_calm_load(world& in) {
    in.delivered_csv.close();
    in.command("create database calm");
    std::string calm = in.database;
    calm.replace(calm.find("dbname=attrib"), std::string::npos, "dbname=calm");
    const std::string on = fmt::format("--database \"{}\" ", calm);
    REQUIRE(run_program("attrib-load", on + in.file("delivered.csv")).status == 0);
    REQUIRE(run_program("attrib-model", on + "--models tests/data/models.json").status == 0);
    const auto sum = [](const std::string& database, const std::string& rows) {
        return std::string(connection(database)
                               .run("select count(*) || ' ' || "
                                    "coalesce(sum(hashtextextended(t::text, 0)), 0) from " +
                                    rows + " as t")
                               .text(0, 0));
    };
    std::string columns;
    for (const column_rule& rule : column_rules) columns += std::string(rule.name) + ", ";
    columns.resize(columns.size() - 2);
    CHECK(sum(in.database, "(select " + columns + " from ga4_events_raw)") ==
          sum(calm, "(select " + columns + " from ga4_events_raw)"));
    for (const table which : database_tables) {
        INFO(name_of(which));
        CHECK(sum(in.database, std::string(name_of(which))) ==
              sum(calm, std::string(name_of(which))));
    }
}

}  // namespace

TEST_CASE("whatever happens, every delivery counts once and the tables are right") {
    const std::uint64_t rounds = rounds_wanted();
    world here(rounds);
    sources from(here);
    std::map<std::string, int> done;
    const auto moments = moments_wanted();
    REQUIRE_FALSE(moments.empty());
    for (std::uint64_t i = 0; i < rounds; ++i) {
        from.feed();
        const moment& next = moments[here.random.below(moments.size())];
        INFO("round " << i << ": " << next.name);
        if (rounds > default_rounds) std::cout << i << ' ' << next.name << std::endl;
        here.note(fmt::format("round {}: {}", i, next.name));
        next.happen(here, from);
        ++done[next.name];
    }
    settle(here, from);
    INFO(here.log());
    check_deliveries(here);
    const program_run verified = run_program(
        "attrib-model",
        fmt::format("verify --models tests/data/models.json --data-dir {}/data", here.disk.path()));
    CHECK(verified.status == 0);
    check_against_calm_load(here);
    std::cout << "torture: " << rounds << " rounds, " << here.delivered << " rows ("
              << here.rows.extremes() << " at the limits, " << here.rows.broken() << " broken), "
              << here.starts << " starts of programs, " << from.posts() << " requests";
    for (const auto& [what, times] : done) std::cout << "; " << what << ' ' << times << "x";
    std::cout << '\n' << verified.out;
}

}  // namespace attrib::test
