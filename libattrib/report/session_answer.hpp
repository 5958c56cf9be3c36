/// @file
/// Sessions and their users by the values of dimensions.
#pragma once

#include <libattrib/journeys/session_question.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>
#include <vector>

namespace attrib {

/// Groups with a session, in no order. Throws what connection throws, and failure (invalid_option)
/// for a condition on what sessions do not have.
[[nodiscard]] std::vector<session_group> session_groups(report_view& view,
                                                        const report_scope& scope,
                                                        const session_question& asked);

}  // namespace attrib
