/// @file
/// The tables of journeys, added up in the order of their rows.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tests/support/reference.hpp>
#include <tests/support/reference_text.hpp>
#include <tuple>
#include <vector>

namespace attrib::test {

// A journey by one dimension.
struct plain_journey {
    text name;
    std::size_t dimension = 0;
    std::vector<text> values;  // empty: an unattributed conversion
    bool converts = false;
    text currency;
    money_sum revenue;
    std::int64_t days = 0;  // whole ones from its first session to the conversion
};

// Sums of the tables of journeys by their keys, in the order of rows; and all journeys.
struct journey_cells {
    // Name, day, place of the dimension, place of the kind, from, to.
    using transition = std::tuple<text, text, std::size_t, std::size_t, text, text>;
    // Name, day, place of the dimension, currency, members.
    using journey_set = std::tuple<text, text, std::size_t, text, std::set<text>>;
    struct set_cell {
        std::int64_t journeys = 0;
        std::int64_t conversions = 0;
        money_sum revenue;
    };

    std::map<transition, std::int64_t> transitions;
    std::map<journey_set, set_cell> sets;
    std::vector<plain_journey> journeys;
};

template <class Texts>
text array_of(const Texts& members) {
    text out;
    for (const text& each : members) {
        out += out.empty() ? "{" : ",";
        if (each.empty()) {
            out += "NULL";
            continue;
        }
        out += '"';
        for (const char c : each) out += c == '"' || c == '\\' ? text("\\") + c : text(1, c);
        out += '"';
    }
    return out + "}";
}

inline void write_journeys(const journey_cells& cells, table_texts& out) {
    static const std::vector<text> dimensions{"channel", "campaign"};
    static const std::vector<text> kinds{"start", "step", "conversion", "end"};
    for (const auto& [key, journeys] : cells.transitions) {
        const auto& [name, day, dimension, kind, from, to] = key;
        out["dda_transitions_daily"] += row({quoted(name), day, dimensions[dimension], kinds[kind],
                                             quoted(from), quoted(to), std::to_string(journeys)});
    }
    for (const auto& [key, cell] : cells.sets) {
        const auto& [name, day, dimension, currency, members] = key;
        out["dda_sets_daily"] +=
            row({quoted(name), day, dimensions[dimension], quoted(currency),
                 quoted(array_of(members)), std::to_string(cell.journeys),
                 std::to_string(cell.conversions), six_decimals(cell.revenue)});
    }
}

}  // namespace attrib::test
