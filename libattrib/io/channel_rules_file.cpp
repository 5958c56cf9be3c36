#include <libattrib/io/channel_rules_file.hpp>

#include <fmt/format.h>

#include <array>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <span>

namespace attrib {

extern const embedded_file channel_tables[];  // channel_rules.csv, channel_sources.csv

namespace {

constexpr std::array<std::string_view, 6> rule_header{"position",        "channel",
                                                      "source_category", "source_pattern",
                                                      "medium_pattern",  "campaign_pattern"};
constexpr std::array<std::string_view, 2> source_header{"source", "category"};

// Calls `take(values, line)` for every row behind a header that must be `header`.
template <class Take>
result<void> read_table(std::string_view name, std::string_view csv,
                        std::span<const std::string_view> header, const Take& take) {
    csv_rows rows(csv, 1);
    if (!rows.next() || !std::ranges::equal(rows.values(), header))
        return error{errc::bad_rules, fmt::format("{}: line 1: the header must be {}", name,
                                                  fmt::join(header, ","))};
    while (rows.next()) {
        if (rows.values().size() != header.size() || rows.has_stray_quote() ||
            rows.is_unterminated())
            return error{errc::bad_rules, fmt::format("{}: line {}: needs {} values, quoted right",
                                                      name, rows.line(), header.size())};
        if (const std::string problem = take(rows.values()); !problem.empty())
            return error{errc::bad_rules,
                         fmt::format("{}: line {}: {}", name, rows.line(), problem)};
    }
    return {};
}

}  // namespace

result<channel_rules> parse_channel_rules(std::string_view rules_csv,
                                          std::string_view sources_csv) {
    channel_rules out;
    const auto add_rule = [&](const std::vector<std::string_view>& values) -> std::string {
        if (values[0] != std::to_string(out.rules.size() + 1))
            return fmt::format("position must be {}: rules stand in their order",
                               out.rules.size() + 1);
        if (values[1].empty()) return "channel is empty";
        out.rules.push_back({std::string(values[1]), std::string(values[2]), std::string(values[3]),
                             std::string(values[4]), std::string(values[5])});
        return {};
    };
    const auto add_source = [&](const std::vector<std::string_view>& values) -> std::string {
        const bool added = out.source_categories.emplace(values[0], values[1]).second;
        return added ? std::string{} : fmt::format("source {} stands twice", values[0]);
    };
    if (auto read = read_table("channel rules", rules_csv, rule_header, add_rule); !read)
        return read.error();
    if (auto read = read_table("channel sources", sources_csv, source_header, add_source); !read)
        return read.error();
    return out;
}

channel_rules default_channel_rules() {
    return parse_channel_rules(channel_tables[0].text, channel_tables[1].text).value();
}

channel_classifier default_channel_classifier() {
    return channel_classifier::compile(default_channel_rules()).value();
}

}  // namespace attrib
