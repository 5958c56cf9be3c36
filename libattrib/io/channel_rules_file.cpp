#include <libattrib/io/channel_rules_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <libattrib/core/embedded_file.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <map>
#include <span>

namespace attrib {

extern const embedded_file channel_tables[];  // channel_rules.csv, channel_sources.csv

namespace {

using csv_fields = std::span<const std::string_view>;

struct rule_column {
    std::string_view name;
    std::string channel_rule::*text;
};
constexpr std::array rule_columns{
    rule_column{"channel", &channel_rule::channel},
    rule_column{"source_category", &channel_rule::source_category},
    rule_column{"source_pattern", &channel_rule::source_pattern},
    rule_column{"medium_pattern", &channel_rule::medium_pattern},
    rule_column{"campaign_pattern", &channel_rule::campaign_pattern},
    rule_column{"click_id_pattern", &channel_rule::click_id_pattern},
    rule_column{"referrer_category", &channel_rule::referrer_category},
    rule_column{"referrer_pattern", &channel_rule::referrer_pattern},
};
constexpr std::string_view position_column = "position";
constexpr std::string_view paid_column = "paid";
constexpr std::array<std::string_view, 2> source_columns{"source", "category"};

// Rules may ask for these, whether or not a table of sources has any of them.
constexpr std::array<std::string_view, 8> our_categories{
    "search", "social", "video", "shopping", "assistant", "mail", "payment", "other"};

error wrong(std::string_view name, std::uint64_t line, std::string_view problem) {
    return {errc::bad_rules, fmt::format("{}: line {}: {}", name, line, problem)};
}

// Calls `take_header(names)`, then `take(values)` for every row; each says what is wrong, if
// anything.
template <class TakeHeader, class Take>
result<void> read_table(named_text table, const TakeHeader& take_header, const Take& take) {
    std::string_view csv = table.text;
    if (csv.starts_with("\xef\xbb\xbf")) csv.remove_prefix(3);
    csv_rows rows(csv, 1);
    if (!rows.next()) return wrong(table.name, 1, "there is no header");
    if (const std::string problem = take_header(rows.values().all()); !problem.empty())
        return wrong(table.name, 1, problem);
    const std::size_t width = rows.values().size();
    while (rows.next()) {
        if (rows.values().size() != width || rows.has_stray_quote() || rows.is_unterminated())
            return wrong(table.name, rows.line(),
                         fmt::format("needs {} values, quoted right", width));
        if (const std::string problem = take(rows.values().all()); !problem.empty())
            return wrong(table.name, rows.line(), problem);
    }
    return {};
}

// Whether a channel is paid where a rule does not say; of a channel that is not ours it is not.
using paid_by_default = std::function<bool(const std::string& channel)>;

// Takes the rows of a rule table.
class rule_reader {
   public:
    rule_reader(channel_rules& out, paid_by_default is_paid)
        : out_(out), is_paid_(std::move(is_paid)) {}

    std::string take_header(csv_fields names) {
        for (const std::string_view name : names) {
            const auto* const found = std::ranges::find(rule_columns, name, &rule_column::name);
            if (found == rule_columns.end() && name != position_column && name != paid_column)
                return fmt::format("there is no column '{}'; there are {}, {}, {}", name,
                                   position_column, column_names(), paid_column);
            if (std::ranges::count(names, name) > 1)
                return fmt::format("column {} stands twice", name);
            columns_.push_back(
                {name == position_column, found == rule_columns.end() ? nullptr : found->text});
        }
        for (const std::string_view needed : {position_column, rule_columns[0].name})
            if (std::ranges::find(names, needed) == names.end())
                return fmt::format("there is no column {}", needed);
        return {};
    }

    std::string take(csv_fields values) {
        channel_rule& rule = out_.rules.emplace_back();
        std::string_view paid;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (columns_[i].text != nullptr)
                rule.*columns_[i].text = values[i];
            else if (!columns_[i].is_position)
                paid = values[i];
            else if (values[i] != std::to_string(out_.rules.size()))
                return fmt::format("position must be {}: rules stand in their order",
                                   out_.rules.size());
        }
        if (rule.channel.empty()) return "channel is empty";
        if (!paid.empty() && paid != "true" && paid != "false")
            return fmt::format("paid is '{}' and must be true or false", paid);
        rule.is_paid = paid.empty() ? is_paid_(rule.channel) : paid == "true";
        for (const std::string& category : {rule.source_category, rule.referrer_category})
            if (!category.empty() && !is_known(category))
                return fmt::format("no source has the category '{}'", category);
        return problem_of(rule);
    }

