/// @file
/// Paths of drawn blocks, plainly: one conversion after the other, by texts.
#pragma once

#include <libattrib/core/random.hpp>
#include <libattrib/journeys/path_fold.hpp>
#include <string>
#include <vector>

namespace attrib::test {

/// A conversion that a question takes.
struct plain_path {
    std::vector<std::vector<std::optional<std::string>>> steps;  ///< values of each touchpoint
    std::optional<std::string> currency;
    path_sums sums;  ///< of this conversion
};

inline std::optional<std::string> text_in(const journey_block& block, text_number number) {
    if (number == 0) return std::nullopt;
    return std::string(block.texts->text_of(number));
}

inline bool passes_plainly(const credit_filter& only, const journey_block& block,
                           std::optional<std::size_t> touch) {
    for (std::size_t i = 0; i < touch_column_count; ++i) {
        if (!only.touch[i]) continue;
        const auto value = touch ? text_in(block, block.value(static_cast<touch_column>(i), *touch))
                                 : std::nullopt;
        if (value.value_or("") != *only.touch[i]) return false;
    }
    return true;
}

inline std::optional<plain_path> path_plainly(const path_question& asked,
                                              const journey_block& block, std::size_t at) {
    const packed_conversion& conversion = block.conversions[at];
    const auto is = [&](const std::optional<std::string>& wanted, text_number number) {
        return !wanted || text_in(block, number).value_or("") == *wanted;
    };
    if (!is(asked.only.conversion_name, conversion.name) ||
        !is(asked.only.currency, conversion.currency))
        return std::nullopt;
    plain_path path{{}, text_in(block, conversion.currency), {1, 0, conversion.revenue}};
    bool is_taken = false;
    for (std::size_t touch = conversion.first_touch; touch < block.touches_end(at); ++touch) {
        const microseconds age = conversion.when - block.touches[touch].start;
        if (age > asked.lookback) continue;
        if (path.steps.empty())
            path.sums.days = static_cast<std::uint64_t>(age.count() / 86'400'000'000);
        auto& step = path.steps.emplace_back();
        const dimension_facts& facts = facts_of(asked.by);
        for (std::size_t i = 0; i < facts.column_count; ++i)
            step.push_back(text_in(block, block.value(facts.columns[i], touch)));
        is_taken |= passes_plainly(asked.only, block, touch);
    }
    if (path.steps.empty()) is_taken = passes_plainly(asked.only, block, std::nullopt);
    if (!is_taken) return std::nullopt;
    return path;
}

inline std::vector<plain_path> paths_plainly(const path_question& asked,
                                             const std::vector<shared_block>& blocks) {
    std::vector<plain_path> paths;
    for (const shared_block& block : blocks)
        for (std::size_t at = 0; at < block->conversions.size(); ++at)
            if (auto path = path_plainly(asked, *block, at)) paths.push_back(std::move(*path));
    return paths;
}

/// Any lookback, dimension of touchpoints and filter.
inline path_question draw_path_question(random_stream& random) {
    std::vector<dimension> dimensions;
    for (const dimension_facts& each : all_dimensions())
        if (is_of_paths(each)) dimensions.push_back(each.which);
    path_question asked{.from = {},
                        .to = {},
                        .lookback = std::chrono::days{random.below(91)},
                        .by = dimensions[random.below(dimensions.size())]};
    const std::vector<std::string> values{"a", "b", "c d", "", "unknown"};
    if (random.below(4) == 0) asked.only.conversion_name = random.below(2) == 0 ? "lead" : "none";
    if (random.below(4) == 0) asked.only.currency = random.below(2) == 0 ? "USD" : "";
    for (auto& each : asked.only.touch)
        if (random.below(6) == 0) each = values[random.below(values.size())];
    if (random.below(3) == 0) asked.only.touch.front() = "Email";
    return asked;
}

/// The totals of some conversions.
inline currency_totals totals_plainly(const std::vector<plain_path>& paths) {
    currency_totals totals;
    for (const plain_path& each : paths) {
        path_totals& of = totals[each.currency];
        (each.steps.empty() ? of.unattributed : of.attributed).add(each.sums);
    }
    return totals;
}

/// Paths as a fold has them, by texts; of each the sums by currency.
using path_map = std::map<std::vector<std::vector<std::optional<std::string>>>,
                          std::map<std::optional<std::string>, path_sums>>;

inline path_map::key_type steps_at(const path_fold& fold, path_fold::place path) {
    path_map::key_type steps;
    const auto values = fold.values(path);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % fold.column_count() == 0) steps.emplace_back();
        steps.back().push_back(fold.texts().text_of(values[i]));
    }
    return steps;
}

inline path_map map_of_paths(const path_fold& fold) {
    path_map paths;
    fold.for_each([&](path_fold::place path) {
        const auto steps = steps_at(fold, path);
        if (paths.contains(steps)) throw std::logic_error("a path comes twice");
        fold.for_each_currency(path, [&](text_number currency, const path_sums& each) {
            if (!paths[steps].emplace(fold.texts().text_of(currency), each).second)
                throw std::logic_error("a currency comes twice");
        });
    });
    if (paths.size() != fold.size()) throw std::logic_error("not as many paths as it says");
    return paths;
}

inline path_map map_of_paths(const std::vector<plain_path>& paths) {
    path_map sums;
    for (const plain_path& each : paths) sums[each.steps][each.currency].add(each.sums);
    return sums;
}

/// Sums by a number, over all currencies; 0 is also that of unattributed conversions.
using number_map = std::map<std::uint64_t, path_sums>;

inline number_map map_of_numbers(const path_fold& fold) {
    number_map sums;
    fold.for_each([&](path_fold::place path) {
        fold.for_each_currency(path, [&](text_number, const path_sums& each) {
            const auto values = fold.values(path);
            sums[values.empty() ? 0 : values.front()].add(each);
        });
    });
    return sums;
}

}  // namespace attrib::test
