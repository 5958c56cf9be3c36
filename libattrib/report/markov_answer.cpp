#include <libattrib/report/markov_answer.hpp>

#include <algorithm>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/markov_credit.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/journeys/removal_effects.hpp>
#include <map>

namespace attrib {
namespace {

using group_amounts = std::map<credit_group, credit_amount>;

void add(const std::vector<credited_group>& rows, group_amounts& to) {
    for (const credited_group& each : rows) to[each.group].add(each.amounts.front());
}

// Effects by the numbers that a block's dictionary gives the values.
std::vector<std::uint64_t> numbered_effects(const removal_effects& of, const dictionary& texts) {
    std::vector<std::uint64_t> numbered;
    for (std::size_t i = 0; i < of.values.size(); ++i) {
        const auto number = texts.find(of.values[i]);
        if (!number) continue;
        if (*number >= numbered.size()) numbered.resize(*number + 1);
        numbered[*number] = of.solved.effects[i];
    }
    return numbered;
}

// Every conversion shared among its own values.
void add_by_conversion(report_view& view, const report_scope& scope, credit_question asked,
                       const removal_effects& effects, group_amounts& to) {
    const bool skips_direct = asked.models.front().skips_direct;
    view.visit_journeys(
        scope.tables.of_journeys(), asked.from, asked.to, asked.columns(),
        [&](const std::vector<shared_block>& blocks) {
            if (blocks.empty()) return;
            asked.models = {markov_model(numbered_effects(effects, *blocks.front()->texts))};
            asked.models.front().skips_direct = skips_direct;
            credit_fold fold(asked, view.threads());
            fold.add(blocks);
            add(fold.rows(), to);
        });
}

// Totals of all conversions shared among all values.
void add_totals(report_view& view, const report_scope& scope, credit_question asked,
                const removal_effects& effects, group_amounts& to) {
    const dimension by = asked.by.empty() ? dimension::none : asked.by.front();
    asked.by.clear();
    asked.weighs_journeys = false;  // the totals are of no journey
    asked.models = {*std::ranges::find(shipped_models(), "last_click", &model_instance::name)};
    credit_fold fold(asked, view.threads());
    view.visit_journeys(scope.tables.of_journeys(), asked.from, asked.to, asked.columns(),
                        [&](const std::vector<shared_block>& blocks) { fold.add(blocks); });
    for (const credited_group& total : fold.rows()) {
        credit_group group = total.group;
        const credit_amount& amount = total.amounts.front();
        // Journeys may be of a moment after the chain's, which then has nothing to share among.
        group.is_attributed = group.is_attributed && effects.solved.conversion_chance > 0;
        if (by == dimension::none || !group.is_attributed) {
            if (by != dimension::none) group.values.resize(facts_of(by).column_count);
            to[group].add(amount);
            continue;
        }
        const auto conversions = split_by_effects(amount.conversions, effects.solved.effects);
        const auto revenue = split_by_effects(amount.revenue, effects.solved.effects);
        for (std::size_t i = 0; i < conversions.size(); ++i) {
            const std::string& value = effects.values[i];
            group.values = {value.empty() ? std::nullopt : std::optional(value)};
            to[group].add({conversions[i], revenue[i]});
        }
    }
}

void check_totals_question(const credit_question& asked) {
    const bool is_by_state = asked.by.empty() || asked.by == list_of(dimension::channel) ||
                             asked.by == list_of(dimension::campaign);
    if (!is_by_state || asked.only.is_about_touches())
        throw failure(errc::invalid_option,
                      "`models` has markov_channel, which shares totals among channels or "
                      "campaigns: ask by channel or campaign, without filters on touchpoints; or "
                      "ask for markov");
}

}  // namespace

journey_dimension chain_dimension(const dimension_list& by) noexcept {
    const bool is_by_campaign = std::ranges::any_of(by, [](dimension each) {
        return each == dimension::campaign || each == dimension::campaign_origin;
    });
    return is_by_campaign ? journey_dimension::campaign : journey_dimension::channel;
}

std::vector<credited_group> answer_by_effects(report_view& view, const report_scope& scope,
                                              const credit_question& asked,
                                              const asked_model& model) {
    if (model.shares_totals()) check_totals_question(asked);
    group_amounts groups;
    credit_question of_name = asked;
    of_name.models = {model.instance};
    of_name.effects_by = chain_dimension(asked.by) == journey_dimension::campaign
                             ? touch_column::campaign
                             : touch_column::channel;
    for (const std::string& name : distinct_names(scope.options().conversions)) {
        if (asked.only.conversion_name && *asked.only.conversion_name != name) continue;
        of_name.only.conversion_name = name;
        const removal_effects effects = read_removal_effects(
            view.on(), {asked.from, asked.to, name, chain_dimension(asked.by)});
        if (model.shares_totals())
            add_totals(view, scope, of_name, effects, groups);
        else
            add_by_conversion(view, scope, of_name, effects, groups);
    }
    std::vector<credited_group> rows;
    for (const auto& [group, amount] : groups)
        if (amount != credit_amount()) rows.push_back({group, {amount}});
    return rows;
}

}  // namespace attrib
