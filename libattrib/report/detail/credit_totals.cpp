#include <libattrib/report/detail/credit_totals.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {

json amounts_json(const credit_amount& of, bool with_revenue) {
    json made{{"conversions", credit_text(of.conversions)}};
    if (with_revenue) made["revenue"] = to_string(of.revenue);
    return made;
}

void put_parts(json& row, const query_sums& of, std::size_t model, bool with_revenue) {
    row["attributed"] = amounts_json(of.attributed_by(model), with_revenue);
    row["unattributed"] = amounts_json(of.unattributed_by(model), with_revenue);
}

void put_credit_totals(const query_table& table, const std::vector<std::string>& models,
                       json& answer) {
    json conversions = json::array();
    for (std::size_t model = 0; model < models.size(); ++model) {
        money_sum attributed;
        money_sum unattributed;
        for (const auto& [currency, sums] : table.totals()) {
            attributed += sums.attributed_by(model).conversions;
            unattributed += sums.unattributed_by(model).conversions;
        }
        conversions.push_back({{"model", models[model]},
                               {"conversions", credit_text(attributed + unattributed)},
                               {"attributed", credit_text(attributed)},
                               {"unattributed", credit_text(unattributed)}});
    }
    json totals = json::array();
    for (const auto& [currency, sums] : table.totals())
        for (std::size_t model = 0; model < models.size(); ++model) {
            json row{{"model", models[model]}, {"currency", json_of(currency)}};
            row.update(amounts_json(sums.credited_by(model), true));
            put_parts(row, sums, model, true);
            totals.push_back(std::move(row));
        }
    answer["conversions"] = std::move(conversions);
    answer["totals"] = std::move(totals);
}

}  // namespace attrib
