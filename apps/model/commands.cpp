#include <fmt/format.h>

#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/progress.hpp>
#include <apps/console/summary.hpp>
#include <apps/model/commands.hpp>
#include <apps/model/rebuild_watch.hpp>
#include <apps/model/sql_report.hpp>
#include <fstream>
#include <iostream>
#include <libattrib/core/printable.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/marts/rebuild.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/reader_role.hpp>
#include <libattrib/sql_models/follow_tables.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <optional>

namespace attrib {
namespace {

constexpr const char* self = "attrib-model";

void say(const std::string& message) { std::cerr << self << ": " << message << '\n'; }

rebuild_options engine_options_of(const model_flags& given) {
    rebuild_options options;
    options.engine = {given.attribution.attribution().value(), given.attribution.threads()};
    options.interrupt = &console::interrupt_flag();
    options.on_message = say;
    return options;
}

const std::string& open(const model_flags& given, console::opened_database& database) {
    given.database.open(self, database);
    return database.name;
}

sql_options sql_options_of(const model_flags& given) {
    return {.database = {},
            .attribution = given.attribution.attribution().value(),
            .rules = given.channels.rules().value(),
            .select = given.select,
            .full_refresh = given.full_refresh,
            .interrupt = &console::interrupt_flag(),
            .on_message = say};
}

// The names of events in the database, where none of them converts.
console::names_seen names_in(const rebuild_options& options) {
    connection on(options.database);
    const query_result found = on.run(
        "select event_name, count(*) from ga4_events_raw group by event_name order by count(*) "
        "desc, event_name collate \"C\" limit 1000");
    console::names_seen seen{options.engine.attribution.conversions, {}};
    for (std::size_t row = 0; row < found.rows(); ++row)
        seen.names.push_back(
            {std::string(found.text(row, 0)), static_cast<std::uint64_t>(found.integer(row, 1))});
    return seen;
}

void report(const model_flags& given, const rebuild_options& options,
            const engine_summary& summary) {
    console::findings found;
    if (summary.conversions == 0) found.names = names_in(options);
    console::report(std::cout, summary, found, given.json);
    for (const std::string& warning : console::column_warnings(summary, {}))
        std::cerr << self << ": warning: " << warning << '\n';
}

int build_by_engine(const model_flags& given) {
    rebuild_options options = engine_options_of(given);
    const auto classifier = channel_classifier::compile(given.channels.rules().value()).value();
    console::opened_database database;
    options.database = open(given, database);
    rebuild_watch watch;
    watch.attach(options);
    options.on_set_aside = [](const std::vector<refused_user>& users) {
        std::cerr << fmt::format(
            "{}: set aside {} users whose rows the database refuses: {}; attrib-model quarantine "
            "lists them\n",
            self, console::grouped(users.size()), text_of(users.back().why));
    };
    const engine_summary summary = rebuild_tables(options, classifier);
    std::cerr << self << ": " << watch.times() << '\n';
    report(given, options, summary);
    return 0;
}

int build_by_sql(const model_flags& given) {
    sql_options options = sql_options_of(given);
    // Before the database is touched.
    select_models(model_nodes(default_project()).value(), options.select).value();
    console::opened_database database;
    options.database = open(given, database);
    sql_report report(std::cout, given.json);
    report.attach(options);
    rebuild_by_sql(options);
    test_tables(options);
    return report.finish();
}

int follow(const model_flags& given) {
    console::opened_database database;
    follow_options options{.database = open(given, database),
                           .attribution = given.attribution.attribution().value(),
                           .rules = given.channels.rules().value(),
                           .by_sql = given.engine == "sql",
                           .threads = given.attribution.threads()};
    refresh_summary all;
    std::uint64_t refreshes = 0;
    options.how = {&console::interrupt_flag(), say};
    options.on_refresh = [&](const refresh_summary& done) {
        ++refreshes;
        all.batches += done.batches;
        all.rows += done.rows;
        all.events += done.events;
        if (given.json) std::cout << json_of(done) << std::endl;
    };
    std::cerr << self << ": following; Ctrl-C ends it\n";
    follow_tables(options);
    if (!given.json)
        std::cout << fmt::format("refreshed {} times: {} batches, {} rows, {} new events\n",
                                 console::grouped(refreshes), console::grouped(all.batches),
                                 console::grouped(all.rows), console::grouped(all.events));
    return 0;
}

void print_row(const differing_row& row) {
    std::cout << fmt::format("\n{} only in the {}: {}\n", name_of(row.which),
                             row.is_stored ? "tables" : "check", row.row);
    for (const std::string& event : row.events) std::cout << "    " << event << '\n';
}

void print(const verification& found) {
    std::cout << fmt::format(
        "tables by {}, computed again by {}\n\n{:<22} {:>14} {:>14} {:>14} {:>14}\n",
        found.stored_by, found.checked_by, "table", "rows", "again", "only there", "only again");
    for (const table which : database_tables) {
        const table_comparison& each = found.tables[static_cast<std::size_t>(which)];
        std::cout << fmt::format("{:<22} {:>14} {:>14} {:>14} {:>14}\n", name_of(which),
                                 console::grouped(each.stored), console::grouped(each.checked),
                                 console::grouped(each.only_stored),
                                 console::grouped(each.only_checked));
    }
    if (found.users_set_aside + found.batches_set_aside != 0)
        std::cout << fmt::format("\nleft out by both: {} users and {} batches in quarantine\n",
                                 console::grouped(found.users_set_aside),
                                 console::grouped(found.batches_set_aside));
    for (const differing_row& row : found.first) print_row(row);
    for (const chain_comparison& each : found.chains) {
        std::cout << fmt::format(
            "Markov chain of {} by {}: {} states, ", printable(each.conversion_name),
            journey_dimension_names[static_cast<std::size_t>(each.by)], each.states);
        if (each.is_compared)
            std::cout << fmt::format("solver and SQL differ by {:.1e} at most\n",
                                     each.largest_difference);
        else
            std::cout << fmt::format("not solved by SQL, more than {}\n", most_states_compared);
    }
    std::cout << (found.is_equal() ? "\nequal, row by row\n" : "\nNOT equal\n");
}

}  // namespace

int build(const model_flags& given) {
    if (given.follow) return follow(given);
    return given.engine == "sql" ? build_by_sql(given) : build_by_engine(given);
}

int list(const model_flags& given) {
    const sql_project& project = default_project();
    const auto nodes = model_nodes(project).value();
    const auto chosen = select_models(nodes, given.select).value();
    for (const model_node& node : nodes) {
        if (!chosen.contains(node.name)) continue;
        const auto described = project.properties.descriptions.find(node.name);
        std::cout << fmt::format(
            "{:<20} {}\n", node.name,
            described == project.properties.descriptions.end() ? std::string{} : described->second);
    }
    return 0;
}

int test(const model_flags& given) {
    sql_options options = sql_options_of(given);
    console::opened_database database;
    options.database = open(given, database);
    sql_report report(std::cout, given.json);
    report.attach(options);
    test_tables(options);
    return report.finish();
}

int verify(const model_flags& given) {
    rebuild_options options = engine_options_of(given);
    const auto classifier = channel_classifier::compile(given.channels.rules().value()).value();
    console::opened_database database;
    options.database = open(given, database);
    std::optional<console::progress> bar;
    const verification found =
        verify_tables(options, classifier, given.engine,
                      [&](const std::string& next, std::uint64_t done, std::uint64_t total) {
                          if (!bar) bar.emplace(next, console::progress_unit::steps, total);
                          bar->describe(next);
                          bar->update(done);
                      });
    bar.reset();
    if (given.json)
        std::cout << json_of(found).dump(2) << '\n';
    else
        print(found);
    return found.is_equal() ? 0 : 1;
}

int forget(const model_flags& given) {
    std::vector<std::string> users = given.users;
    if (!given.users_file.empty()) {
        std::ifstream lines(given.users_file);
        if (!lines) throw failure(errc::file_not_found, given.users_file + ": cannot be read");
        for (std::string line; std::getline(lines, line);) {
            if (line.ends_with('\r')) line.pop_back();
            if (!line.empty()) users.push_back(line);
        }
    }
    console::opened_database database;
    connection on(open(given, database));
    const erased done = forget_users(on, users);
    if (done.named_sources != 0)
        std::cerr << fmt::format(
            "{}: {} sources in the ledger are named after them (column source of ingest_batches): "
            "a "
            "restart needs these names; see docs/live.md, Forgetting people\n",
            self, done.named_sources);
    if (given.json)
        std::cout << fmt::format(R"({{"users":{},"events":{},"rejects":{}}})", done.users,
                                 done.events, done.rejects)
                  << '\n';
    else
        std::cout << fmt::format("forgot {} users: {} events, {} rejects\n",
                                 console::grouped(done.users), console::grouped(done.events),
                                 console::grouped(done.rejects));
    return 0;
}

int initialize(const model_flags& given) {
    console::opened_database database;
    given.database.open(self, database);
    connection on(database.name);
    if (given.distributed) distribute_tables(on);
    std::cout << (given.distributed ? "the tables are there, spread by user_pseudo_id\n"
                                    : "the tables are there\n");
    if (!database.cluster)
        std::cout << "\nattrib-serve needs no more rights for its queries than these give:\n\n"
                  << reader_grants(default_reader_role, on.schema());
    return 0;
}

}  // namespace attrib
