#include <algorithm>
#include <libattrib/report/credit_answer.hpp>
#include <libattrib/report/detail/query_work.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/session_answer.hpp>
#include <utility>

namespace attrib {

std::size_t queried_rows::bytes(std::size_t keys) const noexcept {
    constexpr std::size_t bytes_of_key = 512;
    const std::size_t sums = 2 * days.size() * std::max<std::size_t>(models.size(), 1);
    return keys * (bytes_of_key * (1 + days.size()) + sums * sizeof(credit_amount));
}

query_work::query_work(report_view& view, query_request asked)
    : made_(std::make_shared<queried_rows>(std::move(asked))),
      asked_(made_->asked),
      view_(view),
      scope_(scope_of(view, asked_.filter)) {
    if (!asked_.is_by_model()) scope_.models.clear();
    made_->models = scope_.model_names();
}

void query_work::ask(json& answer) {
    std::vector<queried_days>& days = made_->days;
    days.push_back(days_of(scope_.from, scope_.to));
    if (asked_.compare) {
        const auto [from, to] = asked_.compare->days_for(scope_.from, scope_.to);
        days.push_back(days_of(from, to));
        answer["compare_range"] = {{"from", to_string(from)}, {"to", to_string(to)}};
    }
    made_->rows.emplace(asked_, made_->models, days, currencies_of_series());
}

bool query_work::has_any(bool (metric_facts::*is)() const noexcept) const {
    return std::ranges::any_of(asked_.metrics,
                               [is](query_metric each) { return (facts_of(each).*is)(); });
}

queried_days query_work::days_of(calendar_day from, calendar_day to) {
    const std::size_t models = made_->models.size();
    queried_days days{from, to, {asked_, models}, {asked_, models}};
    credit_question question = question_of(scope_, asked_.filter, dimension::none);
    question.from = from;
    question.to = to;
    question.by = asked_.grouped_by();
    question.weighs_journeys = has_any(&metric_facts::weighs_journeys);
    question.most_amounts = asked_.most_amounts;
    if (asked_.is_by_model()) days.table.add(answer_of(view_, scope_, question));
    if (asked_.is_by_session()) ask_sessions(question, days.table);
    if (has_any(&metric_facts::is_share) && !asked_.shares_filtered)
        ask_whole(question, days.whole);
    return days;
}

void query_work::ask_sessions(const credit_question& question, query_table& into) {
    session_question sessions{question.from, question.to, question.by, question.only};
    sessions.has_counts = has_any(&metric_facts::counts_events);
    sessions.most_groups = asked_.most_amounts;
    const std::vector<session_group> groups = session_groups(view_, scope_, sessions);
    std::vector<session_group> all = groups;
    // A user of several groups counts once among all.
    if (!std::exchange(sessions.by, {}).empty()) all = session_groups(view_, scope_, sessions);
    into.add(groups, all.empty() ? session_sums{} : all.front().sums);
}

// Of every touchpoint, whatever the filter takes.
void query_work::ask_whole(credit_question question, query_table& into) {
    question.by.clear();
    question.weighs_journeys = false;
    question.only.touch = {};
    question.only.where = {};
    into.add(answer_of(view_, scope_, question));
}

// A series without a row is of the currencies of all conversions.
std::vector<currency_name> query_work::currencies_of_series() {
    std::vector<currency_name> names;
    const bool has_totals = std::ranges::any_of(
        made_->days, [](const queried_days& each) { return !each.table.totals().empty(); });
    if (!asked_.by_currency || !asked_.interval || has_totals) return names;
    const query_result all = view_.run("currencies");
    for (std::size_t i = 0; i < all.rows(); ++i)
        names.push_back(row_reader(all, i).optional_text());
    return names;
}

}  // namespace attrib
