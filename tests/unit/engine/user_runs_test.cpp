#include <libattrib/core/random.hpp>
#include <libattrib/engine/user_runs.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

TEST_CASE("runs merge into one order, rows whole, whatever their sizes") {
    random_stream random(3);
    std::map<std::string, table_pieces> users;
    for (int i = 0; i < 4000; ++i) {
        table_pieces rows;
        // Mostly a few bytes, at times far more than is read at once; some have none.
        for (std::size_t which = 0; which < table_count; ++which)
            rows[which].assign(random.one_in(300) ? 200'000 : random.below(60),
                               static_cast<char>('a' + random.below(26)));
        users["u" + std::to_string(random.next())] = rows;
    }
    for (const std::size_t run_count : {1u, 7u, 64u}) {
        std::vector<user_run> runs(run_count);
        spill_file file;
        table_pieces expected;
        for (const auto& [name, rows] : users) {
            runs[random.below(run_count)].add(name, rows, file);
            for (std::size_t which = 0; which < table_count; ++which)
                expected[which] += rows[which];
        }
        for (user_run& each : runs) each.finish(file);
        test::text_sink sink;
        const auto headers = sink.texts;
        merge_runs(runs, sink);
        for (std::size_t which = 0; which < table_count; ++which) {
            const std::string name(table_names[which]);
            CHECK((sink.texts[name] == headers.at(name) + expected[which]));
        }
    }
}

TEST_CASE("no runs, and runs without users, are no rows") {
    test::text_sink sink;
    const auto headers = sink.texts;
    merge_runs({}, sink);
    spill_file file;
    std::vector<user_run> runs(3);
    for (user_run& each : runs) each.finish(file);
    merge_runs(runs, sink);
    CHECK(sink.texts == headers);
}

}  // namespace
}  // namespace attrib
