/// @file
/// What every report has: the days it is about, how the tables were made, what was asked for.
#pragma once

#include <libattrib/marts/model_state.hpp>
#include <libattrib/report/report_filter.hpp>
#include <libattrib/report/report_view.hpp>
#include <nlohmann/json.hpp>

namespace attrib {

using json = nlohmann::ordered_json;

/// Longest range of days that a report may have.
inline constexpr std::chrono::days longest_range{3660};

/// How the tables were made, and the text that says so.
struct table_settings {
    table_settings() = default;
    /// Throws failure as made_with_of.
    explicit table_settings(std::string settings)
        : text(std::move(settings)), made(made_with_of(text)), classifier(made.paid_channels) {}

    std::string text;
    made_with made;
    touch_classifier classifier{{}};

    [[nodiscard]] const attribution_options& options() const noexcept { return made.options; }
    [[nodiscard]] journey_store::made_with of_journeys() const noexcept {
        return {text, made.options, made.paid_channels};
    }
    [[nodiscard]] session_store::made_with of_sessions() const noexcept {
        return {text, made.options};
    }
};

/// A model as it is asked for.
struct asked_model {
    model_instance instance;
    bool is_materialized = false;  ///< the tables have it like that

    /// Whether it asks for removal effects; and whether it shares totals by them, as
    /// markov_channel.
    [[nodiscard]] bool sees_effects() const noexcept { return instance.rule->sees_effects; }
    [[nodiscard]] bool shares_totals() const noexcept;

    /// markov_channel has texts of its own, all others those of their rule.
    [[nodiscard]] std::string_view title() const noexcept;
    [[nodiscard]] std::string_view meaning() const noexcept;
};

struct report_scope {
    calendar_day from;  ///< first day, in the zone of `tables`
    calendar_day to;    ///< day after the last
    bool is_default = false;
    calendar_day today;
    std::int64_t conversions_after_today = 0;  ///< of all filters; some clock was wrong
    table_settings tables;
    std::vector<asked_model> models{};

    [[nodiscard]] const attribution_options& options() const noexcept { return tables.options(); }
    [[nodiscard]] model_list instances() const;
    [[nodiscard]] std::vector<std::string> model_names() const;
    /// Of all models and conversions.
    [[nodiscard]] microseconds longest_lookback() const;
};

/// Finds the days that `filter` means. A range that was left out ends with the newest day that has
/// conversions and is not after today, so that one conversion dated 2099 moves nothing; after a
/// `from` later than that day, with today, and only after a `from` in the future later than that.
/// Throws failure: stale_tables before the tables were made, invalid_option for days that cannot
/// be, models that cannot be, texts that are no UTF-8 or a limit of 0.
[[nodiscard]] report_scope scope_of(report_view& view, const report_filter& filter);

/// How the tables were made. Throws failure: stale_tables before they were.
[[nodiscard]] table_settings settings_of_tables(report_view& view);

/// The models that may be asked for: those of the tables, then the shipped ones of other names,
/// then those that see removal effects.
[[nodiscard]] std::vector<asked_model> known_models(const attribution_options& options);

/// The models of `filter`, with what it overrides; by default `otherwise`. Throws failure:
/// invalid_option for a name that is unknown or comes twice, a lookback that is not from 1 to 90
/// days or longer than the journey window, an override of a model whose chain is of other journeys
/// then.
[[nodiscard]] std::vector<asked_model> models_of(const report_filter& filter,
                                                 const attribution_options& options,
                                                 const std::vector<std::string>& otherwise);

/// A whole number, or one with a fraction.
[[nodiscard]] json seconds_of(microseconds span);

/// The member `window`.
[[nodiscard]] json window_json(const attribution_options& options);

/// A model as answers name it: name, rule, title, lookback_seconds, direct, is_materialized.
[[nodiscard]] json model_json(const asked_model& model, const attribution_options& options);

/// An answer's first members: range, window, filters.
[[nodiscard]] json envelope_without_models(const report_scope& scope, const report_filter& filter);

/// The same with models.
[[nodiscard]] json envelope(const report_scope& scope, const report_filter& filter);

/// The question that `filter` asks about values of `by`.
[[nodiscard]] credit_question question_of(const report_scope& scope, const report_filter& filter,
                                          dimension by);

}  // namespace attrib
