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

report_view::report_view(connection& on)
    : on_(on), work_(on, "isolation level repeatable read, read only") {
    // LOCK takes no snapshot: the moment is that of the first query, when all tables are held. The
    // other way round, tables that were swapped in between would look empty. Compiling such short
    // queries does not pay; room to group users by hashes does.
    on_.run(
        "lock table stg_ga4_events, int_sessions, mart_first_click, mart_last_click, "
        "mart_channel_daily in access share mode; set local jit = off; set local work_mem = "
        "'64MB'");
}

query_result report_view::run_alone(std::string_view name, const query_parameters& parameters) {
    on_.run("set local max_parallel_workers_per_gather = 0");
    query_result answer = run(name, parameters);
    on_.run("set local max_parallel_workers_per_gather to default");
    return answer;
}

query_result report_view::run(std::string_view name, const query_parameters& parameters) {
    return on_.run(std::string(report_query(name)), parameters);
}

}  // namespace attrib
