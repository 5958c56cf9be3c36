// Both ways to an answer, the daily sums and the journeys, against each other and a slow one.
#include <libattrib/attribution/models_file.hpp>
#include <libattrib/report/credit_answer.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/report_database.hpp>
#include <tests/support/slow_answer.hpp>

namespace attrib::test {
namespace {

// Also instances that look back otherwise, by name of the conversion too.
model_list more_models() {
    model_list models = shipped_models();
    const model_list own =
        models_of_json(
            R"([{"name": "decay_1d", "rule": "time_decay", "half_life_days": 1, "direct": "skip"},)"
            R"({"name": "linear_40d", "rule": "linear", "lookback_days": 40,)"
            R"("lookback_days_by_conversion": {"sign_up": 1}}])")
            .value();
    models.insert(models.end(), own.begin(), own.end());
    return models;
}

std::vector<std::string> names_of(const model_list& models) {
    std::vector<std::string> names;
    for (const model_instance& each : models) names.push_back(each.name);
    return names;
}

// Rebuilds the tables of hostile events; returns how.
attribution_options draw_tables(const temporary_database& database, std::uint64_t seed) {
    connection on = database.connect();
    on.run("truncate ga4_events_raw, ingest_batches, model_state");
    const auto drawn =
        rc::gen::exec([&database] { return std::pair(drawn_options(database), *drawn_events()); });
    constexpr int size = 60;
    auto [options, events] = drawn(rc::Random(seed), size).value();
    options.attribution.models = more_models();
    store_events(on, events, 0);
    rebuild(database, options.attribution);
    return options.attribution;
}

// Those of a filter on conversions, on the channel, and on both.
std::vector<credit_filter> daily_filters() {
    std::vector<credit_filter> filters(8);
    filters[1].conversion_name = "purchase";
    filters[2].currency = "EUR";
    filters[3].currency = "";
    filters[4].touch[0] = "Email";
    filters[5].touch[0] = "";
    filters[6].touch[0] = "Paid, \"quoted\"";
    filters[6].conversion_name = "sign_up";
    filters[7].touch[0] = "no such channel";
    return filters;
}

// Those of other columns, too.
std::vector<credit_filter> more_filters() {
    std::vector<credit_filter> filters = daily_filters();
    for (std::size_t i = 0; i < touch_column_count; ++i) {
        filters.emplace_back().touch[i] = "";
        filters.emplace_back().touch[i] = i == 1 ? "google" : i == 2 ? "CPC" : "x";
    }
    filters.emplace_back().touch.fill("");
    filters.back().currency = "USD";
    return filters;
}

// Ranges around all that hostile events are dated.
const std::vector<std::pair<const char*, const char*>> ranges{{"2025-01-01", "2026-01-01"},
                                                              {"2025-03-15", "2025-03-16"},
                                                              {"1989-01-01", "1991-01-01"},
                                                              {"2099-01-01", "2100-06-01"}};

report_filter filter_of(const std::pair<const char*, const char*>& range,
                        std::vector<std::string> models) {
    report_filter filter = days(range.first, range.second);
    filter.models = std::move(models);
    return filter;
}

}  // namespace

TEST_CASE("the daily sums equal the fold of the journeys, row by row") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 20;
    std::size_t rows = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        CAPTURE(seed);
        const attribution_options how = draw_tables(database, seed);
        journey_store store;
        store.set_live(true);
        for (const auto& range : ranges) {
            report_view view({on, store, 2});
            report_filter filter = filter_of(range, names_of(how.models));
            const report_scope scope = scope_of(view, filter);
            for (const credit_filter& only : daily_filters()) {
                filter.only = only;
                for (const dimension_facts& by : all_dimensions()) {
                    const credit_question asked = question_of(scope, filter, by.which);
                    const bool is_daily = !by.is_of_touches() || by.which == dimension::channel;
                    REQUIRE(is_in_daily_sums(scope, asked) == is_daily);
                    if (!is_daily) continue;
                    CAPTURE(by.name);
                    const auto expected = groups_of(answer_of_journeys(view, scope, asked));
                    CHECK(groups_of(answer_of_daily_sums(view, asked)) == expected);
                    rows += expected.size();
                }
            }
        }
    }
    CHECK(rows > 2'000);
}

TEST_CASE("a group whose sums are all zero is no row, whichever way") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    on.run(
        "insert into mart_channel_daily (model, conversion_date, conversion_name, currency, "
        "channel, conversions, revenue) values ('linear', '2025-03-15', 'a', 'EUR', 'Zero', 0, 1), "
        "('linear', '2025-03-15', 'b', 'EUR', 'Zero', 0, -1)");
    report_view view(on);
    const report_filter filter = filter_of(ranges.front(), {"linear"});
    const report_scope scope = scope_of(view, filter);
    CHECK(answer_of_daily_sums(view, question_of(scope, filter, dimension::channel)).size() == 3);
    CHECK(
        answer_of_daily_sums(view, question_of(scope, filter, dimension::conversion_name)).size() ==
        3);
}

TEST_CASE("any models, lookbacks, rules on Direct, dimensions and filters give the slow answer") {
    const temporary_database database;
    connection on = database.connect();
    constexpr std::uint64_t cases = 4;
    std::size_t rows = 0;
    for (std::uint64_t seed = 1; seed <= cases; ++seed) {
        const attribution_options how = draw_tables(database, seed + 100);
        journey_store store;
        store.set_live(true);
        const slow_answer slow(on);
        for (const std::optional<int> lookback : {std::optional<int>(), {1}, {30}, {90}})
            for (const std::optional<bool> skips : {std::optional<bool>(), {false}, {true}}) {
                report_view view({on, store, 2});
                report_filter filter = filter_of(ranges.front(), names_of(how.models));
                filter.lookback_days = lookback;
                filter.skips_direct = skips;
                const report_scope scope = scope_of(view, filter);
                CAPTURE(seed, lookback.value_or(0), skips.value_or(false));
                const auto check = [&](dimension by) {
                    const credit_question asked = question_of(scope, filter, by);
                    const auto expected = slow.answer(asked);
                    CHECK(groups_of(answer_of(view, scope, asked)) == expected);
                    rows += expected.size();
                };
                for (const dimension_facts& by : all_dimensions()) check(by.which);
                for (const credit_filter& only : more_filters()) {
                    filter.only = only;
                    check(dimension::campaign_origin);
                    check(dimension::week);
                }
            }
    }
    CHECK(rows > 5'000);
}

TEST_CASE("an answer is of the daily sums while nothing asks for more than they hold") {
    const temporary_database database;
    fill(database, worked_example());
    connection on = database.connect();
    report_view view(on);
    const auto is_daily = [&](const report_filter& filter, dimension by = dimension::channel) {
        const report_scope scope = scope_of(view, filter);
        return is_in_daily_sums(scope, question_of(scope, filter, by));
    };
    CHECK(is_daily({}));
    CHECK(is_daily({.models = {"shapley"}, .lookback_days = 14, .skips_direct = false}));
    CHECK_FALSE(is_daily({.lookback_days = 13}));
    CHECK_FALSE(is_daily({.skips_direct = true}));
    CHECK_FALSE(is_daily({}, dimension::source));
    report_filter filter;
    touch_filter(filter, touch_column::channel) = "Email";
    CHECK(is_daily(filter));
    touch_filter(filter, touch_column::source) = "x";
    CHECK_FALSE(is_daily(filter));
}

}  // namespace attrib::test
