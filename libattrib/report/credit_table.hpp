/// @file
/// The rows of an answer about credit as JSON, and their totals: one row per group and model.
#pragma once

#include <algorithm>
#include <libattrib/journeys/credit_question.hpp>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

using json = nlohmann::ordered_json;

/// Nothing: events without a currency, a currency of its own.
using currency_name = std::optional<std::string>;

/// Names by bytes, nothing last.
struct null_last {
    [[nodiscard]] bool operator()(const currency_name& a, const currency_name& b) const noexcept {
        return a && b ? *a < *b : a.has_value() && !b.has_value();
    }
};

/// A sum of credit as text: `2`, `0.333333`.
[[nodiscard]] std::string credit_text(const money_sum& credit);

/// Names of the members of rows that hold values of the dimension.
[[nodiscard]] std::vector<std::string> columns_of(dimension by);

/// Rows of an answer, added up.
class credit_table {
   public:
    using values = std::vector<std::optional<std::string>>;
    struct key {
        currency_name currency;
        values of;
    };

    /// `models` are the names of the question's, in its order.
    credit_table(std::vector<std::string> models, const std::vector<credited_group>& rows);

    /// The members `conversions` (over all currencies) and `totals` of an answer.
    void put_totals(json& answer) const;

    /// Rows of `key`s in the order given: the model, members `columns` with the key's values, the
    /// currency, the amounts; with the shares of the currency's totals where asked for.
    [[nodiscard]] json rows(const std::vector<key>& keys, const std::vector<std::string>& columns,
                            bool with_shares) const;

    /// Keys by currency, then by the revenue of the last model, most first, then by values. Where
    /// there are more than `limit`, those with the largest revenue that a model gives, whatever
    /// the currency.
    [[nodiscard]] std::vector<key> keys_by_revenue(
        std::size_t limit = std::numeric_limits<std::size_t>::max()) const;

    /// By currency, then by values.
    [[nodiscard]] std::vector<key> keys_by_value() const;

    /// How many keys there are.
    [[nodiscard]] std::size_t size() const noexcept;

    [[nodiscard]] std::vector<currency_name> currencies() const;

   private:
    using amounts = std::vector<credit_amount>;  // one per model
    struct parts {
        amounts attributed;
        amounts unattributed;
    };
    struct values_order {
        [[nodiscard]] bool operator()(const values& a, const values& b) const noexcept {
            return std::ranges::lexicographical_compare(a, b, null_last{});
        }
    };

    [[nodiscard]] static json shares(const credit_amount& part, const credit_amount& whole);

    std::vector<std::string> models_;
    std::map<currency_name, std::map<values, amounts, values_order>, null_last> groups_;
    std::map<currency_name, parts, null_last> totals_;
};

}  // namespace attrib
