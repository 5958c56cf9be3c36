/// @file
/// Sessions and their users by the values of dimensions.
#pragma once

#include <cstdint>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Sessions that began from `from` to before `to`, days of the reporting time zone.
struct session_question {
    calendar_day from;
    calendar_day to;
    dimension_list by{};   ///< of columns of touchpoints, and periods
    credit_filter only{};  ///< what it says of touchpoints, said of sessions
};

struct session_group {
    std::vector<std::optional<std::string>> values;  ///< as in credit_group
    std::int64_t sessions = 0;
    std::int64_t users = 0;  ///< each counted once
};

/// Groups with a session, in no order. Throws what connection throws.
[[nodiscard]] std::vector<session_group> session_groups(report_view& view,
                                                        const report_scope& scope,
                                                        const session_question& asked);

}  // namespace attrib
