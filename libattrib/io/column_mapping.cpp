#include <libattrib/io/column_mapping.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/core/printable.hpp>
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

// Fields of GA4's BigQuery export as pandas, DuckDB and others flatten them, as of NDJSON.
constexpr std::array flattened{
    alias{"collected_traffic_source.manual_source", {column::source, true}},
    alias{"collected_traffic_source.manual_medium", {column::medium, true}},
    alias{"collected_traffic_source.manual_campaign_name", {column::campaign, true}},
    alias{"ecommerce.transaction_id", {column::transaction_id, true}},
    alias{"ecommerce.purchase_revenue", {column::event_value, true}},
    alias{"device.category", {column::device_category, true}},
    alias{"geo.country", {column::country, true}},
};
constexpr std::string_view parameter_group = "event_params.";
constexpr std::string_view click_id_group = "collected_traffic_source.";
constexpr std::array<std::string_view, 3> click_id_kinds{"gclid", "dclid", "srsltid"};

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

// A header can be anything, a whole binary file included: quote a little of it.
std::string quotable(std::string_view name) {
    constexpr std::size_t longest = 40;
    return printable(name, longest);
}

// The renames that the header has nothing for.
result<column_renames> unmatched_of(std::span<const std::string_view> header,
                                    const column_renames& renames) {
    column_renames unmatched;
    column_renames checked;
    for (const auto& [from, to] : renames) {
        if (auto added = add_rename(checked, from, to); !added)
            return error{errc::bad_mapping,
                         fmt::format("--map {}={}: {}", from, to, added.error().message)};
        const auto is_from = [&wanted = from](std::string_view name) {
            return is_same_name(name, wanted);
        };
        if (std::ranges::none_of(header, is_from)) unmatched.emplace_back(from, to);
    }
    return unmatched;
}

// A carriage return that no line feed follows: the header goes on into the first row.
result<void> check_line_ends(std::span<const std::string_view> header) {
    if (std::ranges::any_of(header, has_bare_carriage_return))
        return error{errc::not_event_csv, std::string(carriage_return_lines)};
    return {};
}

result<void> check_complete(std::span<const std::string_view> header,
                            const std::array<bool, column_count>& seen,
                            const column_mapping& mapping) {
    for (std::size_t i = 0; i < column_count; ++i) {
        const column_rule& rule = column_rules[i];
        if (!rule.required || seen[i]) continue;
        if (std::ranges::count(mapping.constants, static_cast<column>(i),
                               &column_constants::value_type::first) > 0)
            continue;
        for (const auto& rename : mapping.unmatched)
            if (rename.second == rule.name) return no_such_column("", rename, mapping.header_text);
        const char* const other =
            header.size() == 1          ? ", or say what stands between names with --delimiter"
            : rule.name == "event_name" ? ", or give all rows one with --set event_name=VALUE"
                                        : "";
        return error{errc::not_event_csv,
                     fmt::format("the header has no column {0}; it has {1}; name the column that "
                                 "holds it with --map COLUMN={0}{2}",
                                 rule.name, listed_names(header), other)};
    }
    return {};
}

// The column that a flattened parameter of GA4's export stands for: one called as a column, or
// value.
std::optional<column> parameter_target_of(std::string_view name) {
    if (!is_same_name(name.substr(0, parameter_group.size()), parameter_group)) return std::nullopt;
    name.remove_prefix(parameter_group.size());
    if (is_same_name(name, "value")) return column::event_value;
    for (std::size_t i = 0; i < column_count; ++i)
        if (!column_rules[i].required && is_same_name(column_rules[i].name, name))
            return static_cast<column>(i);
    return std::nullopt;
}

// The kind of click identifier that a flattened name of GA4's export holds; empty: none.
std::string_view click_id_kind_of(std::string_view name) {
    const std::string_view group = name.substr(0, click_id_group.size());
    if (!is_same_name(group, click_id_group)) return {};
    for (const std::string_view kind : click_id_kinds)
        if (is_same_name(name.substr(click_id_group.size()), kind)) return kind;
    return {};
}

// One header on its way to be mapped. A name counts when no better one of the same column is there.
class header_mapper {
   public:
    header_mapper(std::span<const std::string_view> header, const reading_options& reading)
        : header_(header), reading_(reading) {
        for (const std::string_view name : header) {
            const candidate found = candidate_of(name);
            if (!found.target) continue;
            auto& best = best_[static_cast<std::size_t>(*found.target)];
            best = std::min(best, found.rank);
        }
    }

