/// @file
/// One moment of the tables, for a report of several queries.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string_view>

namespace attrib {

/// Text of libattrib/report/query/<name>.sql. REQUIRES: there is such a file.
[[nodiscard]] std::string_view report_query(std::string_view name);

/// Begins a read-only transaction in which all queries see the same moment; ends it when destroyed.
/// Until then nobody puts new tables in the place of these. The connection must outlive it.
class report_view {
   public:
    explicit report_view(connection& on);

    /// Runs query/<name>.sql.
    [[nodiscard]] query_result run(std::string_view name, const query_parameters& parameters = {});

    /// The same on one process: for queries that read little, where starting others to help takes
    /// longer than the work.
    [[nodiscard]] query_result run_alone(std::string_view name, const query_parameters& parameters);

   private:
    connection& on_;
    transaction work_;
};

}  // namespace attrib
