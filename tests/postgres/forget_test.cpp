#include <libattrib/ingest/identifier_search.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/loader.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>
#include <tests/support/child.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/people_to_forget.hpp>

namespace attrib::test {
namespace {

// Every value of every table of ours and of the planner's statistics, bytes as they are.
std::vector<std::string> all_texts_of(connection& on) {
    std::vector<std::string> texts;
    const query_result columns = on.run(
        "select quote_ident(relname), quote_ident(attname), atttypid = 'bytea'::regtype from "
        "pg_class join pg_attribute on attrelid = pg_class.oid where relnamespace = "
        "'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped");
    for (std::size_t i = 0; i < columns.rows(); ++i) {
        const std::string column(columns.text(i, 1));
        const std::string value = columns.boolean(i, 2)
                                      ? "convert_from(decode(replace(encode(" + column +
                                            ", 'hex'), '00', '20'), 'hex'), "
                                            "'UTF8')"
                                      : column + "::text";
        const query_result rows =
            on.run("select " + value + " from " + std::string(columns.text(i, 0)) + " where " +
                   column + " is not null" + (columns.text(i, 1) == "digest" ? " and false" : ""));
        for (std::size_t row = 0; row < rows.rows(); ++row) texts.emplace_back(rows.text(row, 0));
    }
    const query_result common = on.run(
        "select coalesce(most_common_vals::text, '') || coalesce(histogram_bounds::text, '') from "
        "pg_stats where schemaname = 'public'");
    for (std::size_t row = 0; row < common.rows(); ++row) texts.emplace_back(common.text(row, 0));
    return texts;
}

}  // namespace

TEST_CASE("a forgotten person is in no table, and the totals are those without them") {
    const temporary_database database;
    const temporary_directory folder;
    load_options options;
    options.database = database.name();
    load_file(folder.write("a.csv", people_to_forget), options);
    rebuild(database);
    connection on = database.connect();
    const erased done = forget_users(on, {"ann", "b\xC3\xB6\\b", "nobody"});
    CHECK(done.users == 2);
    CHECK(done.events == 3);
    CHECK(done.rejects == 2);
    for (const char* const table : {"ga4_events_raw", "stg_ga4_events", "int_sessions",
                                    "mart_first_click", "mart_last_click"})
        CHECK(database.value(std::string("select string_agg(distinct user_pseudo_id, ',') from ") +
                             table) == "anna");
    CHECK(database.value("select count(*) from ga4_events_rejected") == "1");
    CHECK(
        database.value("select sum(conversions) || ' ' || sum(revenue) from mart_channel_daily") ==
        "10.000000 50.000000");
    check_equal(
        database,
        {.database = {}, .attribution = {}, .rules = default_channel_rules(), .select = {}});
}

TEST_CASE("no text of the database names a forgotten person in any spelling") {
    const temporary_database database;
    const temporary_directory folder;
    const std::vector<std::string> people{
        "plain-person", "x y 12",       "a,b",          "a;b",     "mail:me@x.org",
        "a|b",          "[id]",         "\xC3\xBC-one", "quo\"te", "back\\slash",
        "tab\tperson",  "GA1.1.77.88",  "per%cent",     "sl/ash",  "\xF0\x9F\x98\x80smile",
        "plus+sign",    "ctl\x01person"};
    std::string csv = "user_pseudo_id,event_timestamp,event_name,page_location\n";
    std::string json;
    for (const std::string& person : people) {
        std::string quoted;
        for (const char c : person) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
        csv += '"' + quoted + "\",2025-03-01T10:00:00Z,page_view,https://x.org/?u=" + "\n";
        csv += '"' + quoted + "\",yesterday,page_view,\n";
        csv += "  \"" + quoted + "\" ,yesterday,page_view,\n";
        for (const bool is_ascii : {false, true}) {
            const nlohmann::json row{{"user_pseudo_id", person},
                                     {"event_timestamp", "yesterday"},
                                     {"event_name", "page_view"}};
            json += row.dump(-1, ' ', is_ascii) + "\n";
        }
    }
    csv += "\"other,person\",yesterday,page_view,\n11,yesterday,page_view,\n";
    csv += "kept,2025-03-01T10:00:00Z,page_view,\n";
    load_options options;
    options.database = database.name();
    load_file(folder.write("of plain-person.csv", csv), options);
    load_file(folder.write("a.ndjson", json), options);
    rebuild(database);
    connection on = database.connect();
    const erased done = forget_users(on, people);
    CHECK(done.users == people.size());
    // What comes later is left out by the same rule.
    CHECK(load_file(folder.write("later.csv", csv + "\n"), options).added.rejected == 2);
    CHECK(load_file(folder.write("later.ndjson", json + "\n"), options).added.rejected == 0);
    CHECK(database.value("select count(*) from ga4_events_rejected") == "4");
    CHECK(fingerprint(database).ends_with("ledger t"));
    CHECK(database.value("select count(*) from ingest_batches where source_name like "
                         "'%(forgotten).csv'") == "1");
    for (const std::string& text : all_texts_of(on)) {
        INFO(text);
        identifier_search search;
        for (const std::string& person : people) {
            CHECK(text.find(person) == std::string::npos);
            search.add(person);
        }
        CHECK(search.candidates(text, word_kind::of_names).empty());
    }
}

}  // namespace attrib::test
