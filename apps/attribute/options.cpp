#include <apps/attribute/options.hpp>
#include <apps/console/help.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/suggestion.hpp>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/attribution/models_file.hpp>
#include <libattrib/core/error.hpp>
#include <sstream>

namespace attrib {

namespace po = boost::program_options;

void attribute_options::add_to(po::options_description& out) {
    po::options_description reading = console::option_group("Reading files");
    map.add_to(reading);
    po::options_description rules = console::option_group("Attribution");
    attribution.add_to(rules);
    channels.add_to(rules);
    po::options_description of_paths = console::option_group("Files of paths");
    paths.add_to(of_paths);
    po::options_description writing = console::option_group("Results");
    auto add = writing.add_options();
    add("output", po::value(&output)->value_name("DIR"),
        "folder for the tables, made if there is none; needed but for paths");
    add("tables", po::value(&tables)->value_name("LIST")->default_value(tables),
        "tables to write, with commas between: those of docs/models.md, int_sessions and "
        "stg_ga4_events; without the last two, mart_markov and dda_* only users who convert are "
        "looked at, in half the time");
    add("compare", po::value(&compare)->value_name("MODEL,MODEL"),
        "the two models that the summary shows side by side; first_click,last_click when not "
        "given");
    add("rejects", po::value(&rejects)->value_name("FILE"),
        "keep rows that break a rule in this CSV: file, line, reason, message, text");
    add("memory", po::value(&memory)->value_name("SIZE"),
        "use about so much memory, e.g. 512M, and temporary files in TMPDIR for what does not fit; "
        "as much as it takes when not given");
    add("json", po::bool_switch(&json), "print the summary as JSON");
    out.add(reading).add(rules).add(of_paths).add(writing);
}

namespace {

[[noreturn]] void refuse_table(const std::string& name) {
    const std::vector<std::string> known(table_names.begin(), table_names.end());
    std::string all;
    for (const std::string& each : known) all += (all.empty() ? "" : ", ") + each;
    throw failure(errc::invalid_option, "--tables: there is no table '" + name + "'" +
                                            console::did_you_mean(name, known) + " There are " +
                                            all);
}

}  // namespace

std::vector<table> attribute_options::table_list() const {
    std::vector<table> list;
    std::istringstream names(tables);
    for (std::string name; std::getline(names, name, ',');) {
        const auto* const found = std::ranges::find(table_names, name);
        if (found == table_names.end()) refuse_table(name);
        list.push_back(static_cast<table>(found - table_names.begin()));
    }
    return list;
}

console::compared_models attribute_options::compared(const model_list& known) const {
    if (compare.empty()) {
        console::compared_models usual = console::first_and_last();
        if (choose_models(known, {usual[0], usual[1]})) return usual;
        return {known.front().name, known[known.size() > 1 ? 1 : 0].name};
    }
    const std::size_t comma = compare.find(',');
    if (comma == std::string::npos || compare.find(',', comma + 1) != std::string::npos)
        throw failure(errc::invalid_option,
                      "--compare takes two models, such as last_non_direct,linear; not " + compare);
    console::compared_models names{compare.substr(0, comma), compare.substr(comma + 1)};
    for (const std::string& name : names) {
        if (const auto found = choose_models(known, {name}); !found)
            throw failure(errc::bad_models, "--compare: " + found.error().message);
    }
    return names;
}

// Half is for events while they are read; users with all their events, rows under way and texts
// that repeat are the rest.
std::size_t attribute_options::event_memory() const {
    constexpr std::uint64_t least = std::uint64_t{64} << 20;
    if (memory.empty()) return 0;
    const std::uint64_t given = console::byte_size("memory", memory).value();
    if (given < least)
        throw failure(errc::invalid_option, "--memory must be at least 64M, not " + memory);
    return given / 2;
}

// Half of what is left: paths stay while rows are under way.
std::size_t attribute_options::path_memory() const { return event_memory() / 2; }

}  // namespace attrib
