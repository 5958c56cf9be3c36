#include <libattrib/report/credit_sums.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib {

channel_sums sum_by_channel(report_view& view, const query_parameters& parameters) {
    const query_result answer = view.run_alone("credits_by_channel", parameters);
    channel_sums sums;
    for (std::size_t i = 0; i < answer.rows(); ++i) {
        row_reader row(answer, i);
        const model by = read_model(row);
        const currency_name currency = row.optional_text();
        const channel_name channel = row.optional_text();
        const amount credited = read_amount(row);
        sums.totals.add(currency, by, channel.has_value(), credited);
        sums.rows[{currency, channel}].at(static_cast<std::size_t>(by)).add(credited);
    }
    return sums;
}

}  // namespace attrib
