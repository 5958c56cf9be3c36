// Queries: any metrics by any dimensions.
#include <libattrib/report/detail/query_work.hpp>
#include <libattrib/report/report.hpp>
#include <limits>
#include <memory>

namespace attrib {
namespace {

// The answer without its rows.
json begin_answer(query_work& work, const query_request& asked) {
    json answer = work.envelope();
    answer["query"] = query_json(asked);
    work.ask(answer);
    work.rows().put_totals(answer);
    return answer;
}

}  // namespace

json query_report(const report_source& from, const query_request& asked) {
    report_view view(from);
    query_work work(view, asked);
    json answer = begin_answer(work, asked);
    work.rows().put_page(answer);
    return answer;
}

csv_report query_csv(const report_source& from, const query_request& asked) {
    report_view view(from);
    query_work work(view, asked);
    json answer = begin_answer(work, asked);
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
