#include <algorithm>
#include <array>
#include <libattrib/core/time_zone.hpp>
#include <libattrib/http/endpoints.hpp>

namespace attrib {
namespace {

using enum parameter;
using source = answer_scope::source;

constexpr parameter_set range_parameters = parameters(from, to, format);
constexpr parameter_set filter_parameters =
    range_parameters | parameters(parameter::model, conversion, currency, channel, campaign);
constexpr std::size_t recent_events = 50;

constexpr std::array endpoints{
    endpoint{
        "/totals", filter_parameters, source::rollup,
        [](connection& on, const report_query& query) { return totals_report(on, query.filter); }},
    endpoint{"/timeseries", filter_parameters, source::rollup,
             [](connection& on, const report_query& query) {
                 return timeseries_report(on, query.filter);
             }},
    endpoint{"/channels", filter_parameters, source::rollup,
             [](connection& on, const report_query& query) {
                 return channels_report(on, query.filter);
             }},
    endpoint{"/campaigns", filter_parameters | parameters(limit), source::credits,
             [](connection& on, const report_query& query) {
                 return campaigns_report(on, query.filter);
             }},
    endpoint{"/conversions", filter_parameters | parameters(limit, cursor), source::credits,
             [](connection& on, const report_query& query) {
                 return conversions_report(on, query.filter);
             }},
    endpoint{"/conversions/", parameters(user), source::events,
             [](connection& on, const report_query& query) {
                 return journey_report(on, query.id, query.user);
             }},
    endpoint{"/events/recent", parameters(limit, format), source::events,
             [](connection& on, const report_query& query) {
                 return recent_events_report(on, query.filter.limit.value_or(recent_events));
             }},
    endpoint{"/sessions/summary", range_parameters | parameters(channel), source::events,
             [](connection& on, const report_query& query) {
                 return sessions_report(on, query.filter);
             }},
    endpoint{"/models", parameters(format), source::nothing,
             [](connection&, const report_query&) { return models_report(); }},
};

calendar_day day_of(const json& value) {
    calendar_day day;
    static_cast<void>(parse_day(value.get_ref<const std::string&>(), day));
    return day;
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
    if (scope.made_from != source::rollup) return scope;
    if (query.filter.campaign) scope.made_from = source::credits;
    // A range that follows the newest day is touched by whatever comes after it.
    // Without any conversion the default range hangs on today, and whatever comes moves it.
    if (!answer["range"]["is_default"].get<bool>() || !answer["totals"].empty())
        scope.from = day_of(answer["range"]["from"]);
    if (query.filter.to) scope.to = day_of(answer["range"]["to"]);
    return scope;
}

http_response response_of(const endpoint& asked, const json& answer, bool is_csv) {
    if (!is_csv) return {.content_type = "application/json", .body = answer.dump() + "\n"};
    std::string name(asked.path.substr(1));
    std::ranges::replace(name, '/', '-');
    return {.content_type = "text/csv; charset=utf-8",
            .body = csv_of(answer),
            .headers = {{"Content-Disposition", "attachment; filename=\"" + name + ".csv\""}}};
}

}  // namespace attrib
