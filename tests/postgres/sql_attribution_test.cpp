// mart_attribution, as SQL computes it, against the numbers of the specification.
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/catch.hpp>
#include <tests/support/loads.hpp>
#include <tests/support/stored_journeys.hpp>

namespace attrib::test::sql_attribution {
namespace {

using Catch::Matchers::Contains;

constexpr std::int64_t minute = 60'000'000;
constexpr const char* worked_example = "tests/data/worked_example.csv";
constexpr const char* late_event = "tests/data/worked_example_late.csv";

sql_options by_sql(const temporary_database& database) {
    return {.database = database.name(),
            .attribution = {},
            .rules = default_channel_rules(),
            .select = {}};
}

// `channel credit/revenue` of a conversion's touches, in millionths and in their order.
std::string credits(const temporary_database& database, const std::string& model,
                    const std::string& conversion, const std::string& view = "mart_attribution") {
    return database.value(
        "select string_agg(format('%s %s/%s', coalesce(channel, '-'), trunc(credit * 1000000), "
        "trunc(revenue * 1000000)), ', ' order by touch_no) from " +
        view + " where model = '" + model + "' and conversion_id = '" + conversion + "'");
}

struct expected_credits {
    const char* model;
    const char* of_d;
    const char* of_e;
};

void check_credits(const temporary_database& database,
                   const std::vector<expected_credits>& expected) {
    for (const expected_credits& each : expected) {
        INFO(each.model);
        CHECK(credits(database, each.model, "d") == each.of_d);
        CHECK(credits(database, each.model, "e") == each.of_e);
    }
}

}  // namespace

TEST_CASE("the worked example of all models") {
    const temporary_database database;
    load_file(worked_example, small_batches(database));
    rebuild_by_sql(by_sql(database));
    const char* const even_of_d =
        "Email 333334/6666667, Paid Search 333333/6666667, Direct 333333/6666666";
    const char* const even_of_e = "Paid Search 500000/2500000, Direct 500000/2500000";
    const char* const search_of_d = "Paid Search 1000000/20000000";
    const char* const search_of_e = "Paid Search 1000000/5000000";
    check_credits(
        database,
        {{"first_click", "Email 1000000/20000000", search_of_e},
         {"last_click", "Direct 1000000/20000000", "Direct 1000000/5000000"},
         {"first_non_direct", "Email 1000000/20000000", search_of_e},
         {"last_non_direct", search_of_d, search_of_e},
         {"last_paid", search_of_d, search_of_e},
         {"google_paid", search_of_d, search_of_e},
         {"linear", even_of_d, even_of_e},
         {"shapley", even_of_d, even_of_e},
         {"position_based",
          "Email 400000/8000000, Paid Search 200000/4000000, Direct 400000/8000000", even_of_e},
         {"time_decay", "Email 166552/3331038, Paid Search 167240/3344810, Direct 666208/13324152",
          "Paid Search 200661/1003305, Direct 799339/3996695"}});
    CHECK(database.value("select string_agg(distinct touch_no || ' of ' || touch_count, ', ') from "
                         "mart_attribution where model = 'linear' and conversion_id = 'e'") ==
          "1 of 2, 2 of 2");
    make_attribution_view(
        database, "skipping",
        "('time_decay', 'time_decay', null, null, true, 604800000000, null, null, null)");
    CHECK(credits(database, "time_decay", "d", "skipping") ==
          "Email 498969/9979371, Paid Search 501031/10020629");
    CHECK(credits(database, "time_decay", "e", "skipping") == search_of_e);
    CHECK(database.value("select max(touch_count) from skipping") == "3");
}

TEST_CASE("the worked example's late event joins two touches") {
    const temporary_database database;
    load_file(worked_example, small_batches(database));
    rebuild_by_sql(by_sql(database));
    load_file(late_event, small_batches(database));
    rebuild_by_sql(by_sql(database));
    CHECK(credits(database, "linear", "d") == "Email 500000/10000000, Direct 500000/10000000");
    CHECK(credits(database, "time_decay", "d") == "Email 200000/4000000, Direct 800000/16000000");
    CHECK(
        database.value("select count(distinct model) || ' ' || min(credit) || ' ' || min(channel) "
                       "|| ' ' || max(channel) from mart_attribution where conversion_id = 'e'") ==
        "10 1.000000 Direct Direct");
    CHECK(database.value("select string_agg(touch_no || ' ' || channel_of.channel, ', ' order by "
                         "conversion_id, touch_no) from int_touchpoints join int_sessions as "
                         "channel_of using (session_id)") ==
          "1 Email, 2 Direct, 1 Email, 2 Direct");
}

TEST_CASE("amounts are split by the weights, negative ones mirrored") {
    const temporary_database database;
    connection on = database.connect();
    rebuild_by_sql(by_sql(database));
    stored_user user{.name = "u"};
    for (const std::int64_t at : {1, 2, 3}) user.sessions.push_back({at * minute, "Email"});
    for (const std::int64_t revenue : {100'000'000, -100'000'000, 300'000'000})
        user.conversions.push_back({4 * minute, "purchase", revenue});
    store_journeys(on, {user});
    CHECK(database.value("select string_agg(parts, '; ' order by parts) from (select "
                         "string_agg(revenue::text, ' ' order by touch_no) as parts from "
                         "mart_attribution where model = 'linear' group by revenue > 50, revenue < "
                         "0) as split") ==
          "-33.333334 -33.333333 -33.333333; 100.000000 100.000000 "
          "100.000000; 33.333334 33.333333 33.333333");
}

TEST_CASE("columns of the views are those of the specification, with their types") {
    const temporary_database database;
    rebuild_by_sql(by_sql(database));
    const auto columns = [&](const std::string& view) {
        return database.value(
            "select string_agg(attname || ' ' || format_type(atttypid, atttypmod) || case "
            "attcollation when 0 then '' else ' ' || (select collname from pg_collation where oid "
            "= attcollation) end, ', ' order by attnum) from pg_attribute where attrelid = '" +
            view + "'::regclass and attnum > 0");
    };
    CHECK(
        columns("mart_attribution") ==
        "model text C, conversion_id text C, user_pseudo_id text C, conversion_timestamp timestamp "
        "with time zone, conversion_date date, conversion_name text C, currency text C, "
        "transaction_id text C, touch_no bigint, touch_count bigint, session_id text C, "
        "touch_timestamp timestamp with time zone, channel text C, source text C, medium text C, "
        "campaign text C, credit numeric(19,6), revenue numeric(19,6)");
    CHECK(columns("int_touchpoints") ==
          "user_pseudo_id text C, conversion_id text C, conversion_timestamp timestamp with time "
          "zone, conversion_name text C, touch_no bigint, session_id text C, touch_timestamp "
          "timestamp with time zone");
}

TEST_CASE("a query of some conversions and models computes no others") {
    const temporary_database database;
    rebuild_by_sql(by_sql(database));
    connection on = database.connect();
    const query_result lines = on.run(
        "explain (costs off) select * from mart_attribution where conversion_date = '2025-03-01' "
        "and model = 'linear'");
    std::string plan;
    for (std::size_t i = 0; i < lines.rows(); ++i) (plan += lines.text(i, 0)) += '\n';
    CHECK_THAT(plan, Contains("Filter: (conversion_date = '2025-03-01'::date)"));
    CHECK_THAT(plan, Contains("Filter: ((column1)::text = 'linear'::text)"));
}

}  // namespace attrib::test::sql_attribution
