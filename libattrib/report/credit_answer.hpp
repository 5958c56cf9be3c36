/// @file
/// Answers a question about credit from the daily sums where they hold it, else from journeys.
#pragma once

#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>
#include <vector>

namespace attrib {

/// Whether mart_channel_daily holds the answer: is_in_daily_columns, and its models, whatever they
/// see, are those of the tables.
[[nodiscard]] bool is_in_daily_sums(const report_scope& scope, const credit_question& asked);

/// Groups with credit or revenue, in order. Both ways give the same rows.
[[nodiscard]] std::vector<credited_group> answer_of(report_view& view, const report_scope& scope,
                                                    const credit_question& asked);

/// The same by one way. The first REQUIRES: is_in_daily_sums.
[[nodiscard]] std::vector<credited_group> answer_of_daily_sums(report_view& view,
                                                               const credit_question& asked);
[[nodiscard]] std::vector<credited_group> answer_of_journeys(report_view& view,
                                                             const report_scope& scope,
                                                             const credit_question& asked);

}  // namespace attrib
