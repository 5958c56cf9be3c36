#include <apps/attribute/path_tables.hpp>
#include <array>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {

std::string six_decimals_text(const money_sum& sum) {
    std::array<char, longest_money_sum> text;
    return {text.data(), write_six_decimals(text.data(), sum)};
}

std::string credit_table_of(const path_report& report) {
    std::string table = "model,channel,conversions,value\n";
    for (const path_credit& model : report.models)
        for (std::size_t i = 0; i < report.channels.size(); ++i) {
            append_csv_value(table, model.model);
            table += ',';
            append_csv_value(table, report.channels[i]);
            table += ',' + six_decimals_text(model.channels[i].conversions) + ',' +
                     six_decimals_text(model.channels[i].value) + '\n';
        }
    return table;
}

std::string effects_table_of(const path_report& report) {
    std::string table = "channel,removal_effect\n";
    if (!report.markov) return table;
    for (std::size_t i = 0; i < report.channels.size(); ++i) {
        append_csv_value(table, report.channels[i]);
        table += ',' + effect_text(report.markov->effects[i]) + '\n';
    }
    return table;
}

}  // namespace attrib
