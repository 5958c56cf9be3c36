/// @file
/// Folds journeys into paths, their lengths or the days that they took, on all cores.
#pragma once

#include <cstdint>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/journeys/journey_block.hpp>
#include <libattrib/journeys/path_question.hpp>
#include <libattrib/journeys/path_table.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What conversions are grouped by.
enum class path_key : std::uint8_t {
    values,  ///< of each touchpoint one number per column of the dimension
    length,  ///< one number: of touchpoints
    days,    ///< one number: whole days from the first touchpoint to the conversion
};

/// Sums of one currency.
struct path_totals {
    path_sums attributed;
    path_sums unattributed;

    friend bool operator==(const path_totals&, const path_totals&) = default;
};

/// By currency; nothing: conversions without one.
using currency_totals = std::map<std::optional<std::string>, path_totals>;

/// Texts by numbers of their own, whichever dictionary blocks had. 0 is null. Not thread-safe.
class path_texts {
   public:
    [[nodiscard]] text_number number_of(std::string_view text);

    /// Nothing for a text that has no number.
    [[nodiscard]] std::optional<text_number> find(std::string_view text) const {
        return texts_.find(text);
    }

    /// By their numbers.
    [[nodiscard]] const std::vector<std::string_view>& all() const noexcept { return all_; }

    /// Nothing for null.
    [[nodiscard]] std::optional<std::string> text_of(text_number number) const {
        if (number == 0) return std::nullopt;
        return std::string(all_[number]);
    }

   private:
    dictionary texts_;
    std::vector<std::string_view> all_{{}};
};

/// Adds paths up, block by block. Not thread-safe; uses threads of its own.
class path_fold {
   public:
    /// `asked` must outlive it. `threads` is at least 1.
    path_fold(const path_question& asked, path_key by, unsigned threads)
        : asked_(asked), by_(by), threads_(threads) {}

    /// REQUIRES: blocks of days within the question's, each of them once, with its columns; those
    /// of one call are of one dictionary.
    void add(const std::vector<shared_block>& blocks);

    /// The empty path is that of unattributed conversions.
    [[nodiscard]] const path_table& paths() const noexcept { return paths_; }

    /// Of the numbers in `paths`: of values and currencies.
    [[nodiscard]] const path_texts& texts() const noexcept { return texts_; }

    /// Numbers of a path per touchpoint.
    [[nodiscard]] std::size_t column_count() const noexcept {
        return by_ == path_key::values ? facts_of(asked_.by).column_count : 1;
    }

   private:
    const path_question& asked_;
    path_key by_;
    unsigned threads_;
    path_texts texts_;
    path_table paths_;
};

/// Of all paths.
[[nodiscard]] currency_totals totals_of(const path_table& paths, const path_texts& texts);

}  // namespace attrib
