#include <algorithm>
#include <apps/console/map_flags.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/event/event.hpp>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

error bad_map(const std::string& given, const std::string& problem) {
    return {errc::bad_mapping, "--map " + given + ": " + problem};
}

std::string known_columns() {
    std::string names;
    for (const column_rule& rule : column_rules)
        names.append(names.empty() ? "" : ", ").append(rule.name);
    return names;
}

}  // namespace

void map_flags::add_to(po::options_description& options) {
    options.add_options()("map", po::value(&maps_)->value_name("COLUMN=NAME"),
                          "take the files' column COLUMN as event column NAME (empty: ignore it); "
                          "may be given again");
}

result<column_renames> map_flags::renames() const {
    column_renames renames;
    for (const std::string& given : maps_) {
        // The last one: names of event columns hold no `=`, those of files may.
        const std::size_t equals = given.rfind('=');
        if (equals == std::string::npos || equals == 0)
            return bad_map(given, "must read column=name");
        const std::string column = given.substr(0, equals);
        const std::string name = given.substr(equals + 1);
        if (!name.empty() && !column_named(name))
            return bad_map(given, "no column of an event; those are " + known_columns());
        if (std::ranges::count(renames, column, &column_renames::value_type::first) > 0)
            return bad_map(given, "column '" + column + "' is mapped twice");
        renames.emplace_back(column, name);
    }
    return renames;
}

}  // namespace attrib::console
