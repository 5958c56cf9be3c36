#include <cassert>
#include <libattrib/marts/table_change.hpp>
#include <nlohmann/json.hpp>

namespace attrib {
namespace {

using nlohmann::ordered_json;

ordered_json text_or_null(const std::optional<calendar_day>& day) {
    return day ? ordered_json(to_string(*day)) : ordered_json();
}

std::optional<calendar_day> day_of(const ordered_json& value) {
    calendar_day day;
    if (!value.is_string() || !parse_day(value.get_ref<const std::string&>(), day))
        return std::nullopt;
    return day;
}

}  // namespace

void announce(connection& on, table_change change) {
    assert(on.is_in_transaction());
    if (change.batch_ids.size() > max_named_batches) change.batch_ids.clear();
    const ordered_json rest{{"everything", change.is_everything},
                            {"credits", change.moves_credits},
                            {"rows", change.rows},
                            {"rejects", change.rejects},
                            {"batch_ids", change.batch_ids},
                            {"from", text_or_null(change.first_day)},
                            {"to", text_or_null(change.last_day)},
                            {"journeys_from", text_or_null(change.first_journey_day)},
                            {"journeys_to", text_or_null(change.last_journey_day)},
                            {"sessions_from", text_or_null(change.first_session_day)},
                            {"sessions_to", text_or_null(change.last_session_day)}};
    on.run_prepared(
        "select pg_notify($1, (jsonb_build_object('change', nextval('attrib_change')) || "
        "$2::jsonb)::text)",
        {changed_channel, rest.dump()});
}

std::int64_t last_change(connection& on) {
    if (on.is_standby())
        return on.run("select coalesce(pg_last_wal_replay_lsn() - '0/0', 0)::bigint").integer(0, 0);
    return on.run("select case when is_called then last_value else 0 end from attrib_change")
        .integer(0, 0);
}

std::optional<table_change> change_of(std::string_view payload) {
    const ordered_json told = ordered_json::parse(payload, nullptr, false);
    try {
        return table_change{.number = told.at("change").get<std::int64_t>(),
                            .is_everything = told.at("everything").get<bool>(),
                            .moves_credits = told.at("credits").get<bool>(),
                            .rows = told.at("rows").get<std::uint64_t>(),
                            .rejects = told.at("rejects").get<std::uint64_t>(),
                            .batch_ids = told.at("batch_ids").get<std::vector<std::int64_t>>(),
                            .first_day = day_of(told.at("from")),
                            .last_day = day_of(told.at("to")),
                            .first_journey_day = day_of(told.at("journeys_from")),
                            .last_journey_day = day_of(told.at("journeys_to")),
                            .first_session_day = day_of(told.at("sessions_from")),
                            .last_session_day = day_of(told.at("sessions_to"))};
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

}  // namespace attrib
