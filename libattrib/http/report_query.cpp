#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <libattrib/http/report_query.hpp>
#include <libattrib/http/target.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_text = 1024;

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

bool take_model(std::string_view value, report_query& out) {
    const auto found = std::ranges::find(model_names, value);
    if (found == model_names.end()) return false;
    out.filter.only = static_cast<attrib::model>(found - model_names.begin());
    return true;
}

bool take_conversion(std::string_view value, report_query& out) {
    return take_text(value, {}, out.filter.conversion);
}
bool take_currency(std::string_view value, report_query& out) {
    return take_text(value, none_text, out.filter.currency);
}
bool take_channel(std::string_view value, report_query& out) {
    return take_text(value, unattributed_text, out.filter.channel);
}
bool take_campaign(std::string_view value, report_query& out) {
    return take_text(value, none_text, out.filter.campaign);
}

bool take_limit(std::string_view value, report_query& out) {
    std::size_t limit = 0;
    const auto [end, wrong] = std::from_chars(value.data(), value.data() + value.size(), limit);
    if (wrong != std::errc{} || end != value.data() + value.size()) return false;
    if (limit < 1 || limit > most_rows_asked) return false;
    out.filter.limit = limit;
    return true;
}

bool take_cursor(std::string_view value, report_query& out) {
    out.filter.cursor = value;
    return !value.empty() && value.size() <= 2 * longest_text;
}

bool take_format(std::string_view value, report_query& out) {
    out.is_csv = value == "csv";
    return value == "csv" || value == "json";
}

bool take_user(std::string_view value, report_query& out) { return take_text(value, {}, out.user); }

struct parameter_rule {
    parameter which;
    std::string_view name;
    bool (*take)(std::string_view, report_query&);
    std::string_view allowed;
};
constexpr std::array rules{
    parameter_rule{parameter::from, "from", take_from, "a date, YYYY-MM-DD"},
    parameter_rule{parameter::to, "to", take_to, "a date, YYYY-MM-DD"},
    parameter_rule{parameter::model, "model", take_model, "first_click, last_click"},
    parameter_rule{parameter::conversion, "conversion", take_conversion, "the name of an event"},
    parameter_rule{parameter::currency, "currency", take_currency, "a currency, or (none)"},
    parameter_rule{parameter::channel, "channel", take_channel, "a channel, or (unattributed)"},
    parameter_rule{parameter::campaign, "campaign", take_campaign, "a campaign, or (none)"},
    parameter_rule{parameter::limit, "limit", take_limit, "a whole number from 1 to 1000"},
    parameter_rule{parameter::cursor, "cursor", take_cursor, "next_cursor of the page before"},
    parameter_rule{parameter::format, "format", take_format, "json, csv"},
    parameter_rule{parameter::user, "user", take_user, "a user_pseudo_id"},
};

bool holds(parameter_set set, parameter which) noexcept {
    return (set & static_cast<unsigned>(which)) != 0;
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
            .parameter = given.name,
            .given = given.value,
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
    const std::size_t begin = message.find('`') + 1;
    const std::size_t end = message.find('`', begin);
    const auto rule =
        std::ranges::find(rules, message.substr(begin, end - begin), &parameter_rule::name);
    if (begin == 0 || rule == rules.end()) return what;
    what.parameter = rule->name;
    what.allowed = rule->allowed;
    for (const query_parameter& each :
         parameters_of(query).value_or(std::vector<query_parameter>{}))
        if (each.name == rule->name) what.given = each.value;
    return what;
}

std::optional<problem> read_query(std::string_view query, parameter_set allowed,
                                  report_query& out) {
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
        if (holds(seen, rule->which))
            return wrong_parameter(each, each.name + " is given twice", "one value");
        seen = static_cast<parameter_set>(seen | static_cast<unsigned>(rule->which));
        if (!rule->take(each.value, out))
            return wrong_parameter(each, each.name + " has a value that it cannot have",
                                   std::string(rule->allowed));
    }
    return check_range(out.filter);
}

}  // namespace attrib
