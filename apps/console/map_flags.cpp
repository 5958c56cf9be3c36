#include <algorithm>
#include <apps/console/map_flags.hpp>
#include <apps/console/mapping_file.hpp>
#include <boost/program_options/value_semantic.hpp>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

error wrong_flag(const std::string& flag, const std::string& given, const error& problem) {
    return {problem.code, flag + " " + given + ": " + problem.message};
}

// Splits `left=right` at the equals sign found; nothing where it has no equals sign or begins with
// it.
std::optional<std::pair<std::string, std::string>> split(const std::string& given,
                                                         std::size_t equals) {
    if (equals == std::string::npos || equals == 0) return std::nullopt;
    return std::pair{given.substr(0, equals), given.substr(equals + 1)};
}

// Puts what a flag says in the place of what the file says of the same name.
template <class Pairs>
void merge(Pairs& flags, const Pairs& of_file) {
    for (const auto& each : of_file)
        if (std::ranges::count(flags, each.first, &Pairs::value_type::first) == 0)
            flags.push_back(each);
}

result<column_renames> renames_of(const std::vector<std::string>& maps) {
    column_renames renames;
    for (const std::string& given : maps) {
        // The last one: names of event columns hold no `=`, those of files may.
        const auto pair = split(given, given.rfind('='));
        if (!pair) return wrong_flag("--map", given, {errc::bad_mapping, "must read column=name"});
        if (auto added = add_rename(renames, pair->first, pair->second); !added)
            return wrong_flag("--map", given, added.error());
    }
    return renames;
}

result<column_constants> constants_of(const std::vector<std::string>& sets) {
    column_constants constants;
    for (const std::string& given : sets) {
        const auto pair = split(given, given.find('='));
        if (!pair) return wrong_flag("--set", given, {errc::bad_mapping, "must read column=value"});
        if (auto added = add_constant(constants, pair->first, pair->second); !added)
            return wrong_flag("--set", given, added.error());
    }
    return constants;
}

}  // namespace

void map_flags::add_to(po::options_description& options) {
    auto add = options.add_options();
    add("map", po::value(&maps_)->value_name("COLUMN=NAME"),
        "take the files' column COLUMN as event column NAME (empty: ignore it), e.g. --map "
        "Email=user_pseudo_id; may be given again");
    add("set", po::value(&constants_)->value_name("NAME=VALUE"),
        "give event column NAME this value where a file has no such column, e.g. --set "
        "event_name=purchase; may be given again");
    add("null", po::value(&null_texts_)->value_name("TEXT"),
        "take TEXT as no value, besides NULL, null and \\N, e.g. --null -; may be given again");
    add("delimiter", po::value(&delimiter_)->value_name("CHAR|tab"),
        "what stands between values of CSV; comma, semicolon, tab and pipe are found by the "
        "header. Where it is no comma, 19,90 is 19.90");
    add("time-unit", po::value(&unit_)->value_name("s|ms|us"),
        "what times count that are bare numbers; without it, 16 digits of microseconds");
    add("input-timezone", po::value(&zone_)->value_name("ZONE"),
        "where the clock stood of times without an offset, e.g. Europe/Berlin");
    add("own-host", po::value(&own_hosts_)->value_name("HOST"),
        "take referrers of HOST, and of hosts below it, as the site's own pages, e.g. --own-host "
        "checkout.example; may be given again");
    add("mapping", po::value(&mapping_file_)->value_name("FILE"),
        "JSON file of the same: {\"map\": {\"COLUMN\": \"NAME\"}, \"set\": {}, \"null\": [], "
        "\"delimiter\", \"time_unit\", \"input_timezone\", \"own_hosts\": []}; what is given "
        "beside it wins");
}

result<reading_options> map_flags::reading() const {
    reading_options reading;
    auto renames = renames_of(maps_);
    if (!renames) return renames.error();
    reading.renames = std::move(*renames);
    auto constants = constants_of(constants_);
    if (!constants) return constants.error();
    reading.constants = std::move(*constants);
    reading.null_texts = null_texts_;
    if (!delimiter_.empty()) {
        const auto named = delimiter_named(delimiter_);
        if (!named) return wrong_flag("--delimiter", delimiter_, named.error());
        reading.delimiter = *named;
    }
    if (!unit_.empty()) {
        const auto named = time_unit_named(unit_);
        if (!named) return wrong_flag("--time-unit", unit_, named.error());
        reading.unit = *named;
    }
    if (!zone_.empty()) {
        auto named = time_zone::named(zone_);
        if (!named) return wrong_flag("--input-timezone", zone_, named.error());
        reading.zone = std::move(*named);
    }
    for (const std::string& host : own_hosts_)
        if (auto added = add_own_host(reading.own_hosts, host); !added)
            return wrong_flag("--own-host", host, added.error());
    if (mapping_file_.empty()) return reading;
    const auto of_file = read_mapping_file(mapping_file_);
    if (!of_file) return of_file.error();
    merge(reading.renames, of_file->renames);
    merge(reading.constants, of_file->constants);
    reading.null_texts.insert(reading.null_texts.end(), of_file->null_texts.begin(),
                              of_file->null_texts.end());
    if (!reading.delimiter) reading.delimiter = of_file->delimiter;
    if (reading.unit == time_unit::unstated) reading.unit = of_file->unit;
    if (!reading.zone) reading.zone = of_file->zone;
    for (const std::string& host : of_file->own_hosts.hosts())
        static_cast<void>(reading.own_hosts.add(host));
    return reading;
}

std::vector<std::string> map_flags::files() const {
    if (mapping_file_.empty()) return {};
    return {mapping_file_};
}

}  // namespace attrib::console
