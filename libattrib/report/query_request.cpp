#include <libattrib/report/query_request.hpp>

#include <algorithm>
#include <array>
#include <libattrib/core/error.hpp>
#include <libattrib/report/query_condition.hpp>
#include <libattrib/report/row_values.hpp>

namespace attrib {
namespace {

constexpr std::size_t most_dimensions = 3;
constexpr int longest_lookback_asked = 90;
constexpr std::string_view dates = "dates, YYYY-MM-DD";

[[noreturn]] void refuse(std::string_view member, const std::string& why,
                         const std::string& allowed) {
    throw failure(errc::invalid_option,
                  "`" + std::string(member) + "` " + why + "; there are: " + allowed);
}

const std::string& text_in(const json& value, std::string_view member, std::string_view allowed) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty())
        refuse(member, "must be a text, unlike " + value.dump(), std::string(allowed));
    return value.get_ref<const std::string&>();
}

calendar_day day_in(const json& value, std::string_view member) {
    calendar_day day;
    if (!value.is_string() || !parse_day(value.get_ref<const std::string&>(), day))
        refuse(member, "must be a date, unlike " + value.dump(), std::string(dates));
    return day;
}

std::size_t count_in(const json& value, std::string_view member, std::size_t most) {
    if (!value.is_number_integer() || value < 1 || value > most)
        refuse(member, "has a value that it cannot have: " + value.dump(),
               "whole numbers from 1 to " + std::to_string(most));
    return value.get<std::size_t>();
}

const json& list_in(const json& value, std::string_view member, const std::string& allowed) {
    if (!value.is_array() || value.empty())
        refuse(member, "must be a list, unlike " + value.dump(), allowed);
    return value;
}

// Names of those that `is_named`, joined.
template <class Facts>
std::string names_of(std::span<const Facts> all) {
    std::string names;
    for (const Facts& each : all)
        if (!each.name.empty()) names.append(names.empty() ? "" : ", ").append(each.name);
    return names;
}

bool is_interval(dimension which) noexcept { return which >= dimension::day; }

std::string dimension_names() {
    std::string names = "currency";
    for (const dimension_facts& each : all_dimensions())
        if (is_of_queries(each)) names.append(", ").append(each.name);
    return names;
}

void read_metrics(const json& value, query_request& out) {
    const std::string allowed = names_of(all_metrics());
    out.metrics.clear();
    for (const json& each : list_in(value, "metrics", allowed)) {
        const auto known = metric_named(text_in(each, "metrics", allowed));
        if (!known) refuse("metrics", "names no metric: " + each.dump(), allowed);
        if (out.has(*known)) refuse("metrics", "names a metric twice: " + each.dump(), allowed);
        out.metrics.push_back(*known);
    }
}

void read_dimensions(const json& value, query_request& out) {
    const std::string allowed = dimension_names();
    if (!value.is_array()) refuse("dimensions", "must be a list, unlike " + value.dump(), allowed);
    if (value.size() > most_dimensions)
        refuse("dimensions", "names too many", "three dimensions at most, of " + allowed);
    for (const json& each : value) {
        const auto known = dimension_named(text_in(each, "dimensions", allowed));
        if (!known || (*known != dimension::none && !is_of_queries(facts_of(*known))))
            refuse("dimensions", "names no dimension: " + each.dump(), allowed);
        const bool is_there =
            *known == dimension::none
                ? out.by_currency
                : std::ranges::find(out.dimensions, *known) != out.dimensions.end();
        if (is_there) refuse("dimensions", "names a dimension twice: " + each.dump(), allowed);
        if (*known == dimension::none)
            out.by_currency = true;
        else
            out.dimensions.push_back(*known);
    }
}

void read_interval(const json& value, query_request& out) {
    const auto known = dimension_named(text_in(value, "interval", "day, week, month"));
    if (!known || !is_interval(*known))
        refuse("interval", "names no interval: " + value.dump(), "day, week, month");
    out.interval = known;
}

