#include <algorithm>
#include <apps/console/channel_totals.hpp>
#include <map>
#include <tuple>

namespace attrib::console {
namespace {

using channel_map = std::map<std::optional<std::string>, channel_total>;

void add(channel_total& total, const daily_row& row, std::size_t model) {
    credit_total& credit = total.by_model[model];
    credit.conversions += row.conversions;
    credit.revenue += row.revenue;
}

auto place(const channel_total& total) {
    const money_sum& revenue = total.by_model[0].revenue;
    return std::tuple(!total.channel.has_value(), money_sum{} - revenue, total.channel);
}

currency_total finish(const std::string& currency, const channel_map& channels, channel_total all) {
    currency_total total{currency, {}, std::move(all)};
    for (const auto& [name, channel] : channels) {
        total.channels.push_back(channel);
        total.channels.back().channel = name;
    }
    std::ranges::sort(total.channels, {}, place);
    return total;
}

}  // namespace

std::vector<currency_total> channel_totals(const std::vector<daily_row>& daily,
                                           const compared_models& models) {
    std::map<std::string, std::pair<channel_map, channel_total>> currencies;
    for (const daily_row& row : daily) {
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (row.model != models[i]) continue;
            auto& [channels, all] = currencies[row.currency];
            add(channels[row.channel], row, i);
            add(all, row, i);
        }
    }
    std::vector<currency_total> totals;
    totals.reserve(currencies.size());
    for (auto& [currency, found] : currencies)
        totals.push_back(finish(currency, found.first, std::move(found.second)));
    return totals;
}

}  // namespace attrib::console
