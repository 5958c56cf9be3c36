/// @file
/// Asks what a query needs of its days, and of those that they are compared with.
#pragma once

#include <libattrib/report/detail/query_rows.hpp>
#include <libattrib/report/report_scope.hpp>
#include <libattrib/report/report_view.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace attrib {

/// What the rows of a query are made from, which outlives the query's work.
struct queried_rows {
    explicit queried_rows(query_request query) : asked(std::move(query)) {}
    queried_rows(const queried_rows&) = delete;
    queried_rows& operator=(const queried_rows&) = delete;
    ~queried_rows() = default;

    query_request asked;
    std::vector<std::string> models{};  ///< names; none where no metric is by model
    std::vector<queried_days> days{};   ///< the query's own first
    std::optional<query_rows> rows{};

    /// About, with as many keys beside the tables.
    [[nodiscard]] std::size_t bytes(std::size_t keys) const noexcept;
};

/// The view must outlive it.
class query_work {
   public:
    /// Throws failure as scope_of does.
    query_work(report_view& view, query_request asked);

    /// The members that every report has.
    [[nodiscard]] json envelope() const { return attrib::envelope(scope_, made_->asked.filter); }

    /// Reads and folds; to be called once. Puts the days that the query's are compared with.
    /// Throws what connection throws, and failure (invalid_option) for what cannot be answered.
    void ask(json& answer);

    /// REQUIRES, as those that follow: ask was called.
    [[nodiscard]] const query_rows& rows() const { return *made_->rows; }
    /// Of the query's own days.
    [[nodiscard]] const query_table& table() const { return made_->days.front().table; }
    [[nodiscard]] std::shared_ptr<const queried_rows> made() const { return made_; }

    [[nodiscard]] const report_scope& scope() const noexcept { return scope_; }
    /// None where no metric is by model.
    [[nodiscard]] const std::vector<std::string>& models() const noexcept { return made_->models; }

   private:
    [[nodiscard]] bool has_any(bool (metric_facts::*is)() const noexcept) const;
    [[nodiscard]] queried_days days_of(calendar_day from, calendar_day to);
    void ask_sessions(const credit_question& question, query_table& into);
    void ask_whole(credit_question question, query_table& into);
    [[nodiscard]] std::vector<currency_name> currencies_of_series();

    std::shared_ptr<queried_rows> made_;
    const query_request& asked_;  // of made_
    report_view& view_;
    report_scope scope_;
};

}  // namespace attrib
