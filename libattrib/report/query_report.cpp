// Asks what a query needs of its days, and of those that they are compared with.
#include <algorithm>
#include <libattrib/report/credit_answer.hpp>
#include <libattrib/report/detail/query_rows.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <utility>

namespace attrib {
namespace {

class query_work {
   public:
    query_work(const report_source& from, const query_request& asked)
        : asked_(asked), view_(from), scope_(scope_of(view_, asked.filter)) {
        if (!asked.is_by_model()) scope_.models.clear();
        models_ = scope_.model_names();
    }

    // The answer without its rows, which `rows` then has.
    json begin() {
        json answer = envelope(scope_, asked_.filter);
        answer["query"] = query_json(asked_);
        days_.push_back(ask(scope_.from, scope_.to));
        if (asked_.compare) {
            const auto [from, to] = asked_.compare->days_for(scope_.from, scope_.to);
            days_.push_back(ask(from, to));
            answer["compare_range"] = {{"from", to_string(from)}, {"to", to_string(to)}};
        }
        rows_.emplace(asked_, models_, days_);
        rows_->put_totals(answer);
        return answer;
    }

    [[nodiscard]] const query_rows& rows() const { return *rows_; }

   private:
    [[nodiscard]] bool has_any(bool (metric_facts::*is)() const noexcept) const {
        return std::ranges::any_of(asked_.metrics,
                                   [is](query_metric each) { return (facts_of(each).*is)(); });
    }

    queried_days ask(calendar_day from, calendar_day to) {
        queried_days days{from, to, {asked_, models_.size()}, {asked_, models_.size()}};
        credit_question question = question_of(scope_, asked_.filter, dimension::none);
        question.from = from;
        question.to = to;
        question.by = asked_.grouped_by();
        question.weighs_journeys = has_any(&metric_facts::weighs_journeys);
        if (asked_.is_by_model()) days.table.add(answer_of(view_, scope_, question));
        if (asked_.is_by_session()) ask_sessions(question, days.table);
        if (has_any(&metric_facts::is_share)) ask_whole(question, days.whole);
        return days;
    }

    void ask_sessions(const credit_question& question, query_table& into) {
        session_question sessions{question.from, question.to, question.by, question.only};
        const std::vector<session_group> groups = session_groups(view_, scope_, sessions);
        std::vector<session_group> all = groups;
        // Who is in several groups counts once among all.
        if (!std::exchange(sessions.by, {}).empty()) all = session_groups(view_, scope_, sessions);
        into.add(groups, all.empty() ? session_group{} : all.front());
    }

    // Of every touchpoint, whatever the filter takes.
    void ask_whole(credit_question question, query_table& into) {
        question.by.clear();
        question.weighs_journeys = false;
        question.only.touch = {};
        question.only.where = {};
        into.add(answer_of(view_, scope_, question));
    }

    const query_request& asked_;
    report_view view_;
    report_scope scope_;
    std::vector<std::string> models_;
    std::vector<queried_days> days_;
    std::optional<query_rows> rows_;
};

}  // namespace

json query_report(const report_source& from, const query_request& asked) {
    query_work work(from, asked);
    json answer = work.begin();
    work.rows().put_page(answer);
    return answer;
}

json query_csv_report(const report_source& from, const query_request& asked) {
    query_work work(from, asked);
    json answer = work.begin();
    answer["csv"] = work.rows().csv();
    return answer;
}

}  // namespace attrib
