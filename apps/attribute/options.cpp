#include <apps/attribute/options.hpp>
#include <apps/console/numbers.hpp>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/core/error.hpp>
#include <sstream>

namespace attrib {

namespace po = boost::program_options;

void attribute_options::add_to(po::options_description& out) {
    auto add = out.add_options();
    add("output", po::value(&output)->required()->value_name("DIR"),
        "folder for the tables, made if there is none");
    add("tables", po::value(&tables)->value_name("LIST")->default_value(tables),
        "tables to write, with commas between; stg_ga4_events may be one of them; without it "
        "and int_sessions only users who convert are looked at, in half the time");
    add("rejects", po::value(&rejects)->value_name("FILE"),
        "keep rows that break a rule in this CSV: file, line, reason, message, text");
    add("memory", po::value(&memory)->value_name("SIZE"),
        "use about so much memory, e.g. 512M, and temporary files in TMPDIR for what does not fit; "
        "as much as it takes when not given");
    add("json", po::bool_switch(&json), "print the summary as JSON");
    attribution.add_to(out);
    channels.add_to(out);
    map.add_to(out);
}

std::vector<table> attribute_options::table_list() const {
    std::vector<table> list;
    std::istringstream names(tables);
    for (std::string name; std::getline(names, name, ',');) {
        const auto* const found = std::ranges::find(table_names, name);
        if (found == table_names.end())
            throw failure(errc::invalid_option, "--tables: there is no table '" + name + "'");
        list.push_back(static_cast<table>(found - table_names.begin()));
    }
    return list;
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

}  // namespace attrib
