// Asks what a query needs of its days, and of those that they are compared with.
#include <algorithm>
#include <libattrib/report/credit_answer.hpp>
#include <libattrib/report/detail/query_rows.hpp>
#include <libattrib/report/report.hpp>
#include <libattrib/report/report_scope.hpp>
#include <limits>
#include <memory>
#include <utility>

namespace attrib {
namespace {

// What the rows of a query are made from, which outlives the query's work.
struct queried_rows {
    explicit queried_rows(query_request query) : asked(std::move(query)) {}

    query_request asked;
    std::vector<std::string> models{};
    std::vector<queried_days> days{};
    std::optional<query_rows> rows{};

    // About, with as many keys beside the tables.
    [[nodiscard]] std::size_t bytes(std::size_t keys) const {
        constexpr std::size_t bytes_of_key = 512;
        const std::size_t sums = 2 * days.size() * std::max<std::size_t>(models.size(), 1);
        return keys * (bytes_of_key * (1 + days.size()) + sums * sizeof(credit_amount));
    }
};

class query_work {
   public:
    query_work(const report_source& from, const query_request& asked)
        : made_(std::make_shared<queried_rows>(asked)),
          asked_(made_->asked),
          view_(from),
          scope_(scope_of(view_, asked_.filter)) {
        if (!asked_.is_by_model()) scope_.models.clear();
        made_->models = scope_.model_names();
    }

    // The answer without its rows, which `rows` then has.
    json begin() {
        json answer = envelope(scope_, asked_.filter);
        answer["query"] = query_json(asked_);
        std::vector<queried_days>& days = made_->days;
        days.push_back(ask(scope_.from, scope_.to));
        if (asked_.compare) {
            const auto [from, to] = asked_.compare->days_for(scope_.from, scope_.to);
            days.push_back(ask(from, to));
            answer["compare_range"] = {{"from", to_string(from)}, {"to", to_string(to)}};
        }
        made_->rows.emplace(asked_, made_->models, days);
        made_->rows->put_totals(answer);
        return answer;
    }

    [[nodiscard]] std::shared_ptr<const queried_rows> made() const { return made_; }

   private:
    [[nodiscard]] bool has_any(bool (metric_facts::*is)() const noexcept) const {
        return std::ranges::any_of(asked_.metrics,
                                   [is](query_metric each) { return (facts_of(each).*is)(); });
    }

    queried_days ask(calendar_day from, calendar_day to) {
        const std::size_t models = made_->models.size();
        queried_days days{from, to, {asked_, models}, {asked_, models}};
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

    std::shared_ptr<queried_rows> made_;
    const query_request& asked_;
    report_view view_;
    report_scope scope_;
};

}  // namespace

json query_report(const report_source& from, const query_request& asked) {
    query_work work(from, asked);
    json answer = work.begin();
    work.made()->rows->put_page(answer);
    return answer;
}

csv_report query_csv(const report_source& from, const query_request& asked) {
    query_work work(from, asked);
    json answer = work.begin();
    const auto made = work.made();
    auto page = made->rows->page_of(std::numeric_limits<std::size_t>::max());
    const auto keys = std::make_shared<const std::vector<query_key>>(std::move(page.keys));
    const auto append_row = [made, keys](std::size_t i, std::string& out) {
        made->rows->append_csv_lines(keys->at(i), out);
    };
    indexed_csv::contents lines{.header = {},
                                .rows = keys->size(),
                                .append_row = append_row,
                                .bytes = made->bytes(page.all)};
    made->rows->append_csv_header(lines.header);
    return {std::move(answer), std::make_shared<const indexed_csv>(std::move(lines))};
}

}  // namespace attrib
