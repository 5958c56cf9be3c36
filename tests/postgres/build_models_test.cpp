// SQL against the C++ engine, row by row.
#include <libattrib/dbt/table_views.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/sql_models/build_models.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/table_contents.hpp>

namespace attrib::test {
namespace {

// Rows that one side has and the other has not, of all five tables.
std::string differences(connection& on) {
    std::string found;
    for (const auto which : database_tables) {
        const std::string table(name_of(which));
        const std::string columns(
            on.run("select string_agg(column_name, ', ' order by ordinal_position) from "
                   "information_schema.columns where table_schema = 'public' and table_name = $1",
                   {table})
                .text(0, 0));
        const std::string ours = "select " + columns + " from public." + table;
        const std::string theirs = "select " + columns + " from sql_tables." + table;
        found += std::string(on.run("select count(*) from ((" + ours + " except all " + theirs +
                                    ") union all (" + theirs + " except all " + ours + ")) d")
                                 .text(0, 0)) +
                 " ";
    }
    return found;
}

std::string compare(const temporary_database& database, const attribution_options& options) {
    rebuild_options how;
    how.database = database.name();
    how.engine.attribution = options;
    rebuild_tables(how, default_channel_classifier());
    connection on = database.connect();
    transaction work(on);
    build_plan plan{.attribution = options,
                    .rules = default_channel_rules(),
                    .selected = {},
                    .schema = "sql_tables"};
    for (const model_template& model : default_project().models) plan.selected.insert(model.name);
    std::uint64_t daily = 0;
    const auto built = build_models(on, default_project(), plan, [&](const built_model& model) {
        if (model.name == "mart_channel_daily") daily = model.rows;
    });
    CHECK(built.size() == default_project().models.size());
    CHECK(daily > 0);
    return differences(on);
}

// Rows whose ids, orders and channels are missing, shared or strange.
const std::string hostile =
    "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,campaign,"
    "page_location,event_value,transaction_id\n"
    ",u,2025-03-01T10:00:00Z,page_view,,GOOGLE,CPC,,/a,,\n"
    ",u,2025-03-01T10:00:00Z,page_view,,google,organic,,/a,,\n"
    ",u,2025-03-01T10:00:00Z,page_view,,,,,,,\n"
    "x,u,2025-03-01T10:00:00Z,purchase,,google shopping,,,/b,1.5,T\n"
    "x,u,2025-03-01T09:00:00Z,purchase,Email,,,,/b,-2,T\n"
    "y,u,2025-03-15T10:00:00Z,purchase,,somewhere,cpm,,,0.000001,T\n"
    ",u,2025-03-30T01:00:00Z,purchase,,a,affiliate,workshop,/c,,\n"
    ",u,2025-03-30T01:00:00Z,purchase,,a,affiliate,workshop,/d,9,\n"
    ",w,2025-03-29T22:59:59.999999Z,purchase,,,,,/e,1,\n"
    ",w,2025-03-29T23:00:00Z,purchase,,,,,/e,1,\n"
    ",w,2025-03-30T00:59:59.999999Z,purchase,,,,,/e,1,\n"
    ",w,2025-03-30T21:59:59.999999Z,purchase,,,,,/e,1,\n"
    ",w,2025-03-30T22:00:00Z,purchase,,,,,/e,1,\n"
    ",u,2025-04-13T01:00:00Z,lead,,b,email,,/d,9,\n"
    "x,U,2025-03-01T10:30:00Z,page_view,,(direct),(none),,,,\n"
    "z,U,2025-03-01T11:00:00.000001Z,purchase,,,,eshop,,7,\n"
    "Z,U,2025-03-01T11:00:00.000001Z,purchase,,,,,,7,\n";

void build_all(const temporary_database& database) {
    rebuild_by_sql({.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}});
}

// Copies the raw events of some users, with a ledger of their batches.
void copy_users(const temporary_database& from, const temporary_database& to,
                const std::string& condition) {
    connection reading = from.connect();
    connection writing = to.connect();
    std::string rows;
    copy_reader reader(reading, "select * from ga4_events_raw where " + condition);
    REQUIRE(reader.read(rows, std::numeric_limits<std::size_t>::max()));
    copy_writer writer(writing, "ga4_events_raw");
    writer.write(rows);
    REQUIRE(writer.finish() > 0);
    writing.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected) select batch_id, 's', 's', batch_id, batch_id + 1, 1, count(*), "
        "0 "
        "from ga4_events_raw group by batch_id");
}

}  // namespace

