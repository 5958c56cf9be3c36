#include <libattrib/report/credit_answer.hpp>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/report/markov_answer.hpp>
#include <libattrib/report/row_reader.hpp>
#include <map>

namespace attrib {
namespace {

// A day as the first one of its week or month.
std::string first_day_text(dimension by, const std::string& text) {
    calendar_day day;
    static_cast<void>(parse_day(text, day));
    return to_string(first_day_of(by, day));
}

}  // namespace

bool is_in_daily_sums(const report_scope& scope, const credit_question& asked) {
    return is_in_daily_columns(asked.by, asked.only) && !asked.weighs_journeys &&
           std::ranges::all_of(scope.models, &asked_model::is_materialized);
}

std::vector<credited_group> answer_of_daily_sums(report_view& view, const credit_question& asked) {
    std::vector<std::string> names;
    for (const model_instance& each : asked.models) names.push_back(each.name);
    query_parameters parameters{to_string(asked.from), to_string(asked.to), array_text(names),
                                asked.only.conversion_name, asked.only.currency};
    const dimension by = asked.by.empty() ? dimension::none : asked.by.front();
    parameters.emplace_back();
    if (const std::string_view column = facts_of(by).daily_column; !column.empty())
        parameters.back() = column;
    parameters.push_back(asked.only.touch.front());
    const query_result answer = view.run_alone("credits", parameters);
    std::map<credit_group, std::vector<credit_amount>> groups;
    for (std::size_t i = 0; i < answer.rows(); ++i) {
        row_reader row(answer, i);
        const std::string name = row.text();
        credit_group group;
        if (by == dimension::none)
            row.skip(1);
        else if (by >= dimension::day)
            group.values.emplace_back(first_day_text(by, row.text()));
        else
            group.values.push_back(row.optional_text());
        group.currency = row.optional_text();
        group.is_attributed = row.boolean();
        auto& amounts = groups[std::move(group)];
        check_amounts(groups.size() * asked.models.size(), asked.most_amounts);
        amounts.resize(asked.models.size());
        const auto place = static_cast<std::size_t>(
            std::ranges::find(asked.models, name, &model_instance::name) - asked.models.begin());
        const money_sum conversions = row.amount();
        amounts[place].add({conversions, row.amount()});
    }
    std::vector<credited_group> rows;
    for (auto& [group, amounts] : groups)
        if (std::ranges::any_of(amounts,
                                [](const credit_amount& each) { return each != credit_amount(); }))
            rows.push_back({group, std::move(amounts)});
    return rows;
}

std::vector<credited_group> answer_of_journeys(report_view& view, const report_scope& scope,
                                               const credit_question& asked) {
    credit_fold fold(asked, view.threads());
    view.visit_journeys(scope.tables.of_journeys(), asked.from, asked.to, asked.columns(),
                        [&](const std::vector<shared_block>& blocks) { fold.add(blocks); });
    return fold.rows();
}

namespace {

using merged_groups = std::map<credit_group, std::vector<credit_amount>>;

// Adds rows of the models at `places` of all.
void merge(const std::vector<credited_group>& rows, const std::vector<std::size_t>& places,
           const credit_question& asked, merged_groups& to) {
    for (const credited_group& each : rows) {
        auto& amounts = to[each.group];
        check_amounts(to.size() * asked.models.size(), asked.most_amounts);
        amounts.resize(asked.models.size());
        for (std::size_t i = 0; i < places.size(); ++i) amounts[places[i]].add(each.amounts[i]);
    }
}

std::vector<credited_group> answer_of_plain_models(report_view& view, const report_scope& scope,
                                                   const credit_question& asked) {
    return is_in_daily_sums(scope, asked) ? answer_of_daily_sums(view, asked)
                                          : answer_of_journeys(view, scope, asked);
}

}  // namespace

std::vector<credited_group> answer_of(report_view& view, const report_scope& scope,
                                      const credit_question& asked) {
    if (std::ranges::none_of(scope.models, &asked_model::sees_effects))
        return answer_of_plain_models(view, scope, asked);
    merged_groups groups;
    std::vector<std::size_t> plain;
    report_scope of_plain = scope;
    of_plain.models.clear();
    for (std::size_t i = 0; i < scope.models.size(); ++i) {
        if (scope.models[i].sees_effects()) {
            merge(answer_by_effects(view, scope, asked, scope.models[i]), {i}, asked, groups);
        } else {
            plain.push_back(i);
            of_plain.models.push_back(scope.models[i]);
        }
    }
    if (!plain.empty()) {
        credit_question of_models = asked;
        of_models.models = of_plain.instances();
        merge(answer_of_plain_models(view, of_plain, of_models), plain, asked, groups);
    }
    std::vector<credited_group> rows;
    for (auto& [group, amounts] : groups) rows.push_back({group, std::move(amounts)});
    return rows;
}

}  // namespace attrib
