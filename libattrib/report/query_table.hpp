/// @file
/// The rows of a query's answer, for one range of days: groups with what models give them and
/// their sessions.
#pragma once

#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/session_question.hpp>
#include <libattrib/report/query_request.hpp>
#include <libattrib/report/row_values.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// What a row is of: values of the dimensions, then the currency where the query is by currency.
using query_key = std::vector<std::optional<std::string>>;

/// Texts by bytes, null last.
struct query_key_order {
    [[nodiscard]] bool operator()(const query_key& a, const query_key& b) const noexcept {
        return std::ranges::lexicographical_compare(a, b, null_last{});
    }
};

/// Sums of a group, or of all.
struct query_sums {
    std::vector<credit_amount> attributed{};  ///< one per model; none: nothing was credited
    std::vector<credit_amount> unattributed{};
    session_sums visits{};

    [[nodiscard]] credit_amount attributed_by(std::size_t model) const;
    [[nodiscard]] credit_amount unattributed_by(std::size_t model) const;
    /// Both together.
    [[nodiscard]] credit_amount credited_by(std::size_t model) const;
};

class query_table {
   public:
    /// `models` counts the query's models.
    query_table(const query_request& asked, std::size_t models) : asked_(asked), models_(models) {}

    void add(const std::vector<credited_group>& groups);
    /// `everyone` has the sessions of all groups, and their users once each.
    void add(const std::vector<session_group>& groups, const session_sums& everyone);

    /// Sums of a row; nothing for one that there is not.
    [[nodiscard]] const query_sums* find(const query_key& row) const;

    [[nodiscard]] std::vector<query_key> keys() const;

    /// By currency; by null where the query is not by currency.
    [[nodiscard]] const std::map<currency_name, query_sums, null_last>& totals() const noexcept {
        return totals_;
    }

   private:
    query_sums& sums_at(const query_key& row);

    const query_request& asked_;
    std::size_t models_;
    std::map<query_key, query_sums, query_key_order> rows_;
    std::map<currency_name, query_sums, null_last> totals_;
};

/// A metric of sums by a model, as JSON: exact text for credit and money, a number else, null where
/// it has no value. Shares are parts of `whole`.
[[nodiscard]] json value_of(query_metric metric, const query_sums& sums, std::size_t model,
                            const query_sums& whole);

/// The same as a number to order by; null is less than any other.
[[nodiscard]] double number_of(query_metric metric, const query_sums& sums, std::size_t model,
                               const query_sums& whole);

/// The exact amount where the number of a metric is one, else 0.
[[nodiscard]] money_sum exact_of(query_metric metric, const query_sums& sums, std::size_t model);

}  // namespace attrib
