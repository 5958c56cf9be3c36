#include <libattrib/report/report_view.hpp>

#include <cassert>
#include <libattrib/core/embedded_file.hpp>

namespace attrib {

extern const embedded_file report_queries[];  // written by cmake/embed.cmake

std::string_view report_query(std::string_view name) {
    const embedded_file* file = report_queries;
    while (!file->name.empty() && file->name.substr(0, file->name.find(".sql")) != name) ++file;
    assert(!file->name.empty());
    return file->text;
}

namespace {

// Of one transaction, in which nothing changes.
session_store& make_own(std::optional<session_store>& own) {
    own.emplace().set_live(true);
    return *own;
}

}  // namespace

// The stores' moments are from before the transaction's: what the view reads is not older.
report_view::report_view(const report_source& from)
    : from_(from),
      journeys_(from.journeys != nullptr ? *from.journeys : own_.emplace()),
      sessions_(from.sessions != nullptr ? *from.sessions : make_own(own_sessions_)),
      began_(journeys_.now()),
      sessions_began_(sessions_.now()),
      work_(from.on, "isolation level repeatable read, read only") {
    // LOCK takes no snapshot: the moment is that of the first query, when all tables are held. The
    // other way round, tables that were swapped in between would look empty. Compiling such short
    // queries does not pay; room to group users by hashes does.
    from_.on.run(
        "lock table stg_ga4_events, int_sessions, mart_first_click, mart_last_click, "
        "mart_channel_daily, dda_transitions_daily, dda_sets_daily in access share mode; set local "
        "jit = off; set local work_mem = "
        "'64MB'");
}

query_result report_view::run_alone(std::string_view name, const query_parameters& parameters) {
    from_.on.run("set local max_parallel_workers_per_gather = 0");
    query_result answer = run(name, parameters);
    from_.on.run("set local max_parallel_workers_per_gather to default");
    return answer;
}

query_result report_view::run(std::string_view name, const query_parameters& parameters) {
    return from_.on.run(std::string(report_query(name)), parameters);
}

void report_view::visit_journeys(
    const journey_store::made_with& how, calendar_day from, calendar_day to, touch_columns columns,
    const std::function<void(const std::vector<shared_block>&)>& visit) {
    journeys_.visit(from_.on, how, {from, to, columns, began_}, visit);
}

void report_view::visit_sessions(const session_store::made_with& how, calendar_day from,
                                 calendar_day to, session_columns columns,
                                 const session_store::block_visit& visit) {
    sessions_.visit(from_.on, how, {from, to, columns, sessions_began_}, visit);
}

}  // namespace attrib
