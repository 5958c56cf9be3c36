/// @file
/// One moment of the tables, for a report of several queries.
#pragma once

#include <libattrib/report/report_source.hpp>
#include <optional>
#include <string_view>

namespace attrib {

/// Text of libattrib/report/query/<name>.sql. REQUIRES: there is such a file.
[[nodiscard]] std::string_view report_query(std::string_view name);

/// Begins a read-only transaction in which all queries see the same moment; ends it when destroyed.
/// Until then nobody puts new tables in the place of these. What it reads from must outlive it.
class report_view {
   public:
    explicit report_view(const report_source& from);

    /// Runs query/<name>.sql.
    [[nodiscard]] query_result run(std::string_view name, const query_parameters& parameters = {});

    /// The same on one process: for queries that read little, where starting others to help takes
    /// longer than the work.
    [[nodiscard]] query_result run_alone(std::string_view name, const query_parameters& parameters);

    /// Journeys of the days from `from` to before `to`, with `columns`: see journey_store::visit.
    void visit_journeys(const journey_store::made_with& how, calendar_day from, calendar_day to,
                        touch_columns columns,
                        const std::function<void(const std::vector<shared_block>&)>& visit);

    /// Sessions of the days from `from` to before `to`, with `columns`: see session_store::visit.
    void visit_sessions(const session_store::made_with& how, calendar_day from, calendar_day to,
                        session_columns columns, const session_store::block_visit& visit);

    /// For what is read without a file of query/, in the same moment.
    [[nodiscard]] connection& on() noexcept { return from_.on; }

    [[nodiscard]] unsigned threads() const noexcept { return from_.threads; }

   private:
    report_source from_;
    std::optional<journey_store> own_;           // where none is shared
    std::optional<session_store> own_sessions_;  // where none is shared
    journey_store& journeys_;
    session_store& sessions_;
    journey_store::moment began_;
    session_store::moment sessions_began_;
    transaction work_;
};

}  // namespace attrib
