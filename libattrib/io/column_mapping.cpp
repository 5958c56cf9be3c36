#include <libattrib/io/column_mapping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace attrib {
namespace {

struct alias {
    std::string_view name;
    column target;
};

constexpr std::array aliases{
    alias{"page", column::page_location},
    alias{"client_id", column::user_pseudo_id},
    alias{"clientId", column::user_pseudo_id},
};

// A header can be anything, a whole binary file included: quote a little of it, printably.
std::string printable(std::string_view name) {
    constexpr std::size_t longest = 40;
    std::string out;
    for (const char c : name.substr(0, longest)) out.push_back(c < ' ' || c > '~' ? '?' : c);
    if (name.size() > longest) out += "...";
    return out;
}

std::string listed(std::span<const std::string_view> names) {
    constexpr std::size_t most = 20;
    std::string out;
    for (const std::string_view name : names.first(std::min(names.size(), most)))
        out += (out.empty() ? "" : ", ") + printable(name);
    return names.size() > most ? out + ", ..." : out;
}

result<void> check_renames(std::span<const std::string_view> header,
                           const column_renames& renames) {
    for (const auto& [from, to] : renames) {
        if (!to.empty() && !column_named(to))
            return error{errc::bad_mapping,
                         fmt::format("--map {}={}: there is no column {} to map to", from, to, to)};
        if (std::ranges::find(header, from) == header.end())
            return error{errc::bad_mapping, fmt::format("--map {}={}: the header has no column {}; "
                                                        "it has {}",
                                                        from, to, from, listed(header))};
        if (std::ranges::count(renames, from, &column_renames::value_type::first) > 1)
            return error{errc::bad_mapping, fmt::format("--map names column {} twice", from)};
    }
    return {};
}

// A carriage return that no line feed follows: the header goes on into the first row.
result<void> check_line_ends(std::span<const std::string_view> header) {
    if (std::ranges::any_of(header, has_bare_carriage_return))
        return error{errc::not_event_csv, std::string(carriage_return_lines)};
    return {};
}

result<void> check_complete(std::span<const std::string_view> header,
                            const std::array<bool, column_count>& seen) {
    for (std::size_t i = 0; i < column_count; ++i)
        if (column_rules[i].required && !seen[i])
            return error{errc::not_event_csv,
                         fmt::format("the header has no column {0}; it has {1}; name the column "
                                     "that holds it with --map COLUMN={0}",
                                     column_rules[i].name, listed(header))};
    return {};
}

}  // namespace

bool has_bare_carriage_return(std::string_view text) noexcept {
    for (std::size_t at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1))
        if (!text.substr(at + 1).starts_with('\n')) return true;
    return false;
}

std::optional<column> target_of(std::string_view name, const column_renames& renames) {
    for (const auto& [from, to] : renames)
        if (from == name) return column_named(to);
    for (const alias& known : aliases)
        if (known.name == name) return known.target;
    return column_named(name);
}

result<column_mapping> map_columns(std::span<const std::string_view> header,
                                   const column_renames& renames) {
    if (auto checked = check_line_ends(header); !checked) return checked.error();
    if (auto checked = check_renames(header, renames); !checked) return checked.error();
    column_mapping mapping;
    mapping.width = header.size();
    std::array<bool, column_count> seen{};
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto target = target_of(header[i], renames);
        if (!target) {
            mapping.ignored.emplace_back(header[i]);
            continue;
        }
        bool& taken = seen[static_cast<std::size_t>(*target)];
        if (taken)
            return error{errc::not_event_csv,
                         fmt::format("two columns of the header are {0}, the second is {1}; leave "
                                     "one out with --map {1}=",
                                     rule_of(*target).name, printable(header[i]))};
        taken = true;
        mapping.columns.push_back({i, *target});
    }
    if (auto checked = check_complete(header, seen); !checked) return checked.error();
    return mapping;
}

}  // namespace attrib
