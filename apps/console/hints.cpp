#include <fmt/format.h>

#include <algorithm>
#include <apps/console/hints.hpp>
#include <apps/console/numbers.hpp>
#include <apps/console/suggestion.hpp>
#include <array>
#include <libattrib/core/printable.hpp>
#include <libattrib/core/utf8.hpp>

namespace attrib::console {
namespace {

constexpr std::size_t names_shown = 10;
constexpr std::size_t columns_shown = 10;
constexpr std::size_t longest_name_shown = 60;

// One delivery in so many that names an event of another time is no chance.
constexpr std::uint64_t least_repeats = 4;

// Parts of names, and the column of an event that holds such a thing; the first that fits.
struct source_part {
    std::string_view part;
    std::string_view column;
};
constexpr std::array source_parts{
    source_part{"medium", "medium"},
    source_part{"campaign", "campaign"},
    source_part{"channel", "channel"},
    source_part{"referr", "page_referrer"},
    source_part{"referer", "page_referrer"},
    source_part{"source", "source"},
    source_part{"utm", "source"},
};

std::string_view column_like(const std::string& name) {
    const std::string lower = ascii_lower(name);
    for (const source_part& each : source_parts)
        if (lower.find(each.part) != std::string::npos) return each.column;
    return {};
}

// Whether there are conversions, and all that have a touchpoint come from Direct.
bool is_all_direct(const std::vector<daily_row>& daily) {
    bool has_direct = false;
    for (const daily_row& row : daily) {
        if (row.channel && *row.channel != "Direct") return false;
        has_direct |= row.channel.has_value();
    }
    return has_direct;
}

std::string in_quotes(const std::string& name) {
    return '\'' + printable(name, longest_name_shown) + '\'';
}

std::string suggestions_for(const names_seen& seen) {
    std::vector<std::string> known;
    for (const name_count& each : seen.names) known.push_back(each.name);
    std::string text;
    for (const std::string& wanted : seen.conversions)
        if (const auto meant = nearest_name(wanted, known))
            text += fmt::format("  did you mean --conversion {}? (upper and lower case count)\n",
                                in_quotes(*meant));
    return text;
}

std::string repeated_ids(const engine_summary& summary) {
    const std::uint64_t deliveries = summary.duplicates + summary.events;
    return fmt::format(
        "the column event_id looks wrong: {} of {} rows repeat an event_id of the same user at "
        "another time, and count as copies of one event; if it does not name single events, "
        "leave it out with --map event_id=",
        grouped(summary.moved_duplicates), grouped(deliveries));
}

}  // namespace

void print_names(std::ostream& out, const names_seen& seen) {
    if (seen.names.empty()) return;
    std::string wanted;
    for (const std::string& name : seen.conversions)
        wanted += (wanted.empty() ? "" : ", ") + in_quotes(name);
    out << fmt::format(
        "No event converts: none is named {}. Choose by --conversion NAME, which "
        "may be given again.\n{}Names of events seen{}:\n",
        wanted, suggestions_for(seen), seen.is_exact ? "" : " (at least)");
    const std::size_t shown = std::min(seen.names.size(), names_shown);
    for (const name_count& each : std::span(seen.names).first(shown))
        out << fmt::format("{:>14}  {}\n", grouped(each.rows),
                           printable(each.name, longest_name_shown));
    if (shown < seen.names.size())
        out << fmt::format("{:>14}  {} other names\n", "", grouped(seen.names.size() - shown));
}

std::vector<std::string> column_warnings(const engine_summary& summary,
                                         std::span<const std::string> ignored_columns) {
    std::vector<std::string> warnings;
    if (summary.moved_duplicates != 0 &&
        summary.moved_duplicates * least_repeats >= summary.duplicates + summary.events)
        warnings.push_back(repeated_ids(summary));
    if (!is_all_direct(summary.daily)) return warnings;
    std::string columns;
    std::size_t found = 0;
    for (const std::string& name : ignored_columns) {
        const std::string_view column = column_like(name);
        if (column.empty() || ++found > columns_shown) continue;
        columns += fmt::format("{}--map {}={}", columns.empty() ? "" : ", ",
                               printable(name, longest_name_shown), column);
    }
    if (!columns.empty())
        warnings.push_back(
            "every conversion comes from Direct, and columns that look like sources "
            "are not read; take them with " +
            columns);
    return warnings;
}

}  // namespace attrib::console
