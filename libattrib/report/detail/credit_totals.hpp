/// @file
/// The totals of reports on credit as JSON.
#pragma once

#include <libattrib/report/query_table.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace attrib {

using json = nlohmann::ordered_json;

/// The members `conversions` and, where it is asked for, `revenue`.
[[nodiscard]] json amounts_json(const credit_amount& of, bool with_revenue);

/// Adds the members `attributed` and `unattributed` of a model to a row of totals.
void put_parts(json& row, const query_sums& of, std::size_t model, bool with_revenue);

/// Adds the members `conversions`, over all currencies, and `totals`, by currency, to an answer.
/// REQUIRES: the query is by currency; `models` are the names of its models.
void put_credit_totals(const query_table& table, const std::vector<std::string>& models,
                       json& answer);

}  // namespace attrib
