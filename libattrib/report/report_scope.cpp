#include <libattrib/report/report_scope.hpp>

#include <algorithm>
#include <libattrib/attribution/markov_credit.hpp>
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

constexpr int longest_lookback_days = 90;
constexpr std::size_t most_models_asked = 20;

// What the query `scope` says.
struct table_facts {
    table_settings tables;
    timestamp now;
};

table_facts read_facts(report_view& view) {
    const query_result answer = view.run("scope");
    row_reader row(answer, 0);
    if (row.is_null())
        throw failure(errc::stale_tables, "there are no tables yet: run attrib-model first");
    table_facts facts;
    facts.tables = table_settings(row.text());
    facts.now = row.time();
    return facts;
}

// Fills what the scope says of today; returns the day that a default range ends with.
calendar_day read_newest_day(report_view& view, timestamp now, report_scope& out) {
    out.today = time_zone(out.options().zone).day_of(now);
    const query_result answer =
        view.run("newest_day", {to_string(out.today), out.options().models.front().name});
    row_reader row(answer, 0);
    calendar_day newest = out.today;
    if (row.is_null())
        row.skip(1);
    else
        newest = row.day();
    out.conversions_after_today = row.integer();
    return newest;
}

void check_text(const std::string& name, const std::optional<std::string>& text) {
    if (text && !is_text(*text))
        throw failure(errc::invalid_option, "`" + name + "` must be UTF-8 text without NUL");
}

void check_filter(const report_filter& filter) {
    check_text("conversion", filter.only.conversion_name);
    check_text("currency", filter.only.currency);
    for (std::size_t i = 0; i < touch_column_count; ++i)
        check_text(std::string(touch_column_names[i]), filter.only.touch[i]);
    for (const std::string& each : filter.paths.contains) check_text("contains", each);
    check_text("search", filter.search);
    check_text("starts_with", filter.paths.starts_with);
    check_text("ends_with", filter.paths.ends_with);
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

void check_lookback(int days, microseconds journey_window) {
    const auto most = std::min<std::int64_t>(
        longest_lookback_days, std::chrono::floor<std::chrono::days>(journey_window).count());
    if (days < 1 || days > most)
        throw failure(errc::invalid_option,
                      "`lookback_days` must lie within the journey window of the tables "
                      "(attrib-model --journey-days); there are: whole numbers from 1 to " +
                          std::to_string(most));
}

// Chains are of the tables' journeys.
void check_chain_options(const report_filter& filter) {
    if (filter.lookback_days)
        throw failure(errc::invalid_option,
                      "`lookback_days` cannot be given with the Markov models, which are of the "
                      "journeys of the tables' lookback");
    if (filter.skips_direct)
        throw failure(errc::invalid_option,
                      "`direct` cannot be given with the Markov models, in which Direct is a "
                      "channel as others are");
}

// The member `filters`: what was asked for, as it was given.
json filters_json(const report_filter& filter) {
    json filters = json::object();
    const auto put = [&](std::string_view name, const std::optional<std::string>& text,
                         const char* for_empty) {
        if (text) filters[std::string(name)] = text->empty() ? for_empty : *text;
    };
    put("conversion", filter.only.conversion_name, "");
    put("currency", filter.only.currency, "(none)");
    for (std::size_t i = 0; i < touch_column_count; ++i)
        put(touch_column_names[i], filter.only.touch[i], i == 0 ? "(unattributed)" : "(none)");
    const path_selection& paths = filter.paths;
    for (const std::string& each : paths.contains)
        filters["contains"].push_back(each.empty() ? "(none)" : each);
    put("starts_with", paths.starts_with, "(none)");
    put("ends_with", paths.ends_with, "(none)");
    if (paths.min_length) filters["min_length"] = *paths.min_length;
    if (paths.max_length) filters["max_length"] = *paths.max_length;
    return filters;
}

}  // namespace

json seconds_of(microseconds span) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(span);
    if (whole == span) return whole.count();
    return std::chrono::duration<double>(span).count();
}

