#include <libattrib/engine/daily_rollup.hpp>

#include <algorithm>
#include <tuple>

namespace attrib {
namespace {

auto sort_key(const daily_row& row) {
    return std::tie(row.model_place, row.conversion_date, row.conversion_name, row.currency,
                    row.channel);
}

}  // namespace

void daily_rollup::add(const key& where, money credit, money revenue) {
    cell& here = cells_[where];
    here.conversions += credit;
    here.revenue += revenue;
}

void daily_rollup::add(const daily_rollup& other) {
    for (const auto& [where, from] : other.cells_) {
        cell& here = cells_[where];
        here.conversions += from.conversions;
        here.revenue += from.revenue;
    }
}

std::vector<daily_row> daily_rollup::rows(const dictionary& texts, const model_list& models) const {
    std::vector<daily_row> rows;
    rows.reserve(cells_.size());
    for (const auto& [where, from] : cells_) {
        if (from == cell{}) continue;
        daily_row& row = rows.emplace_back();
        row.model_place = where.model;
        row.model = models[where.model].name;
        row.conversion_date = where.day;
        row.conversion_name = texts.text_of(where.conversion_name);
        row.currency = texts.text_of(where.currency);
        if (where.channel != unattributed) row.channel = texts.text_of(where.channel);
        row.conversions = from.conversions;
        row.revenue = from.revenue;
    }
    std::ranges::sort(rows, {}, sort_key);
    return rows;
}

}  // namespace attrib
