#include <libattrib/core/error.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>

namespace attrib {
namespace {

constexpr const char* touchpoints_shown = "100";  // the first and the last
constexpr const char* excluded_shown = "20";      // on each side

constexpr const char* touchpoint_place = "touchpoint";

json read_session(row_reader& row) {
    json session = json::object();
    session["session_id"] = row.text();
    session["session_start"] = to_string(row.time());
    session["session_end"] = to_string(row.time());
    session["event_count"] = row.integer();
    for (const char* const name :
         {"channel", "source", "medium", "campaign", "landing_page", "device_category", "country"})
        session[name] = row.text_or_null();
    return session;
}

// Models that credit the conversion to that session.
json crediting(const json& conversion, const json& session) {
    json models = json::array();
    for (const std::string_view name : model_names) {
        const json& credit = conversion.at(std::string(name));
        if (!credit.is_null() && credit.at("session_id") == session.at("session_id"))
            models.push_back(name);
    }
    return models;
}

// Adds the sessions of the conversion's user, each where it belongs.
void put_sessions(json& answer, const query_result& sessions) {
    json touchpoints = json::array();
    json excluded = json::array();
    std::int64_t touchpoint_count = 0;
    json excluded_count = {{"before_window", 0}, {"after_conversion", 0}};
    for (std::size_t i = 0; i < sessions.rows(); ++i) {
        row_reader row(sessions, i);
        const std::string place = row.text();
        const std::int64_t count = row.integer();
        json session = read_session(row);
        if (place == touchpoint_place) {
            touchpoint_count = count;
            session["credited_by"] = crediting(answer.at("conversion"), session);
            touchpoints.push_back(std::move(session));
        } else {
            excluded_count[place] = count;
            session["reason"] = place;
            excluded.push_back(std::move(session));
        }
    }
    answer["touchpoints"] = std::move(touchpoints);
    answer["touchpoint_count"] = touchpoint_count;
    answer["excluded"] = std::move(excluded);
    answer["excluded_count"] = std::move(excluded_count);
}

// By key where that is what the name is, else by conversion_id.
query_result find_conversion(report_view& view, const std::string& name,
                             const std::optional<std::string>& user) {
    if (const auto key = parse_key(name)) {
        query_result found =
            view.run("conversion", {std::to_string(key->id_hash), std::nullopt, key->user_pseudo_id,
                                    to_string(key->conversion_timestamp)});
        if (found.rows() != 0) return found;
    }
    return view.run("conversion", {std::nullopt, name, user, std::nullopt});
}

}  // namespace

json journey_report(connection& on, const std::string& conversion,
                    const std::optional<std::string>& user) {
    report_view view(on);
    const attribution_options made_with = options_of_tables(view);
    if (!is_text(conversion) || (user && !is_text(*user))) return nullptr;
    const query_result found = find_conversion(view, conversion, user);
    if (found.rows() == 0) return nullptr;
    const auto user_of = [&](std::size_t i) { return found.text(i, 2); };
    if (found.rows() > 1 && user_of(0) != user_of(1))
        throw failure(errc::invalid_option,
                      "several users have a conversion of that id: give `user`, for example " +
                          std::string(user_of(0)));
    row_reader row(found, 0);
    json answer = {{"conversion", read_conversion(row)}, {"window", window_json(made_with)}};
    row_reader columns(found, 0);
    const timestamp to = read_identity(columns).key.conversion_timestamp;
    const timestamp from = to - made_with.lookback;
    answer["window_from"] = to_string(from);
    answer["window_to"] = to_string(to);
    answer["time_zone"] = made_with.zone.name();
    put_sessions(answer, view.run("journey", {std::string(user_of(0)), to_string(from),
                                              to_string(to), touchpoints_shown, excluded_shown}));
    return answer;
}

}  // namespace attrib
