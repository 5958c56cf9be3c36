#include <cmath>
#include <libattrib/core/error.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/report/conversion_row.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/row_values.hpp>
#include <map>

namespace attrib {
namespace {

constexpr const char* touchpoints_shown = "100";  // the first and the last
constexpr const char* excluded_shown = "20";      // on each side

// Of the chain that explains a conversion: days up to that of the conversion.
constexpr std::chrono::days chain_days{90};

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

// What each model makes of the conversion, and what it gives to which session.
struct explanation {
    json models = json::array();
    std::map<std::string, json> credits_of_sessions;  // by session_id
};

json reason_of(const model_instance& model, const explained_credit& why) {
    constexpr double places = 1e6;
    const double share = static_cast<double>(why.weight) / static_cast<double>(why.weight_sum) /
                         static_cast<double>(why.sharing);
    return {{"model", model.name},
            {"touch_no", why.place + 1},
            {"weight", std::to_string(why.weight)},
            {"sharing", why.sharing},
            {"share", std::round(share * places) / places},
            {"credit", credit_text(why.credit)},
            {"revenue", to_string(why.revenue)},
            {"rounding", {{"credit", why.credit_rounding}, {"revenue", why.revenue_rounding}}}};
}

explanation explain(const read_conversion& of, const report_scope& scope,
                    const chains_by_name& chains) {
    explanation made;
    attributor by;
    const conversion_touches touches(of, scope.tables);
    const timestamp when = of.identity.key.conversion_timestamp;
    for (const asked_model& each : scope.models) {
        const model_instance& model = each.instance;
        const auto window = touches.within(model, scope.options().lookback);
        const auto credits = by.explain(touches.weighing(each, chains), window.touches, of.revenue);
        json row = model_json(each, scope.options());
        row["meaning"] = each.meaning();
        row["window_from"] =
            to_string(when - model.lookback_of(of.conversion_name, scope.options().lookback));
        row["touch_count"] = window.touches.size();
        row["weight_sum"] = credits.empty() ? "0" : std::to_string(credits.front().weight_sum);
        row["is_attributed"] = !credits.empty();
        made.models.push_back(std::move(row));
        for (const explained_credit& why : credits) {
            json& list =
                made.credits_of_sessions[of.touchpoints[window.first + why.place].session_id];
            list.push_back(reason_of(model, why));
        }
    }
    return made;
}

// Adds the sessions of the conversion's user, each where it belongs.
void put_sessions(json& answer, const query_result& sessions, const explanation& why) {
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
            const auto credits = why.credits_of_sessions.find(
                session.at("session_id").get_ref<const std::string&>());
            session["credits"] =
                credits == why.credits_of_sessions.end() ? json::array() : credits->second;
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

json journey_report(const report_source& from, const std::string& conversion,
                    const std::optional<std::string>& user, const report_filter& filter) {
    report_view view(from);
    report_scope scope{.from = {}, .to = {}, .today = {}, .tables = settings_of_tables(view)};
    std::vector<std::string> all;
    for (const model_instance& each : scope.options().models) all.push_back(each.name);
    scope.models = models_of(filter, scope.options(), all);
    if (!is_text(conversion) || (user && !is_text(*user))) return nullptr;
    const query_result found = find_conversion(view, conversion, user);
    if (found.rows() == 0) return nullptr;
    const auto user_of = [&](std::size_t i) { return found.text(i, 2); };
    if (found.rows() > 1 && user_of(0) != user_of(1))
        throw failure(errc::invalid_option,
                      "several users have a conversion of that id: give `user`, for example " +
                          std::string(user_of(0)));
    row_reader row(found, 0);
    std::vector<read_conversion> read{read_conversion_row(row)};
    read_touchpoints(view, scope, read);
    const timestamp to = read.front().identity.key.conversion_timestamp;
    const calendar_day day_after =
        time_zone(scope.options().zone).day_of(to) + std::chrono::days{1};
    const chains_by_name chains = read_chains(view, scope, day_after - chain_days, day_after);
    explanation why = explain(read.front(), scope, chains);
    const timestamp since = to - scope.longest_lookback();
    json answer = {{"conversion", read.front().columns},
                   {"window", window_json(scope.options())},
                   {"time_zone", scope.options().zone.name()},
                   {"models", std::move(why.models)}};
    put_sessions(answer,
                 view.run("journey", {std::string(user_of(0)), to_string(since), to_string(to),
                                      touchpoints_shown, excluded_shown}),
                 why);
    return answer;
}

}  // namespace attrib
