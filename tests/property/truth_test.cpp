// What the generator meant against what the engine finds, byte by byte.
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/generate/truth.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/generated_file.hpp>

namespace attrib::test {

TEST_CASE("the engine finds what the generator meant") {
    const channel_classifier classifier = default_channel_classifier();
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        scenario wanted = small_scenario(500 * seed * seed, 5'000);
        wanted.seed = seed;
        wanted.late_ppm = 200'000;
        wanted.duplicates_ppm = 100'000;
        wanted.users = seed % 3 == 0 ? seed : 0;
        const generator made = generator::make(wanted, 2).value();
        generated_events events(made);
        engine batch({.attribution = {}, .threads = 1 + static_cast<unsigned>(seed % 4)},
                     classifier);
        batch.read(events);
        const temporary_directory folder;
        csv_sink sink(folder.path(), all_tables);
        const engine_summary summary = batch.run(sink);
        sink.commit();
        CHECK(summary.events == wanted.events);
        CHECK(summary.rejected > 0);
        const truth meant = truth_of(made);
        for (const auto& [name, rows] : true_tables) {
            CAPTURE(name, seed);
            // Not one comparison that prints both: the tables are long.
            const bool is_equal =
                contents_of(folder.file(std::string(name) + ".csv")) == meant.*rows;
            CHECK(is_equal);
        }
    }
}

}  // namespace attrib::test
