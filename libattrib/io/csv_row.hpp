/// @file
/// One row of CSV, written in room that is made for it once: for tables of many rows.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Values one after another, then `end`. Texts get quotes where `append_csv_value` gives them. Not
/// thread-safe.
class csv_row {
   public:
    /// Room for `values` values whose texts have `text_bytes` in all, at most.
    csv_row(std::size_t values, std::size_t text_bytes);
    csv_row(const csv_row&) = delete;
    csv_row& operator=(const csv_row&) = delete;
    ~csv_row() = default;

    void text(std::string_view value);
    void time(timestamp value);
    void date(calendar_day value);
    void number(std::int64_t value);
    void amount(money value);
    void amount(const money_sum& value);
    /// With all six decimals.
    void six_decimals(const money_sum& value);
    void nothing() { *at_++ = ','; }

    /// A text that `write`, called with where it goes, writes there; it returns the text's end.
    template <class Write>
    void written(const Write& write) {
        char* const begin = at_;
        finish_text({begin, static_cast<std::size_t>(write(begin) - begin)});
    }

    /// Appends the row and its line end to `out`; the next row may begin.
    void end(std::string& out);

   private:
    void finish_text(std::string_view written);
    void quote(std::string_view value);

    std::array<char, 2048> near_;  // for most rows
    std::vector<char> far_;        // for the others
    char* begin_ = nullptr;
    char* at_ = nullptr;
};

}  // namespace attrib
