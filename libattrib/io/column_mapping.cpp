#include <libattrib/io/column_mapping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

struct alias {
    std::string_view name;  // in lower case
    named_column stands_for;
};

constexpr std::array aliases{
    alias{"page", {column::page_location}},      alias{"client_id", {column::user_pseudo_id}},
    alias{"clientid", {column::user_pseudo_id}}, alias{"utm_source", {column::source, true}},
    alias{"utm_medium", {column::medium, true}}, alias{"utm_campaign", {column::campaign, true}},
};

bool is_same_name(std::string_view one, std::string_view other) noexcept {
    if (one.size() != other.size()) return false;
    if (one == other) return true;
    return std::ranges::equal(
        one, other, {}, [](char c) { return ascii_lower(c); },
        [](char c) { return ascii_lower(c); });
}

// Length and first letter of a name, which few names share that stand for no column.
constexpr std::size_t shape_of(std::string_view name) noexcept {
    constexpr std::size_t kinds = 32;
    const auto first = static_cast<unsigned char>(name.empty() ? '\0' : name.front());
    return std::min(name.size(), kinds - 1) * kinds + first % kinds;
}

constexpr auto known_shapes = [] {
    std::array<bool, 1024> known{};
    for (const column_rule& rule : column_rules) known[shape_of(rule.name)] = true;
    for (const alias& each : aliases) known[shape_of(each.name)] = true;
    return known;
}();

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
        const auto is_from = [&wanted = from](std::string_view name) {
            return is_same_name(name, wanted);
        };
        if (std::ranges::none_of(header, is_from))
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

std::optional<named_column> target_of(std::string_view name, const column_renames& renames) {
    for (const auto& [from, to] : renames) {
        if (!is_same_name(from, name)) continue;
        if (const auto target = column_named(to)) return named_column{*target};
        return std::nullopt;
    }
    if (!known_shapes[shape_of(name)]) return std::nullopt;
    for (std::size_t i = 0; i < column_count; ++i)
        if (is_same_name(column_rules[i].name, name)) return named_column{static_cast<column>(i)};
    for (const alias& known : aliases)
        if (is_same_name(known.name, name)) return known.stands_for;
    return std::nullopt;
}

result<column_mapping> map_columns(std::span<const std::string_view> header,
                                   const column_renames& renames) {
    if (auto checked = check_line_ends(header); !checked) return checked.error();
    if (auto checked = check_renames(header, renames); !checked) return checked.error();
    column_mapping mapping;
    mapping.width = header.size();
    std::array<bool, column_count> stated{};
    for (const std::string_view name : header)
        if (const auto named = target_of(name, renames); named && !named->is_weak)
            stated[static_cast<std::size_t>(named->target)] = true;
    std::array<bool, column_count> seen{};
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto named = target_of(header[i], renames);
        if (!named || (named->is_weak && stated[static_cast<std::size_t>(named->target)])) {
            mapping.ignored.emplace_back(header[i]);
            continue;
        }
        if (std::exchange(seen[static_cast<std::size_t>(named->target)], true))
            return error{errc::not_event_csv,
                         fmt::format("two columns of the header are {0}, the second is {1}; leave "
                                     "one out with --map {1}=",
                                     rule_of(named->target).name, printable(header[i]))};
        mapping.columns.push_back({i, named->target});
    }
    if (auto checked = check_complete(header, seen); !checked) return checked.error();
    return mapping;
}

}  // namespace attrib
