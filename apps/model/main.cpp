// attrib-model: staging, sessions and marts in Postgres, made anew from ga4_events_raw.
#include <fmt/format.h>

#include <apps/console/attribution_flags.hpp>
#include <apps/console/database_flags.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/program.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/summary.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <iostream>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/postgres/rebuild.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <optional>

namespace {

using namespace attrib;

struct flags {
    console::database_flags database;
    console::attribution_flags attribution;
    std::string engine = "cpp";
    bool json = false;

    void add_to(boost::program_options::options_description& options) {
        database.add_to(options);
        attribution.add_to(options);
        options.add_options()(
            "engine",
            boost::program_options::value(&engine)->default_value(engine)->value_name("NAME"),
            "cpp, or sql: models/*.sql, which make the same tables")(
            "json", boost::program_options::bool_switch(&json), "print the summary as JSON");
    }
};

// Prints each model when it is made, with its rows and seconds.
void run_sql(const std::string& database, const attribution_options& options) {
    using clock = std::chrono::steady_clock;
    auto begun = clock::now();
    rebuild_by_sql(database, options, [&](const built_model& model) {
        const std::chrono::duration<double> took =
            clock::now() - std::exchange(begun, clock::now());
        std::cout << fmt::format("{:<20} {:>14} rows {:>8.2f} s\n", model.name,
                                 console::grouped(model.rows), took.count());
    });
}

int run(const flags& given) {
    console::watch_interrupts();
    if (given.engine != "cpp" && given.engine != "sql")
        throw failure(errc::invalid_option, "--engine must be cpp or sql, not " + given.engine);
    if (given.engine == "sql" && given.json)
        throw failure(errc::invalid_option, "--json goes with --engine cpp");
    rebuild_options options;
    options.engine = {given.attribution.attribution().value(), given.attribution.threads()};
    options.interrupt = &console::interrupt_flag();
    console::opened_database database;
    given.database.open("attrib-model", database);
    if (given.engine == "sql") {
        run_sql(database.name, options.engine.attribution);
        return 0;
    }
    options.database = database.name;

    engine_summary summary;
    {
        std::mutex mutex;
        std::optional<console::progress> bar;
        options.on_progress = [&](std::uint64_t done, std::uint64_t total) {
            const std::scoped_lock lock(mutex);
            if (!bar) bar.emplace("reading", console::progress_unit::rows, total);
            bar->update(done);
        };
        summary = rebuild_tables(options, default_channel_classifier());
    }
    console::report(std::cout, summary, given.json);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    flags given;
    console::program self{
        .name = "attrib-model",
        .purpose = "makes sessions and attribution in Postgres from the events that are loaded",
        .usage = "",
        .notes = "Readers see the old tables until the new ones take their place, all at once."};
    given.add_to(self.options);
    return console::run_program(argc, argv, self, [&] { return run(given); });
}
