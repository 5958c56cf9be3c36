/// @file
/// Journeys put straight into the tables that mart_attribution reads, and the view with other
/// instances than the shipped ones.
#pragma once

#include <algorithm>
#include <libattrib/postgres/views.hpp>
#include <libattrib/sql_models/rebuild_by_sql.hpp>
#include <string>
#include <tests/support/plain_credit.hpp>
#include <tests/support/temporary_database.hpp>
#include <vector>

namespace attrib::test {

struct stored_user {
    std::string name;
    std::vector<plain_touch> sessions{};  // by start
    std::vector<plain_conversion> conversions{};

    [[nodiscard]] std::string id_of(const plain_touch& session) const {
        return name + '.' + std::to_string(session.start);
    }
};

inline std::string time_sql(std::int64_t micros) {
    return "timestamptz 'epoch' + " + std::to_string(micros / 1'000'000) + " * interval '1 s' + " +
           std::to_string(micros % 1'000'000) + " * interval '1 us'";
}

inline std::string text_sql(const std::string& text) {
    return text.empty() ? "null" : quote_text(text);
}

/// Puts users into the tables that the view reads.
inline void store_journeys(connection& on, const std::vector<stored_user>& users) {
    std::string rows;
    std::string conversions;
    for (const stored_user& user : users) {
        for (const plain_touch& each : user.sessions)
            rows += (rows.empty() ? "" : ", ") + ("('" + user.id_of(each)) + "', '" + user.name +
                    "', " + time_sql(each.start) + ", " + time_sql(each.start) + ", 1, " +
                    quote_text(each.channel) + ", " + text_sql(each.source) + ", " +
                    text_sql(each.medium) + ", 0)";
        for (const plain_conversion& each : user.conversions)
            conversions += (conversions.empty() ? "" : ", ") + ("('c', '" + user.name) + "', " +
                           time_sql(each.time) + ", '2025-01-01', " + quote_text(each.name) + ", " +
                           std::to_string(each.revenue) + "::numeric * 0.000001)";
    }
    on.run(
        "insert into int_sessions (session_id, user_pseudo_id, session_start, session_end, "
        "event_count, channel, source, medium, conversions) values " +
        rows);
    on.run(
        "insert into mart_first_click (conversion_id, user_pseudo_id, conversion_timestamp, "
        "conversion_date, conversion_name, revenue) values " +
        conversions);
}

/// mart_attribution with other instances, as a view of that name.
inline void make_attribution_view(const temporary_database& database, const std::string& name,
                                  const std::string& instances,
                                  const std::string& lookback_days = "14") {
    const sql_project& project = default_project();
    const build_plan plan{.attribution = {}, .rules = {}, .selected = {}, .in_place = true};
    template_settings settings = settings_of(project, plan);
    settings.vars["attribution_models"] = instances;
    settings.vars["lookback_days"] = lookback_days;
    const auto text = std::ranges::find(project.models, "mart_attribution", &model_template::name);
    connection on = database.connect();
    make_views(on, std::vector{view_text{name, render_model(*text, settings).value().sql}});
}

}  // namespace attrib::test
