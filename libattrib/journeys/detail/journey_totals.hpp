/// @file
/// What conversions of a table of paths add up to.
#pragma once

#include <libattrib/journeys/path_fold.hpp>

namespace attrib {

/// Adds the table's sums; `text_of` gives the text of a currency's number.
template <class TextOf>
void add_totals(const path_table& paths, const TextOf& text_of, currency_totals& out) {
    std::map<text_number, path_totals> by_number;
    for (std::size_t path = 0; path < paths.size(); ++path)
        paths.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
            path_totals& of = by_number[currency];
            (paths.values(path).empty() ? of.unattributed : of.attributed).add(sums);
        });
    for (const auto& [currency, totals] : by_number) {
        path_totals& of = out[text_of(currency)];
        of.attributed.add(totals.attributed);
        of.unattributed.add(totals.unattributed);
    }
}

}  // namespace attrib
