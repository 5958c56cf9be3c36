/// @file
/// The values of a column of sessions, by how many sessions have them.
#pragma once

#include <libattrib/journeys/session_block.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Whether `text` has `part` in it, letters of ASCII in either case. REQUIRES: `lower_part` has no
/// capital letters of ASCII.
[[nodiscard]] bool contains_ignoring_case(std::string_view text,
                                          std::string_view lower_part) noexcept;

/// The same text with small letters of ASCII.
[[nodiscard]] std::string lower_ascii(std::string_view text);

struct value_count {
    std::string_view value;  ///< empty: null
    std::int64_t sessions = 0;

    friend bool operator==(const value_count&, const value_count&) = default;
};

/// One thread at a time; it uses others itself.
class value_fold {
   public:
    /// Counts values that have `search` in them, letters of ASCII in either case; all where it is
    /// empty.
    value_fold(touch_column column, std::string_view search, unsigned threads)
        : column_(column), search_(lower_ascii(search)), threads_(threads) {}

    /// Adds blocks of one dictionary. REQUIRES: they have the column.
    void add(const std::vector<shared_sessions>& blocks);

    /// The values with a session, most sessions first, then by bytes; at most `limit`. They last as
    /// long as this.
    [[nodiscard]] std::vector<value_count> most(std::size_t limit);

    /// How many values there are.
    [[nodiscard]] std::size_t size() const noexcept { return found_.size(); }

   private:
    void merge();

    touch_column column_;
    std::string search_;
    unsigned threads_;
    std::vector<std::shared_ptr<dictionary>> texts_;  // of `found_`
    std::vector<value_count> found_;
};

}  // namespace attrib
