#include <libattrib/report/detail/path_work.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/report/rounded_ratio.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/row_values.hpp>
#include <map>

namespace attrib {
namespace {

path_question path_question_of(const report_scope& scope, const report_filter& filter) {
    path_question asked{.from = scope.from,
                        .to = scope.to,
                        .lookback = scope.options().lookback,
                        .by = filter.by.value_or(dimension::channel),
                        .only = filter.only};
    if (filter.lookback_days) asked.lookback = std::chrono::days{*filter.lookback_days};
    if (!is_of_paths(facts_of(asked.by)))
        throw failure(errc::invalid_option, "`by` names no dimension of touchpoints; there are: " +
                                                path_dimension_names());
    return asked;
}

json counted_amounts(const path_sums& sums) {
    return {{"conversions", sums.conversions}, {"revenue", to_string(sums.revenue)}};
}

using sums_by_currency = std::map<currency_name, path_sums, null_last>;

}  // namespace

path_work::path_work(const report_source& from, const report_filter& given)
    : filter(given),
      view(from),
      scope(scope_of(view, given)),
      asked(path_question_of(scope, given)),
      answer(envelope_without_models(scope, given)) {
    answer["lookback_seconds"] = seconds_of(asked.lookback);
}

void path_work::put_totals(const currency_totals& totals) {
    const std::map<currency_name, path_totals, null_last> in_order(totals.begin(), totals.end());
    std::uint64_t unattributed = 0;
    json rows = json::array();
    for (const auto& [currency, of] : in_order) {
        attributed += of.attributed.conversions;
        unattributed += of.unattributed.conversions;
        path_sums sum = of.attributed;
        sum.add(of.unattributed);
        json row{{"currency", json_of(currency)}};
        row.update(counted_amounts(sum));
        row["attributed"] = counted_amounts(of.attributed);
        row["unattributed"] = counted_amounts(of.unattributed);
        rows.push_back(std::move(row));
    }
    answer["conversions"] = {{"conversions", attributed + unattributed},
                             {"attributed", attributed},
                             {"unattributed", unattributed}};
    answer["totals"] = std::move(rows);
}

void put_conversions(json& row, const path_fold& fold, path_fold::place path,
                     std::uint64_t attributed) {
    const std::uint64_t conversions = fold.conversions(path);
    row["conversions"] = conversions;
    row["conversions_share"] = ratio_of_counts(conversions, attributed);
    sums_by_currency sums;
    fold.for_each_currency(path, [&](text_number currency, const path_sums& each) {
        sums.emplace(fold.texts().text_of(currency), each);
    });
    json amounts = json::array();
    for (const auto& [currency, each] : sums) {
        amounts.push_back({{"currency", json_of(currency)}});
        amounts.back().update(counted_amounts(each));
    }
    row["amounts"] = std::move(amounts);
}

}  // namespace attrib
