/// @file
/// Rows for the torture test: ordinary ones, repeats, broken ones, and ones at the limits of every
/// column.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/random.hpp>
#include <libattrib/event/event.hpp>
#include <string>
#include <vector>

namespace attrib::test {

/// The values of a row, by column.
struct drawn_row {
    std::array<std::string, column_count> values;

    [[nodiscard]] std::string csv() const;
    [[nodiscard]] std::string json() const;
};

/// The header of CSV files of such rows, with its line end.
[[nodiscard]] std::string drawn_header();

/// Draws rows of some hundred users. Every row is marked: its device_category holds `#MARK#`, which
/// no other row holds, so that each delivery can be counted in the database.
class row_maker {
   public:
    explicit row_maker(std::uint64_t seed) : random_(seed) {}

    [[nodiscard]] drawn_row draw(const std::string& mark);

    [[nodiscard]] std::uint64_t extremes() const noexcept { return extremes_; }
    [[nodiscard]] std::uint64_t broken() const noexcept { return broken_; }

   private:
    [[nodiscard]] std::string text_of(std::size_t bytes);
    [[nodiscard]] std::string user();
    [[nodiscard]] std::string event_id();
    [[nodiscard]] std::string time();
    void stretch(drawn_row& row);

    random_stream random_;
    std::vector<std::string> recent_ids_;  // some come again
    std::uint64_t extremes_ = 0;
    std::uint64_t broken_ = 0;
};

}  // namespace attrib::test
