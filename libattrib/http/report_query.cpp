#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <libattrib/core/query_string.hpp>
#include <libattrib/http/report_query.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_text = 1024;
constexpr int longest_lookback_days = 90;
constexpr std::size_t longest_path_asked = 1'000'000;
constexpr std::string_view models_allowed = "names of models, parted by commas";

// Each takes a value into the query; false when it is none of its kind.
bool take_day(std::string_view value, std::optional<calendar_day>& out) {
    calendar_day day;
    if (!parse_day(value, day)) return false;
    out = day;
    return true;
}

bool take_text(std::string_view value, std::string_view null, std::optional<std::string>& out) {
    if (value.empty() || value.size() > longest_text) return false;
    out = value == null ? std::string() : std::string(value);
    return true;
}

bool take_from(std::string_view value, report_query& out) {
    return take_day(value, out.filter.from);
}
bool take_to(std::string_view value, report_query& out) { return take_day(value, out.filter.to); }

// Names, parted by commas; which there are, the tables say.
bool take_models(std::string_view value, report_query& out) {
    if (value.empty() || value.size() > longest_text) return false;
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find(',', begin), value.size());
        if (end == begin) return false;
        out.filter.models.emplace_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return true;
}

bool take_lookback(std::string_view value, report_query& out) {
    int days = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), days);
    if (wrong != std::errc{} || end != value.data() + value.size()) return false;
    out.filter.lookback_days = days;
    return days >= 1 && days <= longest_lookback_days;
}

bool take_direct(std::string_view value, report_query& out) {
    out.filter.skips_direct = value == "skip";
    return value == "skip" || value == "keep";
}

bool take_by(std::string_view value, report_query& out) {
    const auto named = dimension_named(value);
    if (named) out.filter.by = *named;
    return named.has_value();
}

bool take_conversion(std::string_view value, report_query& out) {
    return take_text(value, {}, out.filter.only.conversion_name);
}
bool take_currency(std::string_view value, report_query& out) {
    return take_text(value, none_text, out.filter.only.currency);
}

template <touch_column Column>
bool take_touch(std::string_view value, report_query& out) {
    const std::string_view null = Column == touch_column::channel ? unattributed_text : none_text;
    return take_text(value, null, out.filter.only.touch[static_cast<std::size_t>(Column)]);
}

// A number from 1 to `most`.
bool take_count(std::string_view value, std::size_t most, std::optional<std::size_t>& out) {
    std::size_t count = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), count);
    if (wrong != std::errc{} || end != value.data() + value.size()) return false;
    if (count < 1 || count > most) return false;
    out = count;
    return true;
}

bool take_limit(std::string_view value, report_query& out) {
    return take_count(value, most_rows_asked, out.filter.limit);
}
bool take_min_length(std::string_view value, report_query& out) {
    return take_count(value, longest_path_asked, out.filter.paths.min_length);
}
bool take_max_length(std::string_view value, report_query& out) {
    return take_count(value, longest_path_asked, out.filter.paths.max_length);
}

bool take_contains(std::string_view value, report_query& out) {
    std::optional<std::string> text;
    if (!take_text(value, none_text, text)) return false;
    out.filter.paths.contains.push_back(std::move(*text));
    return true;
}
bool take_starts_with(std::string_view value, report_query& out) {
    return take_text(value, none_text, out.filter.paths.starts_with);
}
bool take_ends_with(std::string_view value, report_query& out) {
    return take_text(value, none_text, out.filter.paths.ends_with);
}

bool take_cursor(std::string_view value, report_query& out) {
    out.filter.cursor = value;
    return !value.empty() && value.size() <= 2 * longest_text;
}

bool take_format(std::string_view value, report_query& out) {
    out.is_csv = value == "csv";
    return value == "csv" || value == "json";
}

bool take_bom(std::string_view value, report_query& out) {
    out.has_byte_order_mark = value == "true";
    return value == "true" || value == "false";
}

bool take_search(std::string_view value, report_query& out) {
    out.filter.search = value;
    return value.size() <= longest_text;
}

bool take_user(std::string_view value, report_query& out) { return take_text(value, {}, out.user); }