void read_models(const json& value, query_request& out) {
    for (const json& each : list_in(value, "models", "names of models"))
        out.filter.models.push_back(text_in(each, "models", "names of models"));
}

void read_filters(const json& value, query_request& out) {
    out.filters_given = list_of_filters(value);
    out.filter.only.where = condition_of(out.filters_given);
}

void read_comparison(const json& value, query_request& out) {
    using kind = query_comparison::kind;
    const std::string allowed = R"("previous", "same_days_last_year", {"from": DATE, "to": DATE})";
    if (value == "previous") {
        out.compare = {kind::previous};
    } else if (value == "same_days_last_year") {
        out.compare = {kind::same_days_last_year};
    } else if (value.is_object() && value.size() == 2 && value.contains("from") &&
               value.contains("to")) {
        out.compare = {kind::days, day_in(value["from"], "compare"),
                       day_in(value["to"], "compare")};
        if (out.compare->from >= out.compare->to)
            refuse("compare", "has a `to` that is not after its `from`", allowed);
    } else {
        refuse("compare", "has a value that it cannot have: " + value.dump(), allowed);
    }
}

void read_order(const json& value, query_request& out) {
    const std::string allowed =
        R"(["METRIC or COLUMN", "asc" or "desc"], for a metric with a MODEL)";
    if (!value.is_array()) refuse("order_by", "must be a list, unlike " + value.dump(), allowed);
    for (const json& each : value) {
        const bool is_term =
            each.is_array() && (each.size() == 2 || each.size() == 3) &&
            std::ranges::all_of(each, [](const json& item) { return item.is_string(); }) &&
            (each[1] == "asc" || each[1] == "desc");
        if (!is_term) refuse("order_by", "has no order: " + each.dump(), allowed);
        out.order.push_back({each[0], each[1] == "desc", each.size() == 3 ? each[2] : ""});
    }
}

void read_direct(const json& value, query_request& out) {
    if (value != "keep" && value != "skip")
        refuse("direct", "has a value that it cannot have: " + value.dump(), "keep, skip");
    out.filter.skips_direct = value == "skip";
}

void read_currency(const json& value, query_request& out) {
    const bool is_null = value.is_null() || value == "(none)";
    out.filter.only.currency = is_null ? std::string() : text_in(value, "currency", "a currency");
}

struct member_rule {
    std::string_view name;
    void (*read)(const json&, query_request&);
};
constexpr std::array member_rules{
    member_rule{"metrics", read_metrics},
    member_rule{"dimensions", read_dimensions},
    member_rule{"interval", read_interval},
    member_rule{"models", read_models},
    member_rule{"filters", read_filters},
    member_rule{"from", [](const json& value,
                           query_request& out) { out.filter.from = day_in(value, "from"); }},
    member_rule{"to",
                [](const json& value, query_request& out) { out.filter.to = day_in(value, "to"); }},
    member_rule{"compare", read_comparison},
    member_rule{"order_by", read_order},
    member_rule{"limit",
                [](const json& value, query_request& out) {
                    out.filter.limit = count_in(value, "limit", most_query_rows);
                }},
    member_rule{"cursor",
                [](const json& value, query_request& out) {
                    out.filter.cursor = text_in(value, "cursor", "next_cursor of the page before");
                }},
    member_rule{"lookback_days",
                [](const json& value, query_request& out) {
                    out.filter.lookback_days =
                        static_cast<int>(count_in(value, "lookback_days", longest_lookback_asked));
                }},
    member_rule{"direct", read_direct},
    member_rule{"conversion",
                [](const json& value, query_request& out) {
                    out.filter.only.conversion_name =
                        text_in(value, "conversion", "the name of an event");
                }},
    member_rule{"currency", read_currency},
};

