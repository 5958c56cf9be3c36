#include <apps/console/help.hpp>
#include <apps/model/options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/core/error.hpp>

namespace attrib {

namespace po = boost::program_options;

void model_flags::add_to(po::options_description& options) {
    po::options_description storing = console::option_group("Database");
    database.add_to(storing);
    po::options_description rules = console::option_group("Attribution");
    attribution.add_to(rules);
    channels.add_to(rules);
    po::options_description building = console::option_group("build, list, test, verify");
    add_building(building);
    po::options_description others = console::option_group("forget, quarantine, init");
    add_others(others);
    po::options_description results = console::option_group("Results");
    results.add_options()("json", po::bool_switch(&json), "print what was done as JSON");
    options.add(storing).add(rules).add(building).add(others).add(results);
}

void model_flags::add_building(po::options_description& options) {
    auto add = options.add_options();
    add("engine", po::value(&engine)->value_name("NAME"),
        "build: cpp (the default), or sql: models/*.sql, which make the same tables; verify: the "
        "one that computes the tables again");
    add("select", po::value(&select)->composing()->value_name("MODELS"),
        "with SQL: only these, e.g. int_sessions, +int_sessions, marts; may be given again");
    add("full-refresh", po::bool_switch(&full_refresh),
        "with --engine sql: all users, not only those with new events");
    add("follow", po::bool_switch(&follow),
        "build, then keep the tables up to date as events come in, until Ctrl-C");
}

void model_flags::add_others(po::options_description& options) {
    auto add = options.add_options();
    add("user", po::value(&users)->composing()->value_name("ID"),
        "forget, quarantine: a user_pseudo_id; may be given again");
    add("users-file", po::value(&users_file)->value_name("FILE"),
        "forget: a file of them, one a line");
    add("retry", po::bool_switch(&retry),
        "quarantine: try again what is in it, or only the users and batches given");
    add("batch", po::value(&batches)->composing()->value_name("N"),
        "quarantine: a batch; may be given again");
    add("distributed", po::bool_switch(&distributed),
        "init: spread the tables over the nodes of a Citus cluster");
}

void model_flags::check(const std::string& command) const {
    const auto refuse_unless = [](bool is_right, const std::string& message) {
        if (!is_right) throw failure(errc::invalid_option, message);
    };
    const bool builds_by_sql = command == "build" && engine == "sql";
    refuse_unless(engine.empty() || engine == "cpp" || engine == "sql",
                  "--engine must be cpp or sql, not " + engine);
    refuse_unless(engine.empty() || command == "build" || command == "verify",
                  "--engine goes with build and verify");
    refuse_unless(select.empty() || builds_by_sql || command == "list" || command == "test",
                  "--select goes with build --engine sql, list and test");
    refuse_unless(!full_refresh || builds_by_sql, "--full-refresh goes with build --engine sql");
    refuse_unless(!follow || (command == "build" && select.empty() && !full_refresh),
                  "--follow goes with build, of all models");
    const bool has_users = !users.empty() || !users_file.empty();
    refuse_unless(!has_users || command == "forget" || command == "quarantine",
                  "--user goes with forget and quarantine, --users-file with forget");
    refuse_unless(has_users || command != "forget",
                  "forget whom? Give --user ID or --users-file FILE");
    refuse_unless(users_file.empty() || command == "forget", "--users-file goes with forget");
    refuse_unless((!retry && batches.empty()) || command == "quarantine",
                  "--retry and --batch go with quarantine");
    refuse_unless(!distributed || command == "init", "--distributed goes with init");
}

}  // namespace attrib
