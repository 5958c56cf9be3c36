// SQL, batch after batch, against the C++ engine and against SQL from scratch, on hostile events.
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {
namespace {

// Everything that a case decides, drawn before the database is touched.
struct drawn {
    sql_options options;
    std::vector<std::vector<event>> batches;
    std::vector<bool> refreshed;  // whether the tables are brought up to date after a batch
};

rc::Gen<drawn> any_case(const temporary_database& database) {
    return rc::gen::exec([&database] {
        drawn made{drawn_options(database), {}, {}};
        for (int i = *rc::gen::inRange(1, 5); i > 0; --i) {
            made.batches.push_back(*drawn_events());
            made.refreshed.push_back(*rc::gen::inRange(0, 3) > 0);
        }
        return made;
    });
}

}  // namespace

TEST_CASE("SQL over any batches gives what the engine gives and what SQL gives at once") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 25;
    constexpr int size = 50;
    int incremental = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        on.run("truncate ga4_events_raw, ingest_batches, model_state");
        drawn now = any_case(database)(rc::Random(seed), size).value();
        now.options.on_begin = [&](const std::string& reason) { incremental += reason.empty(); };
        std::uint64_t position = 0;
        for (std::size_t i = 0; i < now.batches.size(); ++i) {
            store_events(on, now.batches[i], position++);
            if (now.refreshed[i]) rebuild_by_sql(now.options);
        }
        rebuild_by_sql(now.options);
        check_equal(database, now.options);
        CHECK(test_tables(now.options) == 0);
    }
    CHECK(incremental > 10);
}

}  // namespace attrib::test