TEST_CASE("SQL and the engine make the same tables") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("events.csv", generated_csv(small_scenario(8'000, 5'000))),
              small_batches(database));
    load_file(folder.write("hostile.csv", hostile), small_batches(database));
    CHECK(compare(database, {}) == "0 0 0 0 0 0 0 0 0 0 ");
    attribution_options other;
    other.lookback = std::chrono::days{3};
    other.session_timeout = std::chrono::minutes{5};
    other.conversions = {"purchase", "lead", "it's"};
    other.zone = time_zone::named("Europe/Berlin").value();
    CHECK(compare(database, other) == "0 0 0 0 0 0 0 0 0 0 ");
    other.lookback = {};
    other.session_timeout = {};
    CHECK(compare(database, other) == "0 0 0 0 0 0 0 0 0 0 ");
}

TEST_CASE("a day of 23 hours is one day") {
    const temporary_directory folder;
    const temporary_database database;
    load_file(folder.write("hostile.csv", hostile), small_batches(database));
    attribution_options berlin;
    berlin.zone = time_zone::named("Europe/Berlin").value();
    CHECK(compare(database, berlin) == "0 0 0 0 0 0 0 0 0 0 ");
    CHECK(database.value("select string_agg(conversion_date || ' ' || n, ', ' order by "
                         "conversion_date) from (select conversion_date, count(*) as n from "
                         "mart_first_click where user_pseudo_id = 'w' group by 1) as days") ==
          "2025-03-29 1, 2025-03-30 3, 2025-03-31 1");
}

TEST_CASE("settings finer than the models' are refused") {
    attribution_options options;
    options.lookback = std::chrono::hours{36};
    CHECK_THROWS_WITH(model_vars(options), Catch::Matchers::Contains("days of lookback"));
    options = {};
    options.session_timeout = std::chrono::seconds{90};
    CHECK_THROWS_WITH(model_vars(options), Catch::Matchers::Contains("minutes"));
}

// What sorts and folds letters by other rules, in other days.
TEST_CASE("another collation and time zone of the database change no row") {
    const temporary_directory folder;
    const std::string file = folder.write("hostile.csv", hostile);
    const temporary_database usual;
    const temporary_database other(
        "template template0 encoding utf8 locale_provider icu icu_locale 'tr-TR' locale 'C.UTF-8'");
    other.connect().run(
        "do $$ begin execute format('alter database %I set timezone to %L', current_database(), "
        "'America/New_York'); end $$");
    attribution_options options;
    options.conversions = {"purchase", "lead"};
    for (const temporary_database* each : {&usual, &other}) {
        load_file(file, small_batches(*each));
        CHECK(compare(*each, options) == "0 0 0 0 0 0 0 0 0 0 ");
        rebuild_by_sql({.database = each->name(),
                        .attribution = options,
                        .rules = default_channel_rules(),
                        .select = {}});
    }
    CHECK(table_sums(usual) == table_sums(other));
}

// As on a cluster, where each node has some of the users and all of each user's events.
TEST_CASE("users spread over three databases give together what one gives") {
    const temporary_directory folder;
    const temporary_database one;
    load_file(folder.write("events.csv", generated_csv(small_scenario(6'000))), small_batches(one));
    load_file(folder.write("hostile.csv", hostile), small_batches(one));
    build_all(one);
    const std::array<temporary_database, 3> nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        copy_users(one, nodes[i],
                   "abs(hashtextextended(user_pseudo_id, 0) % 3) = " + std::to_string(i));
        build_all(nodes[i]);
    }
    const auto whole = table_sums(one);
    for (const table which : database_tables) {
        if (!is_by_user(which)) continue;  // adds users up: below
        const auto t = static_cast<std::size_t>(which);
        std::string rows = "select " + whole[t][0];
        std::string hashes = "select " + whole[t][1] + "::numeric";
        for (const temporary_database& node : nodes) {
            const auto part = table_sums(node);
            rows += " - " + part[t][0];
            hashes += " - (" + part[t][1] + ")";
        }
        INFO(name_of(which));
        CHECK(one.value(rows) == "0");
        CHECK(one.value(hashes) == "0");
    }
    for (const char* const total : {"select coalesce(sum(conversions), 0) from mart_channel_daily",
                                    "select coalesce(sum(journeys), 0) from dda_transitions_daily",
                                    "select coalesce(sum(journeys), 0) from dda_sets_daily"})
        CHECK(std::stoll(one.value(total)) == std::stoll(nodes[0].value(total)) +
                                                  std::stoll(nodes[1].value(total)) +
                                                  std::stoll(nodes[2].value(total)));
}

}  // namespace attrib::test
