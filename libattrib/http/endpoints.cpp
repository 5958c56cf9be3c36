#include <algorithm>
#include <array>
#include <libattrib/core/time_zone.hpp>
#include <libattrib/http/endpoints.hpp>
#include <libattrib/io/event_header.hpp>

namespace attrib {
namespace {

using enum parameter;
using made_from = answer_scope::source;

constexpr parameter_set format_parameters = parameters(format, bom);
constexpr parameter_set range_parameters = parameters(from, to) | format_parameters;
constexpr parameter_set model_parameters = parameters(models, lookback_days, direct);
constexpr parameter_set column_parameters =
    parameters(conversion, currency, channel, source, medium, campaign, landing_page,
               device_category, country);
constexpr parameter_set filter_parameters = range_parameters | model_parameters | column_parameters;
constexpr parameter_set path_parameters =
    range_parameters | column_parameters | parameters(lookback_days);
constexpr std::size_t recent_events = 50;
// How old an answer may be about what is noted without a change of the tables.
constexpr std::chrono::seconds noted_within{10};

// A report on what the query's filter takes.
template <json (*Report)(const report_source&, const report_filter&)>
json report_of(const report_source& from, const report_query& query) {
    return Report(from, query.filter);
}

// The same as CSV.
template <csv_report (*Csv)(const report_source&, const report_filter&)>
csv_report csv_of_filter(const report_source& from, const report_query& query) {
    return Csv(from, query.filter);
}

constexpr std::array endpoints{
    endpoint{"/totals", filter_parameters, {}, made_from::credits, report_of<totals_report>},
    endpoint{"/timeseries",
             filter_parameters | parameters(by),
             {},
             made_from::credits,
             report_of<timeseries_report>,
             csv_of_filter<timeseries_csv>},
    endpoint{"/channels", filter_parameters, {}, made_from::credits, report_of<channels_report>},
    endpoint{"/campaigns",
             filter_parameters | parameters(limit),
             {},
             made_from::credits,
             report_of<campaigns_report>,
             csv_of_filter<campaigns_csv>},
    endpoint{"/breakdown", filter_parameters | parameters(by, limit), parameters(by),
             made_from::credits, report_of<breakdown_report>, csv_of_filter<breakdown_csv>},
    endpoint{"/conversions",
             filter_parameters | parameters(limit, cursor),
             {},
             made_from::credits,
             report_of<conversions_report>,
             csv_of_filter<conversions_csv>},
    endpoint{"/conversions/",
             model_parameters | parameters(user),
             {},
             made_from::events,
             [](const report_source& from, const report_query& query) {
                 return journey_report(from, query.id, query.user, query.filter);
             }},
    endpoint{"/paths",
             path_parameters | parameters(by, contains, starts_with, ends_with, min_length,
                                          max_length, limit, cursor),
             {},
             made_from::journeys,
             report_of<paths_report>,
             csv_of_filter<paths_csv>},
    endpoint{
        "/path-lengths", path_parameters, {}, made_from::journeys, report_of<path_lengths_report>},
    endpoint{"/days-to-convert",
             path_parameters,
             {},
             made_from::journeys,
             report_of<days_to_convert_report>},
    endpoint{"/roles",
             path_parameters | parameters(by, limit),
             {},
             made_from::journeys,
             report_of<roles_report>,
             csv_of_filter<roles_csv>},
    endpoint{"/events/recent",
             format_parameters | parameters(limit),
             {},
             made_from::events,
             [](const report_source& from, const report_query& query) {
                 return recent_events_report(from.on, query.filter.limit.value_or(recent_events));
             }},
    endpoint{"/query",
             {},
             {},
             made_from::credits,
             [](const report_source& from, const report_query& query) {
                 return query_report(from, *query.query);
             },
             [](const report_source& from, const report_query& query) {
                 return query_csv(from, *query.query);
             }},
    endpoint{"/sessions/summary",
             range_parameters | parameters(channel),
             {},
             made_from::events,
             report_of<sessions_report>},
    endpoint{"/values", parameters(from, to, parameter::of_dimension, search, limit),
             parameters(parameter::of_dimension), made_from::events, report_of<values_report>},
    endpoint{"/dimensions",
             {},
             {},
             made_from::settings,
             [](const report_source&, const report_query&) { return dimensions_report(); }},
    endpoint{"/quality", parameters(from, to), {}, made_from::events, report_of<quality_report>},
    endpoint{"/status/history",
             {},
             {},
             made_from::events,
             [](const report_source& from, const report_query&) {
                 return status_history_report(from.on);
             }},
    endpoint{"/models/markov",
             range_parameters | parameters(conversion, by),
             {},
             made_from::events,
             report_of<markov_report>},
    endpoint{"/models",
             format_parameters,
             {},
             made_from::settings,
             [](const report_source& from, const report_query&) { return models_report(from.on); }},
};

calendar_day day_of(const json& value) {
    calendar_day day;
    static_cast<void>(parse_day(value.get_ref<const std::string&>(), day));
    return day;
}

// Whether an answer came from mart_channel_daily, as is_in_daily_sums has it.
bool is_of_daily_sums(const report_query& query, const json& answer) {
    const auto is_materialized = [](const json& each) {
        return each["is_materialized"].get<bool>();
    };
    if (query.query)
        return is_in_daily_columns(query.query->grouped_by(), query.query->filter.only) &&
               std::ranges::none_of(
                   query.query->metrics,
                   [](query_metric each) { return facts_of(each).weighs_journeys(); }) &&
               std::ranges::all_of(answer["models"], is_materialized);
    return is_in_daily_columns(list_of(query.filter.by.value_or(dimension::none)),
                               query.filter.only) &&
           std::ranges::all_of(answer["models"], is_materialized);
}

bool is_of_chain(const json& model) {
    return find_rule(model["rule"].get_ref<const std::string&>())->sees_effects;
}

}  // namespace

const endpoint* find_endpoint(std::string_view path, std::string_view& id) noexcept {
    for (const endpoint& each : endpoints) {
        const bool is_named = each.path.ends_with('/');
        if (!is_named && path == each.path) return &each;
        if (!is_named || !path.starts_with(each.path) || path.size() == each.path.size()) continue;
        id = path.substr(each.path.size());
        if (id.find('/') == std::string_view::npos) return &each;
    }
    return nullptr;
}

std::span<const endpoint> all_endpoints() noexcept { return endpoints; }

answer_scope scope_of(const endpoint& asked, const report_query& query, const json& answer,
                      timestamp now) {
    answer_scope scope{asked.made_from};
    // It says what comes after today, and a range that was left out ends with it.
    if (answer.contains("range")) {
        const json& range = answer["range"];
        scope.today = day_of(range["today"]);
        scope.until = time_zone::named(range["time_zone"].get_ref<const std::string&>())
                          .value()
                          .next_day(now);
    }
    if (asked.path == "/quality" || asked.path == "/status/history")
        scope.until = std::min(scope.until.value_or(timestamp::max()), now + noted_within);
    if (scope.made_from == made_from::credits) {
        // Chains are of everybody's journeys, those without a conversion, too.
        const bool has_sessions = query.query && query.query->is_by_session();
        if (has_sessions || std::ranges::any_of(answer["models"], is_of_chain)) {
            scope.made_from = made_from::events;
            return scope;
        }
        const bool has_rows = asked.path == "/conversions" || asked.path == "/campaigns";
        scope.made_from =
            !has_rows && is_of_daily_sums(query, answer) ? made_from::rollup : made_from::journeys;
    } else if (scope.made_from != made_from::journeys) {
        return scope;
    }
    // A range that follows the newest day is touched by whatever comes after it.
    // Without any conversion the default range hangs on today, and whatever comes moves it.
    if (!answer["range"]["is_default"].get<bool>() || !answer["totals"].empty())
        scope.from = day_of(answer["range"]["from"]);
    const report_filter& filter = query.query ? query.query->filter : query.filter;
    if (filter.to) scope.to = day_of(answer["range"]["to"]);
    if (const auto compared = answer.find("compare_range"); compared != answer.end()) {
        if (scope.from) scope.from = std::min(*scope.from, day_of((*compared)["from"]));
        if (scope.to) scope.to = std::max(*scope.to, day_of((*compared)["to"]));
    }
    return scope;
}

http_response json_response(const json& answer) {
    return {.content_type = "application/json", .body = answer.dump() + "\n"};
}

http_response csv_response(const endpoint& asked, const report_query& query, csv_piece first,
                           std::shared_ptr<const csv_pieces> rest) {
    std::string name(asked.path.substr(1));
    std::ranges::replace(name, '/', '-');
    if (query.has_byte_order_mark) first.text.insert(0, byte_order_mark);
    http_response made{
        .content_type = "text/csv; charset=utf-8",
        .body = std::move(first.text),
        .headers = {{"Content-Disposition", "attachment; filename=\"" + name + ".csv\""}}};
    if (first.next) made.rest = {std::move(rest), std::move(*first.next)};
    return made;
}

}  // namespace attrib