report_scope scope_of(report_view& view, const report_filter& filter) {
    check_filter(filter);
    table_facts facts = read_facts(view);
    report_scope scope{.from = {}, .to = {}, .today = {}, .tables = std::move(facts.tables)};
    scope.models = models_of(filter, scope.options(), {"first_click", "last_click"});
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

model_list report_scope::instances() const {
    model_list list;
    for (const asked_model& each : models) list.push_back(each.instance);
    return list;
}

std::vector<std::string> report_scope::model_names() const {
    std::vector<std::string> names;
    for (const asked_model& each : models) names.push_back(each.instance.name);
    return names;
}

microseconds report_scope::longest_lookback() const {
    return attrib::longest_lookback(instances(), options().lookback);
}

table_settings settings_of_tables(report_view& view) { return read_facts(view).tables; }

std::vector<asked_model> known_models(const attribution_options& options) {
    std::vector<asked_model> known;
    for (const model_instance& each : options.models) known.push_back({each, true});
    for (const model_instance& each : shipped_models())
        if (std::ranges::find(options.models, each.name, &model_instance::name) ==
            options.models.end())
            known.push_back({each, false});
    for (const std::string_view name : {markov_name, markov_channel_name})
        if (std::ranges::find(options.models, name, &model_instance::name) ==
            options.models.end()) {
            model_instance instance = markov_model({});
            instance.name = name;
            known.push_back({std::move(instance), false});
        }
    return known;
}

bool asked_model::shares_totals() const noexcept {
    return instance.rule->sees_effects && instance.name == markov_channel_name;
}

std::string_view asked_model::title() const noexcept {
    return shares_totals() ? "Markov chain, totals" : instance.rule->title;
}

std::string_view asked_model::meaning() const noexcept {
    if (!shares_totals()) return instance.rule->meaning;
    return "The total shared among all channels in proportion to their removal effects in the "
           "chain of all journeys; it says nothing of a single conversion.";
}

std::vector<asked_model> models_of(const report_filter& filter, const attribution_options& options,
                                   const std::vector<std::string>& otherwise) {
    const std::vector<asked_model> known = known_models(options);
    std::vector<asked_model> asked;
    const auto refuse = [&](const std::string& why) {
        std::string names;
        for (const asked_model& each : known)
            names += (names.empty() ? "" : ", ") + each.instance.name;
        throw failure(errc::invalid_option, "`models` " + why + "; there are: " + names);
    };
    for (const std::string& name : filter.models.empty() ? otherwise : filter.models) {
        const auto name_of = [](const asked_model& each) { return each.instance.name; };
        const auto found = std::ranges::find(known, name, name_of);
        if (found == known.end()) refuse("names no model: " + name);
        if (std::ranges::find(asked, name, name_of) != asked.end())
            refuse("names a model twice: " + name);
        asked.push_back(*found);
    }
    if (asked.size() > most_models_asked)
        refuse("names more than " + std::to_string(most_models_asked) + " models");
    if (std::ranges::any_of(asked, &asked_model::sees_effects)) check_chain_options(filter);
    for (asked_model& each : asked) {
        const model_instance before = each.instance;
        if (filter.lookback_days) {
            const microseconds lookback = std::chrono::days{*filter.lookback_days};
            check_lookback(*filter.lookback_days, options.journey_window);
            const bool is_same = each.instance.lookbacks.empty() &&
                                 each.instance.lookback.value_or(options.lookback) == lookback;
            if (!is_same) each.instance.lookback = lookback;
            each.instance.lookbacks.clear();
        }
        if (filter.skips_direct) each.instance.skips_direct = *filter.skips_direct;
        each.is_materialized = each.is_materialized && each.instance == before;
    }
    return asked;
}

json window_json(const attribution_options& options) {
    return {{"lookback_seconds", seconds_of(options.lookback)},
            {"session_timeout_seconds", seconds_of(options.session_timeout)},
            {"journey_window_seconds", seconds_of(options.journey_window)},
            {"conversions", options.conversions}};
}

json model_json(const asked_model& model, const attribution_options& options) {
    const model_instance& instance = model.instance;
    json by_name = json::object();
    for (const auto& [name, lookback] : instance.lookbacks) by_name[name] = seconds_of(lookback);
    return {{"name", instance.name},
            {"rule", instance.rule->name},
            {"title", model.title()},
            {"lookback_seconds", seconds_of(instance.lookback.value_or(options.lookback))},
            {"lookback_seconds_by_conversion", std::move(by_name)},
            {"direct", instance.skips_direct ? "skip" : "keep"},
            {"is_materialized", model.is_materialized}};
}

json envelope_without_models(const report_scope& scope, const report_filter& filter) {
    return {{"range",
             {{"from", to_string(scope.from)},
              {"to", to_string(scope.to)},
              {"time_zone", scope.options().zone.name()},
              {"is_default", scope.is_default},
              {"today", to_string(scope.today)},
              {"conversions_after_today", scope.conversions_after_today}}},
            {"window", window_json(scope.options())},
            {"filters", filters_json(filter)}};
}

json envelope(const report_scope& scope, const report_filter& filter) {
    json answer = envelope_without_models(scope, filter);
    json models = json::array();
    for (const asked_model& each : scope.models)
        models.push_back(model_json(each, scope.options()));
    answer["models"] = std::move(models);
    return answer;
}

credit_question question_of(const report_scope& scope, const report_filter& filter, dimension by) {
    return {.from = scope.from,
            .to = scope.to,
            .models = scope.instances(),
            .lookback = scope.options().lookback,
            .by = list_of(by),
            .only = filter.only};
}

}  // namespace attrib