struct parameter_rule {
    parameter which;
    std::string_view name;
    bool (*take)(std::string_view, report_query&);
    std::string_view allowed;
    bool is_repeatable = false;
};
constexpr std::array rules{
    parameter_rule{parameter::from, "from", take_from, "a date, YYYY-MM-DD"},
    parameter_rule{parameter::to, "to", take_to, "a date, YYYY-MM-DD"},
    parameter_rule{parameter::models, "models", take_models, models_allowed},
    parameter_rule{parameter::conversion, "conversion", take_conversion, "the name of an event"},
    parameter_rule{parameter::currency, "currency", take_currency, "a currency, or (none)"},
    parameter_rule{parameter::channel, "channel", take_touch<touch_column::channel>,
                   "a channel, or (unattributed)"},
    parameter_rule{parameter::source, "source", take_touch<touch_column::source>,
                   "a source, or (none)"},
    parameter_rule{parameter::medium, "medium", take_touch<touch_column::medium>,
                   "a medium, or (none)"},
    parameter_rule{parameter::campaign, "campaign", take_touch<touch_column::campaign>,
                   "a campaign, or (none)"},
    parameter_rule{parameter::landing_page, "landing_page", take_touch<touch_column::landing_page>,
                   "a landing page, or (none)"},
    parameter_rule{parameter::device_category, "device_category",
                   take_touch<touch_column::device_category>, "a device category, or (none)"},
    parameter_rule{parameter::country, "country", take_touch<touch_column::country>,
                   "a country, or (none)"},
    parameter_rule{parameter::lookback_days, "lookback_days", take_lookback,
                   "a whole number from 1 to 90"},
    parameter_rule{parameter::direct, "direct", take_direct, "keep, skip"},
    parameter_rule{
        parameter::by, "by", take_by,
        "channel, source, medium, source_medium, campaign, landing_page, "
        "device_category, country, visitor, channel_touch_no, touch_no, conversion_name, "
        "currency, day, week, month"},
    parameter_rule{parameter::limit, "limit", take_limit, "a whole number from 1 to 1000"},
    parameter_rule{parameter::cursor, "cursor", take_cursor, "next_cursor of the page before"},
    parameter_rule{parameter::format, "format", take_format, "json, csv"},
    parameter_rule{parameter::bom, "bom", take_bom, "true, false"},
    parameter_rule{parameter::user, "user", take_user, "a user_pseudo_id"},
    parameter_rule{parameter::contains, "contains", take_contains,
                   "a value of a dimension of one column, or (none)", true},
    parameter_rule{parameter::starts_with, "starts_with", take_starts_with,
                   "a value of a dimension of one column, or (none)"},
    parameter_rule{parameter::ends_with, "ends_with", take_ends_with,
                   "a value of a dimension of one column, or (none)"},
    parameter_rule{parameter::min_length, "min_length", take_min_length,
                   "a whole number from 1 to 1000000"},
    parameter_rule{parameter::max_length, "max_length", take_max_length,
                   "a whole number from 1 to 1000000, not less than min_length"},
    parameter_rule{parameter::of_dimension, "dimension", take_by,
                   "channel, source, medium, campaign, landing_page, device_category, country, "
                   "conversion_name, currency"},
    parameter_rule{parameter::search, "search", take_search, "a text of at most 1024 bytes"},
};

bool holds(parameter_set set, parameter which) noexcept {
    return (set & static_cast<parameter_set>(which)) != 0;
}

std::string names_of(parameter_set set) {
    std::string names;
    for (const parameter_rule& rule : rules)
        if (holds(set, rule.which)) names.append(names.empty() ? "" : ", ").append(rule.name);
    return names.empty() ? "no parameters" : names;
}

problem wrong_parameter(const query_parameter& given, std::string detail, std::string allowed) {
    return {.status = 400,
            .code = "invalid_parameter",
            .detail = std::move(detail),
            .parameter = std::string(given.name),
            .given = std::string(given.value),
            .allowed = std::move(allowed)};
}

std::optional<problem> check_range(const report_filter& filter) {
    if (!filter.from || !filter.to || *filter.from < *filter.to) return std::nullopt;
    return wrong_parameter({"to", to_string(*filter.to)},
                           "the range is empty: `to` is the day after the last",
                           "a date after " + to_string(*filter.from));
}

}  // namespace

problem problem_of_filter(const failure& failed, std::string_view query) {
    const std::string_view message = failed.what();
    problem what{.status = 400, .code = "invalid_parameter", .detail = std::string(message)};
    const auto rule = std::ranges::find(rules, name_in_backticks(message), &parameter_rule::name);
    if (rule == rules.end()) return what;
    what.parameter = rule->name;
    // What there is, the message says where the rule cannot know it.
    const std::size_t known = message.find("there are: ");
    what.allowed = known == std::string_view::npos ? rule->allowed : message.substr(known + 11);
    put_given(query, what);
    return what;
}

std::optional<problem> read_query(std::string_view query, parameter_set allowed, report_query& out,
                                  parameter_set required) {
    const auto given = parameters_of(query);
    if (!given)
        return problem{.status = 400,
                       .code = "invalid_query",
                       .detail = "the query string is not percent-encoded UTF-8"};
    parameter_set seen = 0;
    for (const query_parameter& each : *given) {
        const auto rule = std::ranges::find(rules, each.name, &parameter_rule::name);
        if (rule == rules.end() || !holds(allowed, rule->which))
            return wrong_parameter(each, fmt::format("there is no parameter {} here", each.name),
                                   names_of(allowed));
        if (holds(seen, rule->which) && !rule->is_repeatable)
            return wrong_parameter(each, fmt::format("{} is given twice", each.name), "one value");
        seen |= static_cast<parameter_set>(rule->which);
        if (!rule->take(each.value, out))
            return wrong_parameter(each,
                                   fmt::format("{} has a value that it cannot have", each.name),
                                   std::string(rule->allowed));
    }
    for (const parameter_rule& rule : rules)
        if (holds(required, rule.which) && !holds(seen, rule.which))
            return problem{.status = 400,
                           .code = "invalid_parameter",
                           .detail = fmt::format("{} must be given", rule.name),
                           .parameter = std::string(rule.name),
                           .given = {},
                           .allowed = std::string(rule.allowed)};
    return check_range(out.filter);
}

}  // namespace attrib