    result<column_mapping> map() {
        column_mapping mapping;
        mapping.width = header_.size();
        for (std::size_t i = 0; i < header_.size(); ++i)
            if (auto added = add(i, mapping); !added) return added.error();
        for (const auto& constant : reading_.constants)
            if (!seen_[static_cast<std::size_t>(constant.first)])
                mapping.constants.push_back(constant);
        auto unmatched = unmatched_of(header_, reading_.renames);
        if (!unmatched) return unmatched.error();
        mapping.unmatched = std::move(*unmatched);
        if (!mapping.unmatched.empty()) mapping.header_text = listed_names(header_);
        if (auto checked = check_complete(header_, seen_, mapping); !checked)
            return checked.error();
        return mapping;
    }

   private:
    enum class name_rank : unsigned char { own, weak, nested, parameter, none };
    struct candidate {
        std::optional<column> target;
        name_rank rank = name_rank::none;
    };

    [[nodiscard]] bool is_renamed(std::string_view name) const {
        return std::ranges::any_of(
            reading_.renames, [&](const auto& rename) { return is_same_name(rename.first, name); });
    }

    [[nodiscard]] candidate candidate_of(std::string_view name) const {
        if (const auto named = target_of(name, reading_.renames))
            return {named->target, named->is_weak ? name_rank::weak : name_rank::own};
        if (!is_renamed(name))
            for (const alias& each : flattened)
                if (is_same_name(each.name, name))
                    return {each.stands_for.target, name_rank::nested};
        if (!is_renamed(name)) return {parameter_target_of(name), name_rank::parameter};
        return {};
    }

    result<void> add(std::size_t place, column_mapping& mapping) {
        const std::string_view name = header_[place];
        const candidate found = candidate_of(name);
        if (const auto kind = click_id_kind_of(name);
            !kind.empty() && !found.target && !is_renamed(name)) {
            mapping.click_ids.push_back({place, kind});
            return {};
        }
        if (!found.target || found.rank > best_[static_cast<std::size_t>(*found.target)]) {
            mapping.ignored.emplace_back(name);
            return {};
        }
        if (std::exchange(seen_[static_cast<std::size_t>(*found.target)], true))
            return error{errc::not_event_csv,
                         fmt::format("two columns of the header are {0}, the second is {1}; leave "
                                     "one out with --map {1}=",
                                     rule_of(*found.target).name, quotable(name))};
        if (*found.target == column::event_value)
            mapping.is_value_doubtful = found.rank == name_rank::parameter;
        mapping.columns.push_back({place, *found.target});
        return {};
    }

    std::span<const std::string_view> header_;
    const reading_options& reading_;
    std::array<name_rank, column_count> best_ = filled(name_rank::none);
    std::array<bool, column_count> seen_{};

    static std::array<name_rank, column_count> filled(name_rank with) {
        std::array<name_rank, column_count> all{};
        all.fill(with);
        return all;
    }
};

}  // namespace

bool has_bare_carriage_return(std::string_view text) noexcept {
    for (std::size_t at = text.find('\r'); at != std::string_view::npos;
         at = text.find('\r', at + 1))
        if (!text.substr(at + 1).starts_with('\n')) return true;
    return false;
}

std::span<const std::string_view> column_aliases() noexcept {
    static constexpr auto names = [] {
        std::array<std::string_view, aliases.size()> all;
        std::ranges::transform(aliases, all.begin(), &alias::name);
        return all;
    }();
    return names;
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
                                   const reading_options& reading) {
    if (auto checked = check_line_ends(header); !checked) return checked.error();
    return header_mapper(header, reading).map();
}

std::size_t count_known(std::span<const std::string_view> header, const column_renames& renames) {
    return static_cast<std::size_t>(std::ranges::count_if(header, [&](std::string_view name) {
        return target_of(name, renames).has_value() ||
               std::ranges::any_of(
                   flattened, [&](const alias& each) { return is_same_name(each.name, name); });
    }));
}

void keep_common(column_renames& some, const column_renames& others) {
    std::erase_if(some, [&](const auto& each) { return std::ranges::count(others, each) == 0; });
}

std::string listed_names(std::span<const std::string_view> names) {
    constexpr std::size_t most = 20;
    std::string out;
    for (const std::string_view name : names.first(std::min(names.size(), most)))
        out += (out.empty() ? "" : ", ") + quotable(name);
    return names.size() > most ? out + ", ..." : out;
}

error no_such_column(const std::string& where, const column_renames::value_type& rename,
                     std::string_view header_text) {
    return {
        errc::bad_mapping,
        fmt::format("{3}{4}--map {0}={1}: the header has no column {0}; it has {2}", rename.first,
                    rename.second, header_text, where, where.empty() ? "" : ": ")};
}

}  // namespace attrib
