/// @file
/// A credit_filter in numbers of one dictionary.
#pragma once

#include <algorithm>
#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/journeys/detail/number_condition.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/session_block.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace attrib {

/// A text that the dictionary does not know matches nothing. Immutable: any number of threads may
/// use one.
class number_filter {
   public:
    number_filter(const credit_filter& only, const dictionary& texts)
        : has_condition_(!only.where.is_always()), where_(only.where, texts) {
        const auto number_of = [&](const std::string& text) { return texts.find(text); };
        if (only.conversion_name) name_ = number_of(*only.conversion_name), has_name_ = true;
        if (only.currency) currency_ = number_of(*only.currency), has_currency_ = true;
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (only.touch[i])
                touch_.emplace_back(static_cast<touch_column>(i), number_of(*only.touch[i]));
        // An unattributed conversion has null in every column.
        takes_unattributed_ =
            std::ranges::all_of(touch_, [](const auto& each) { return each.second == 0U; });
    }

    [[nodiscard]] bool takes(const packed_conversion& each) const noexcept {
        return (!has_name_ || name_ == each.name) && (!has_currency_ || currency_ == each.currency);
    }

    /// Whether the filter takes a share of a conversion that it takes: that of the touch, or of
    /// `no_touch`.
    [[nodiscard]] bool takes(const journey_block& block, const packed_conversion& conversion,
                             std::size_t touch) const noexcept {
        if (has_condition_ && !where_.holds(block, conversion, touch)) return false;
        if (touch == no_touch) return takes_unattributed_;
        return std::ranges::all_of(touch_, [&](const auto& each) {
            return each.second == block.value(each.first, touch);
        });
    }

    /// Whether it says nothing of sessions.
    [[nodiscard]] bool takes_all_sessions() const noexcept {
        return touch_.empty() && !has_condition_;
    }

    /// Whether it takes the session at that place, by its columns alone. REQUIRES: the condition is
    /// about columns of touchpoints only.
    [[nodiscard]] bool takes(const session_block& block, std::size_t place) const noexcept {
        return std::ranges::all_of(touch_,
                                   [&](const auto& each) {
                                       return each.second == block.value(each.first, place);
                                   }) &&
               (!has_condition_ || where_.holds([&](share_column column) {
                   return block.value(touch_column_of(column), place);
               }));
    }

    /// Whether it takes one of the touches from `begin` to before `end`; of none, `no_touch`.
    [[nodiscard]] bool takes_any(const journey_block& block, const packed_conversion& conversion,
                                 std::size_t begin, std::size_t end) const noexcept {
        if (touch_.empty() && !has_condition_) return true;
        if (begin == end) return takes(block, conversion, no_touch);
        while (begin != end && !takes(block, conversion, begin)) ++begin;
        return begin != end;
    }

   private:
    bool has_condition_;
    number_condition where_;
    bool has_name_ = false;
    bool has_currency_ = false;
    std::optional<text_number> name_;
    std::optional<text_number> currency_;
    std::vector<std::pair<touch_column, std::optional<text_number>>> touch_;
    bool takes_unattributed_ = true;
};

}  // namespace attrib
