#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/session_fold.hpp>
#include <libattrib/report/session_answer.hpp>

namespace attrib {
namespace {

void require_columns_of_sessions(const share_condition& of) {
    if (of.is_test() && !is_of_touches(of.column))
        throw failure(errc::invalid_option,
                      "`filters` have a test of " + std::string(name_of(of.column)) +
                          ", which sessions do not have; there are: columns of touchpoints where "
                          "sessions are counted, and `conversion` beside them");
    std::ranges::for_each(of.parts, require_columns_of_sessions);
}

}  // namespace

std::vector<session_group> session_groups(report_view& view, const report_scope& scope,
                                          const session_question& asked) {
    require_columns_of_sessions(asked.only.where);
    session_fold fold(asked, view.threads());
    view.visit_sessions(scope.tables.of_sessions(), asked.from, asked.to, asked.columns(),
                        [&](const std::vector<shared_sessions>& blocks) { fold.add(blocks); });
    return fold.rows();
}

}  // namespace attrib
