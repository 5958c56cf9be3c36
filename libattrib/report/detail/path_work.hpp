/// @file
/// What reports about paths have in common: their days, their question, their totals.
#pragma once

#include <libattrib/journeys/path_fold.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>

namespace attrib {

/// One report's way: its moment, its days and question, its answer so far.
struct path_work {
    /// Throws failure: as scope_of, and invalid_option for a dimension that touchpoints do not
    /// have.
    path_work(const report_source& from, const report_filter& given);

    /// Has a fold add all journeys of the question.
    template <class Fold>
    void add_journeys(Fold& fold) {
        view.visit_journeys(scope.tables.of_journeys(), asked.from, asked.to, asked.columns(),
                            [&](const std::vector<shared_block>& blocks) { fold.add(blocks); });
    }

    /// The members `conversions` (over all currencies) and `totals`.
    void put_totals(const currency_totals& totals);

    const report_filter& filter;
    report_view view;
    report_scope scope;
    path_question asked;
    json answer;
    std::uint64_t attributed = 0;  ///< conversions of all currencies, once put_totals was called
};

/// Puts the members of a row that tell its conversions: how many, their share of `attributed`, and
/// the amounts of each currency.
void put_conversions(json& row, const path_fold& fold, path_fold::place path,
                     std::uint64_t attributed);

}  // namespace attrib