// Sessions have no conversion and no currency.
void check_session_metrics(const query_request& asked) {
    if (!asked.is_by_session()) return;
    if (asked.is_of_money() || asked.by_currency)
        refuse("metrics", "has one of sessions, which have no currency",
               "metrics of sessions in a query without money and by no currency");
    for (const dimension each : asked.dimensions)
        if (!facts_of(each).is_of_sessions())
            refuse(
                "dimensions",
                "has " + std::string(facts_of(each).name) + ", by which sessions are not counted",
                "columns of sessions and visitor, for metrics of sessions");
}

}  // namespace

std::pair<calendar_day, calendar_day> query_comparison::days_for(calendar_day first,
                                                                 calendar_day end) const {
    if (which == kind::previous) return {first - (end - first), first};
    if (which == kind::days) return {from, to};
    const std::chrono::year_month_day date(first);
    std::chrono::year_month_day before = date - std::chrono::years{1};
    if (!before.ok()) before = before.year() / before.month() / std::chrono::last;
    const calendar_day begin = std::chrono::sys_days(before);
    return {begin, begin + (end - first)};
}

bool is_of_queries(const dimension_facts& each) noexcept {
    return !each.name.empty() && !is_interval(each.which) &&
           each.which != dimension::channel_touch_no;
}

dimension_list query_request::grouped_by() const {
    dimension_list by = dimensions;
    if (interval) by.insert(by.begin(), *interval);
    return by;
}

std::vector<std::string> query_request::columns() const {
    std::vector<std::string> columns;
    for (const dimension each : grouped_by())
        for (std::string& column : columns_of(each)) columns.push_back(std::move(column));
    if (by_currency) columns.emplace_back("currency");
    return columns;
}

bool query_request::has(query_metric which) const noexcept {
    return std::ranges::find(metrics, which) != metrics.end();
}

bool query_request::is_by_model() const noexcept {
    return std::ranges::any_of(metrics,
                               [](query_metric each) { return facts_of(each).is_by_model; });
}

bool query_request::is_by_session() const noexcept {
    return std::ranges::any_of(metrics,
                               [](query_metric each) { return facts_of(each).is_by_session; });
}

bool query_request::is_of_money() const noexcept {
    return std::ranges::any_of(metrics,
                               [](query_metric each) { return facts_of(each).is_of_money(); });
}

query_request query_of(const json& asked) {
    std::string names;
    for (const member_rule& each : member_rules)
        names.append(names.empty() ? "" : ", ").append(each.name);
    if (!asked.is_object()) refuse("query", "must be a JSON object", names);
    query_request request;
    for (const auto& [name, value] : asked.items()) {
        const auto rule =
            std::ranges::find(member_rules, std::string_view(name), &member_rule::name);
        if (rule == member_rules.end()) refuse(name, "is no member of a query", names);
        // Null is what was left out; a currency may be null.
        if (!value.is_null() || name == "currency") rule->read(value, request);
    }
    if (request.is_of_money()) request.by_currency = true;
    check_session_metrics(request);
    return request;
}

json query_json(const query_request& asked) {
    json metrics = json::array();
    for (const query_metric each : asked.metrics) metrics.push_back(facts_of(each).name);
    json dimensions = json::array();
    for (const dimension each : asked.dimensions) dimensions.push_back(facts_of(each).name);
    if (asked.by_currency) dimensions.push_back("currency");
    json order = json::array();
    for (const query_order& each : asked.order) {
        order.push_back({each.by, each.is_descending ? "desc" : "asc"});
        if (!each.model.empty()) order.back().push_back(each.model);
    }
    return {{"metrics", std::move(metrics)},
            {"dimensions", std::move(dimensions)},
            {"interval", asked.interval ? json(facts_of(*asked.interval).name) : json()},
            {"filters", asked.filters_given},
            {"order_by", std::move(order)},
            {"limit", asked.filter.limit.value_or(default_query_rows)}};
}

}  // namespace attrib
