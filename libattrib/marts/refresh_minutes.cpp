#include <libattrib/marts/refresh_minutes.hpp>

namespace attrib {

void count_minute(connection& on, const minute_counts& counts) {
    const query_result added = on.run_prepared(
        "insert into refresh_minutes as known values (date_trunc('minute', now()), $1, $2, $3, $4, "
        "$5, $6) on conflict (minute) do update set events = known.events + excluded.events, "
        "conversions = known.conversions + excluded.conversions, rejects = known.rejects + "
        "excluded.rejects, late_events = known.late_events + excluded.late_events, "
        "moved_conversions = known.moved_conversions + excluded.moved_conversions, lag_ms = "
        "greatest(known.lag_ms, excluded.lag_ms) returning xmax = 0",
        {std::to_string(counts.events), std::to_string(counts.conversions),
         std::to_string(counts.rejects), std::to_string(counts.late_events),
         std::to_string(counts.moved_conversions), std::to_string(counts.lag_ms)});
    if (added.boolean(0, 0))
        on.run("delete from refresh_minutes where minute < now() - interval '31 days'");
}

}  // namespace attrib
