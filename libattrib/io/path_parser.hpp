/// @file
/// Parses the values of a row as a path, or says why they are not one.
#pragma once

#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/io/amount_parser.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/path_columns.hpp>
#include <libattrib/io/reject.hpp>
#include <libattrib/io/text_cutter.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

/// Journeys along one path; views that last until the next row.
struct path_row {
    std::span<const std::string_view> channels;  ///< in order of time; at least one, none empty
    std::uint64_t conversions = 0;               ///< journeys that convert
    std::uint64_t ends = 0;                      ///< journeys that end without a conversion
    money value;                                 ///< of all these conversions together
};

/// What files of paths are handed to. One thread at a time.
class path_consumer {
   public:
    virtual ~path_consumer() = default;
    virtual void accept(const path_row& taken) = 0;
    virtual void refuse(const reject& refused) = 0;
};

/// Most journeys that a row may count of each kind.
inline constexpr std::uint64_t most_row_journeys = 1'000'000'000'000;

/// Applies the rules of docs/paths.md to rows of one file. Not thread-safe.
class path_parser {
   public:
    /// All three must outlive the parser. REQUIRES: `separator` is not empty.
    path_parser(const path_columns& columns, std::string_view separator, char delimiter);
    path_parser(const path_parser&) = delete;
    path_parser& operator=(const path_parser&) = delete;

    /// Fills `out`. False when the row breaks a rule: see `reason` and `message`. With `is_clean`
    /// the caller has seen that all of it is text, see is_text.
    [[nodiscard]] bool parse(const csv_values& values, bool is_clean, path_row& out);

    /// Whether a value of the last row had more than six decimals.
    [[nodiscard]] bool is_rounded() const noexcept { return is_rounded_; }

    /// Of the last row. REQUIRES: it broke a rule.
    [[nodiscard]] reject_reason reason() const noexcept { return reason_; }
    [[nodiscard]] const std::string& message() const noexcept { return message_; }

   private:
    template <class Values>
    bool parse_values(const Values& values, bool is_clean, path_row& out);
    bool fail(reject_reason reason, std::string message);
    bool read_channels(std::string_view path);
    template <class Values>
    bool read_counts(const Values& values, path_row& out);
    bool read_conversions(std::string_view text, std::optional<std::uint64_t>& journeys,
                          std::uint64_t& out);
    bool read_count(std::string_view text, const path_columns::column& column, std::uint64_t& out);
    bool read_value(std::string_view text, path_row& out);

    const path_columns& columns_;
    text_cutter cutter_;
    amount_parser amounts_;
    bool is_rounded_ = false;
    reject_reason reason_{};
    std::string message_;
};

}  // namespace attrib
