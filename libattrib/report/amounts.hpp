/// @file
/// Conversions and revenue, the models side by side, and their totals per currency, as JSON.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/shown_models.hpp>
#include <map>
#include <optional>
#include <string>

namespace attrib {

struct amount {
    std::int64_t conversions = 0;
    money_sum revenue;

    void add(const amount& other) noexcept {
        conversions += other.conversions;
        revenue += other.revenue;
    }
};

/// What each model credits.
using model_amounts = std::array<amount, model_count>;

/// Nothing: events without a currency, a currency of its own.
using currency_name = std::optional<std::string>;

/// Names by bytes, nothing last.
struct null_last {
    [[nodiscard]] bool operator()(const currency_name& a, const currency_name& b) const noexcept {
        return a && b ? *a < *b : a.has_value() && !b.has_value();
    }
};

/// A model of a row and the columns `conversions, revenue` after it.
[[nodiscard]] model read_model(row_reader& row);
[[nodiscard]] amount read_amount(row_reader& row);

/// Adds the members first_click, last_click and difference; with `only` that model's alone.
void put_amounts(json& row, const model_amounts& amounts, std::optional<model> only);

/// The same with each model's shares in `total`; null where the total is 0.
void put_shared_amounts(json& row, const model_amounts& amounts, const model_amounts& total,
                        std::optional<model> only);

/// Sums per currency, with and without a touchpoint apart.
class currency_totals {
   public:
    void add(const currency_name& currency, model by, bool is_attributed, const amount& more);

    /// The member `totals` of an answer: one entry a currency.
    [[nodiscard]] json rows(std::optional<model> only) const;

    /// Zero for a currency that is not there.
    [[nodiscard]] model_amounts of(const currency_name& currency) const;

    [[nodiscard]] std::vector<currency_name> currencies() const;

   private:
    struct parts {
        model_amounts attributed;
        model_amounts unattributed;
    };
    std::map<currency_name, parts, null_last> sums_;
};

}  // namespace attrib