   private:
    static std::string column_names() {
        std::string all;
        for (const rule_column& each : rule_columns) (all += all.empty() ? "" : ", ") += each.name;
        return all;
    }

    [[nodiscard]] bool is_known(const std::string& category) const {
        return std::ranges::find(our_categories, category) != our_categories.end() ||
               std::ranges::any_of(out_.source_categories,
                                   [&](const auto& each) { return each.second == category; });
    }

    struct column {
        bool is_position;
        std::string channel_rule::*text;  // null: position or paid
    };

    channel_rules& out_;
    paid_by_default is_paid_;
    std::vector<column> columns_;
};

// Takes the rows of a source table.
class source_reader {
   public:
    explicit source_reader(channel_rules& out) : out_(out) {}

    static std::string take_header(csv_fields names) {
        if (std::ranges::equal(names, source_columns)) return {};
        return fmt::format("the header must be {}", fmt::join(source_columns, ","));
    }

    std::string take(csv_fields values) {
        const std::string source = ascii_lower(values[0]);
        if (source.empty() || values[1].empty()) return "a source or category is empty";
        const bool added = out_.source_categories.emplace(source, values[1]).second;
        return added ? std::string{} : fmt::format("source {} stands twice", source);
    }

   private:
    channel_rules& out_;
};

bool is_paid_by_our_rules(const std::string& channel) {
    static const std::vector<std::string> ours = [] {
        channel_rules out;
        rule_reader take_rule(out, [](const std::string&) { return false; });
        read_table(
            {channel_tables[0].name, channel_tables[0].text},
            [&](csv_fields names) { return take_rule.take_header(names); },
            [&](csv_fields values) { return take_rule.take(values); })
            .value();
        return paid_channels(out);
    }();
    return std::ranges::binary_search(ours, channel);
}

}  // namespace

result<channel_rules> parse_channel_rules(named_text rules, named_text sources) {
    channel_rules out;
    source_reader take_source(out);
    rule_reader take_rule(out, is_paid_by_our_rules);
    if (auto read = read_table(sources, source_reader::take_header,
                               [&](csv_fields values) { return take_source.take(values); });
        !read)
        return read.error();
    if (auto read = read_table(
            rules, [&](csv_fields names) { return take_rule.take_header(names); },
            [&](csv_fields values) { return take_rule.take(values); });
        !read)
        return read.error();
    return out;
}

result<channel_rules> read_channel_rules(const std::string& rules_path,
                                         const std::string& sources_path) {
    std::array<std::string, 2> texts{std::string(channel_tables[0].text),
                                     std::string(channel_tables[1].text)};
    const std::array paths{rules_path, sources_path};
    for (std::size_t i = 0; i < paths.size(); ++i) {
        if (paths[i].empty()) continue;
        auto read = read_text(paths[i]);
        if (!read) return read.error();
        texts[i] = std::move(*read);
    }
    const auto name_of = [&](std::size_t i) {
        return paths[i].empty() ? channel_tables[i].name : std::string_view(paths[i]);
    };
    return parse_channel_rules({name_of(0), texts[0]}, {name_of(1), texts[1]});
}

channel_rules default_channel_rules() { return read_channel_rules({}, {}).value(); }

channel_classifier default_channel_classifier() {
    return channel_classifier::compile(default_channel_rules()).value();
}

std::string rules_csv_of(const channel_rules& rules) {
    std::string csv(position_column);
    for (const rule_column& each : rule_columns) (csv += ',') += each.name;
    (csv += ',') += paid_column;
    csv += '\n';
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        csv += std::to_string(i + 1);
        for (const rule_column& each : rule_columns) {
            csv += ',';
            append_csv_value(csv, rules.rules[i].*each.text);
        }
        csv += rules.rules[i].is_paid ? ",true\n" : ",false\n";
    }
    return csv;
}

std::string sources_csv_of(const channel_rules& rules) {
    const std::map<std::string_view, std::string_view> sorted(rules.source_categories.begin(),
                                                              rules.source_categories.end());
    std::string csv = fmt::format("{}\n", fmt::join(source_columns, ","));
    for (const auto& [source, category] : sorted) {
        append_csv_value(csv, source);
        csv += ',';
        append_csv_value(csv, category);
        csv += '\n';
    }
    return csv;
}

}  // namespace attrib
