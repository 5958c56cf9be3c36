#include <apps/attribute/options.hpp>

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
        "tables to write, with commas between; stg_ga4_events may be one of them");
    add("rejects", po::value(&rejects)->value_name("FILE"),
        "keep rows that break a rule in this CSV: file, line, reason, message, text");
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

}  // namespace attrib
