/// @file
/// Answers a question about credit for the models that see removal effects.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>
#include <vector>

namespace attrib {

/// What the journeys of a question's chain have as states: campaigns where it is by campaign, else
/// channels.
[[nodiscard]] journey_dimension chain_dimension(const dimension_list& by) noexcept;

/// Groups with credit or revenue by that model of the scope, in order; `amounts` have one place.
/// The chain is that of the question's days, conversion name (each name has its own) and
/// dimension. Throws failure: invalid_option where the model cannot answer the question.
[[nodiscard]] std::vector<credited_group> answer_by_effects(report_view& view,
                                                            const report_scope& scope,
                                                            const credit_question& asked,
                                                            const asked_model& model);

}  // namespace attrib
