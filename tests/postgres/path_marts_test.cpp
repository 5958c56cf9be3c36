// The tables of paths that the batch engine makes of events, and what the reports say of the same
// events in a database.
#include <rapidcheck.h>

#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/markov.hpp>
#include <tests/property/hostile_events.hpp>
#include <tests/support/drawn_history.hpp>
#include <tests/support/report_database.hpp>
#include <tests/support/run_engine.hpp>
#include <tests/support/stored_days.hpp>
#include <tuple>

namespace attrib::test {
namespace {

// Keeps the rows of mart_paths.
class path_rows_sink final : public table_sink {
   public:
    [[nodiscard]] bool takes(table which) const noexcept override {
        return which == table::mart_paths || which == table::mart_roles ||
               which == table::mart_markov;
    }
    void encode(table, const user_rows&, std::string&) const override {}
    void encode(table, const summed_rows& rows, std::string&) const override {
        paths.insert(paths.end(), rows.paths.begin(), rows.paths.end());
    }
    void write(table, std::string&&) override {}

    mutable std::vector<path_mart_row> paths;
};

std::string text_or_null(const json& value) {
    return value.is_null() ? std::string() : value.get<std::string>();
}

report_filter whole_year(const std::string& name) {
    report_filter filter = days("2025-01-01", "2026-01-01");
    filter.only.conversion_name = name;
    filter.limit = 1'000'000;
    return filter;
}

// Conversions and revenue by name, currency and path.
using path_amounts = std::map<std::tuple<std::string, std::string, std::vector<std::string>>,
                              std::pair<std::int64_t, money_sum>>;

void add_reported_paths(connection& on, const std::string& name, path_amounts& to) {
    const json answer = paths_report(on, whole_year(name));
    for (const json& row : answer.at("data")) {
        std::vector<std::string> path;
        for (const json& step : row.at("path"))
            path.insert(path.end(), step.at("times").get<std::size_t>(),
                        text_or_null(step.at("channel")));
        for (const json& each : row.at("amounts"))
            to[{name, text_or_null(each.at("currency")), path}] = {
                each.at("conversions").get<std::int64_t>(), amount_of(each.at("revenue"))};
    }
}

void add_reported_roles(connection& on, const std::string& name, std::vector<role_row>& to) {
    const json answer = roles_report(on, whole_year(name));
    for (const json& row : answer.at("data")) {
        const auto count = [&](const char* role) { return row.at(role).get<std::uint64_t>(); };
        to.push_back({name,
                      text_or_null(row.at("channel")),
                      {count("first"), count("assisted"), count("last"), count("influenced"),
                       count("early"), count("mid"), count("late")}});
    }
}

// Removal effects by name, dimension and value.
using effects_by_value = std::map<std::tuple<std::string, std::string, std::string>, std::string>;

void add_reported_effects(connection& on, const std::string& name, effects_by_value& to) {
    for (const dimension by : {dimension::channel, dimension::campaign}) {
        report_filter filter = whole_year(name);
        filter.by = by;
        const json answer = markov_report(on, filter);
        if (answer.at("journeys").at("converted") == 0) continue;
        const std::string column = answer.at("dimension");
        for (const json& row : answer.at("data"))
            to[{name, column, text_or_null(row.at(column))}] = row.at("removal_effect");
    }
}

// Credit by name, currency and channel.
using credit_by_channel =
    std::map<std::tuple<std::string, std::string, std::string>, std::pair<money_sum, money_sum>>;

void add_reported_credit(connection& on, const std::string& name, credit_by_channel& to) {
    report_filter filter = whole_year(name);
    filter.models = {"markov_channel"};
    const json answer = channels_report(on, filter);
    for (const json& row : answer.at("data"))
        if (!row.at("channel").is_null())
            to[{name, text_or_null(row.at("currency")), row.at("channel")}] = {
                amount_of(row.at("conversions")), amount_of(row.at("revenue"))};
}

void check_effects(const std::vector<effect_row>& rows, const effects_by_value& effects,
                   const credit_by_channel& credit) {
    effects_by_value found;
    credit_by_channel shared;
    for (const effect_row& row : rows) {
        const std::string column(journey_dimension_names[static_cast<std::size_t>(row.dimension)]);
        found[{row.conversion_name, column, row.value}] = effect_text(row.removal_effect);
        if (column == "channel" && row.removal_effect != 0)
            shared[{row.conversion_name, row.currency, row.value}] = {row.conversions, row.revenue};
    }
    CHECK(found == effects);
    CHECK(shared == credit);
}

}  // namespace

TEST_CASE("tables of paths are what the reports say of the same events") {
    const temporary_database database;
    connection on = database.connect();
    std::size_t paths = 0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        on.run("truncate ga4_events_raw, ingest_batches, model_state");
        const auto drawn = rc::gen::exec(
            [&database] { return std::pair(drawn_options(database), *hostile_events()); });
        auto [options, events] = drawn(rc::Random(seed), 60).value();
        std::erase_if(events, [](const event& each) {
            return each.event_timestamp < at("2025-02-01T00:00:00Z") ||
                   each.event_timestamp >= at("2025-12-01T00:00:00Z");
        });
        for (event& each : events) each.states_origin.reset();
        store_filled_events(on, events, 0);
        rebuild(database, options.attribution);

        engine batch({.attribution = options.attribution}, test_classifier());
        memory_feed feed(events);
        batch.read(feed);
        path_rows_sink sink;
        const engine_summary made = batch.run(sink);

        path_amounts reported;
        std::vector<role_row> roles;
        effects_by_value effects;
        credit_by_channel credit;
        for (const std::string& name : distinct_names(options.attribution.conversions)) {
            add_reported_paths(on, name, reported);
            add_reported_roles(on, name, roles);
            add_reported_effects(on, name, effects);
            add_reported_credit(on, name, credit);
        }
        path_amounts found;
        for (const path_mart_row& row : sink.paths)
            if (!row.path.empty())
                found[{row.conversion_name, row.currency, row.path}] = {row.conversions,
                                                                        row.revenue};
        CHECK(found == reported);
        CHECK(made.roles == roles);
        check_effects(made.effects, effects, credit);
        paths += found.size();
    }
    CHECK(paths > 20);
}

}  // namespace attrib::test
