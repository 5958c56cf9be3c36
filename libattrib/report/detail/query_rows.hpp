/// @file
/// A query's answer from its tables: rows in order, totals, CSV.
#pragma once

#include <libattrib/report/query_table.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace attrib {

/// Of some days: what there is, and what shares are parts of.
struct queried_days {
    calendar_day from;
    calendar_day to;
    query_table table;
    query_table whole;
};

/// What it is given must outlive it.
class query_rows {
   public:
    /// `models` are names, none where no metric is by model; `days` those of the query, then those
    /// that they are compared with. A series without a row has zeros of `currencies`. Throws
    /// failure (invalid_option) for an order or a cursor that the query cannot have.
    query_rows(const query_request& asked, const std::vector<std::string>& models,
               const std::vector<queried_days>& days, std::vector<currency_name> currencies);

    /// The members `columns` and `totals`.
    void put_totals(json& answer) const;

    /// A page of rows: the members `data`, `group_count`, `more` and `next_cursor`.
    void put_page(json& answer) const;

    struct page {
        std::vector<query_key> keys;  ///< in order
        std::size_t begin = 0;        ///< place of the first among all
        std::size_t all = 0;
    };
    /// The rows from the query's cursor on, or the largest: as many as its limit says, or
    /// `otherwise`.
    [[nodiscard]] page page_of(std::size_t otherwise) const;

    /// Appends the rows of a key, one per model.
    void append_rows(const query_key& key, json& data) const;

    void append_csv_header(std::string& out) const;

    /// A line per model.
    void append_csv_lines(const query_key& key, std::string& out) const;

   private:
    using maybe_key = std::optional<query_key>;

    void pair_dates();
    [[nodiscard]] maybe_key earlier(query_key row) const;
    [[nodiscard]] currency_name currency_of(const query_key& row) const;
    [[nodiscard]] const query_sums& whole_of(const queried_days& days,
                                             const currency_name& currency) const;
    [[nodiscard]] std::size_t model_count() const noexcept;
    [[nodiscard]] json values_of(const query_sums* sums, std::size_t model,
                                 const query_sums& whole) const;
    struct compared {
        const query_sums* sums;
        const query_sums& whole;
    };
    void put_comparison(json& row, const compared& now, const compared& before,
                        std::size_t model) const;
    [[nodiscard]] json row_of(std::size_t model, const query_key& key) const;
    [[nodiscard]] json total_of(const currency_name& currency, std::size_t model) const;
    [[nodiscard]] std::vector<query_key> all_rows() const;
    void fill_dates(std::set<query_key, query_key_order>& rows) const;
    void check_order() const;
    [[nodiscard]] std::size_t model_at(const query_order& order) const;
    [[nodiscard]] const query_sums& sums_of(const query_key& key) const;
    void sort(std::vector<query_key>& rows) const;
    void keep_largest(std::vector<query_key>& rows, std::size_t count) const;
    void sort_by_number(std::vector<query_key>& rows, query_metric metric, std::size_t model,
                        bool is_descending) const;
    [[nodiscard]] bool has_previous_date() const noexcept;
    [[nodiscard]] std::vector<std::string> csv_columns() const;
    void append_csv_row(const json& row, std::string& out) const;

    const query_request& asked_;
    const std::vector<std::string>& models_;
    const std::vector<queried_days>& days_;
    std::vector<currency_name> currencies_;
    std::vector<std::string> columns_;
    std::map<std::string, std::string>
        earlier_;  // dates of the compared days by those of the query
    std::map<std::string, std::string> later_;
};

}  // namespace attrib
