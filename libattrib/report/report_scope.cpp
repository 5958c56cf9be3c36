#include <libattrib/report/report_scope.hpp>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {
namespace {

constexpr std::chrono::days default_range{14};
constexpr std::chrono::days one_day{1};

// Days that a date of four digits can name, with room for the day before and after.
constexpr calendar_day first_possible = std::chrono::sys_days{std::chrono::year{1} / 1 / 2};
constexpr calendar_day last_possible = std::chrono::sys_days{std::chrono::year{9999} / 12 / 30};

// What the query `scope` says.
struct table_facts {
    attribution_options made_with;
    timestamp now;
};

table_facts read_facts(report_view& view) {
    const query_result answer = view.run("scope");
    row_reader row(answer, 0);
    if (row.is_null())
        throw failure(errc::stale_tables, "there are no tables yet: run attrib-model first");
    table_facts facts{options_of(row.text()), {}};
    facts.now = row.time();
    return facts;
}

// Fills what the scope says of today; returns the day that a default range ends with.
calendar_day read_newest_day(report_view& view, timestamp now, report_scope& out) {
    out.today = out.made_with.zone.day_of(now);
    const query_result answer = view.run("newest_day", {to_string(out.today)});
    row_reader row(answer, 0);
    calendar_day newest = out.today;
    if (row.is_null())
        row.skip(1);
    else
        newest = row.day();
    out.conversions_after_today = row.integer();
    return newest;
}

void check_text(const char* name, const std::optional<std::string>& text) {
    if (text && !is_text(*text))
        throw failure(errc::invalid_option,
                      std::string("`") + name + "` must be UTF-8 text without NUL");
}

void check_filter(const report_filter& filter) {
    check_text("conversion", filter.conversion);
    check_text("currency", filter.currency);
    check_text("channel", filter.channel);
    check_text("campaign", filter.campaign);
    if (filter.limit == std::size_t{0})
        throw failure(errc::invalid_option, "`limit` must be 1 or more");
}

void check_range(calendar_day from, calendar_day to) {
    if (from < first_possible || to > last_possible)
        throw failure(errc::invalid_option, "`from` and `to` must lie in the years 1 to 9999");
    if (from >= to)
        throw failure(errc::invalid_option,
                      "`from` must be before `to`, which is the day after "
                      "the last: " +
                          to_string(from) + ", " + to_string(to));
    if (to - from > longest_range)
        throw failure(errc::invalid_option,
                      "`from` and `to` may be 3660 days apart at most, unlike " + to_string(from) +
                          " and " + to_string(to));
}

json seconds_of(microseconds span) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(span);
    if (whole == span) return whole.count();
    return std::chrono::duration<double>(span).count();
}

}  // namespace

report_scope scope_of(report_view& view, const report_filter& filter) {
    check_filter(filter);
    table_facts facts = read_facts(view);
    report_scope scope{.from = {}, .to = {}, .today = {}, .made_with = std::move(facts.made_with)};
    const calendar_day newest = read_newest_day(view, filter.now.value_or(facts.now), scope);
    scope.is_default = !filter.from && !filter.to;
    if (filter.to)
        scope.to = *filter.to;
    else if (filter.from && *filter.from > scope.today)
        scope.to = *filter.from + default_range;
    else if (filter.from && *filter.from > newest)
        scope.to = std::min(*filter.from + default_range, scope.today + one_day);
    else
        scope.to = newest + one_day;
    scope.from = filter.from.value_or(scope.to - default_range);
    check_range(scope.from, scope.to);
    return scope;
}

attribution_options options_of_tables(report_view& view) { return read_facts(view).made_with; }

json window_json(const attribution_options& made_with) {
    return {{"lookback_seconds", seconds_of(made_with.lookback)},
            {"session_timeout_seconds", seconds_of(made_with.session_timeout)},
            {"conversions", made_with.conversions}};
}

json envelope(const report_scope& scope, const report_filter& filter) {
    json filters = json::object();
    const auto put = [&](const char* name, const std::optional<std::string>& text,
                         const char* for_empty) {
        if (text) filters[name] = text->empty() ? for_empty : *text;
    };
    if (filter.only) filters["model"] = name_of(*filter.only);
    put("conversion", filter.conversion, "");
    put("currency", filter.currency, "(none)");
    put("channel", filter.channel, "(unattributed)");
    put("campaign", filter.campaign, "(none)");
    return {{"range",
             {{"from", to_string(scope.from)},
              {"to", to_string(scope.to)},
              {"time_zone", scope.made_with.zone.name()},
              {"is_default", scope.is_default},
              {"today", to_string(scope.today)},
              {"conversions_after_today", scope.conversions_after_today}}},
            {"window", window_json(scope.made_with)},
            {"filters", std::move(filters)}};
}

query_parameters credit_parameters(const report_scope& scope, const report_filter& filter) {
    std::optional<std::string> only;
    if (filter.only) only = name_of(*filter.only);
    return {to_string(scope.from), to_string(scope.to), only,           filter.conversion,
            filter.currency,       filter.channel,      filter.campaign};
}

}  // namespace attrib
