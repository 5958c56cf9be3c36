/// @file
/// A share_condition in numbers of one dictionary.
#pragma once

#include <algorithm>
#include <libattrib/journeys/detail/text_test.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/share_condition.hpp>
#include <optional>
#include <vector>

namespace attrib {

/// Stands for the touch of a conversion that is unattributed.
inline constexpr std::size_t no_touch = static_cast<std::size_t>(-1);

/// Every text of the dictionary is tested once, so that shares ask for bits only. Immutable: any
/// number of threads may use one.
class number_condition {
   public:
    /// REQUIRES: blocks that are asked about were loaded before.
    number_condition(const share_condition& of, const dictionary& texts)
        : number_condition(
              of, of.is_always() ? std::vector<std::string_view>() : texts.texts_while_shared()) {}

    /// Whether it holds where `number_of(share_column)` gives the numbers of the columns.
    template <class NumberOf>
    [[nodiscard]] bool holds(const NumberOf& number_of) const noexcept {
        using enum share_condition::kind;
        const auto part_holds = [&](const number_condition& part) { return part.holds(number_of); };
        if (which_ == all_of) return std::ranges::all_of(parts_, part_holds);
        if (which_ == any_of) return std::ranges::any_of(parts_, part_holds);
        if (which_ == none_of) return std::ranges::none_of(parts_, part_holds);
        return passing_[number_of(column_)];
    }

    /// Whether it holds of a conversion's share that goes to that touch, or to `no_touch`.
    [[nodiscard]] bool holds(const journey_block& block, const packed_conversion& conversion,
                             std::size_t touch) const noexcept {
        return holds([&](share_column column) -> text_number {
            if (column == share_column::conversion_name) return conversion.name;
            if (column == share_column::currency) return conversion.currency;
            return touch == no_touch ? 0 : block.value(touch_column_of(column), touch);
        });
    }

   private:
    number_condition(const share_condition& of, const std::vector<std::string_view>& texts)
        : which_(of.which), column_(of.column) {
        for (const share_condition& each : of.parts)
            parts_.push_back(number_condition(each, texts));
        if (!of.is_test()) return;
        const detail::text_test test(of);
        passing_.reserve(texts.size());
        for (const std::string_view each : texts) passing_.push_back(test.passes(each));
    }

    share_condition::kind which_;
    share_column column_;
    std::vector<number_condition> parts_;
    std::vector<bool> passing_;  // by number
};

}  // namespace attrib
