/// @file
/// From the values of a row to an event, or to the reason why it is none.
#pragma once

#include <libattrib/event/campaign.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/reject.hpp>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attrib {

/// Which rule a row breaks, and in which column.
struct rule_break {
    reject_reason reason{};
    std::optional<column> where;
};

/// One sentence for people: the column, what is wrong, what would be right.
[[nodiscard]] std::string message_of(const rule_break& broken);

/// Applies the rules of spec.md section 1 to rows of one file. Not thread-safe.
class event_parser {
   public:
    /// REQUIRES: the required columns are mapped.
    explicit event_parser(const column_mapping& mapping, kept_columns kept = kept_columns::all);

    /// Fills `out`, what its URLs say included (campaign.hpp), or says which rule the row breaks
    /// first. The texts are views of `values` or last until the next call. `row_bytes`: all values
    /// together have no more. With `is_clean` the caller has seen that all of it is text, see
    /// is_text.
    [[nodiscard]] std::optional<rule_break> parse(const csv_values& values, std::size_t row_bytes,
                                                  bool is_clean, event& out);
    [[nodiscard]] std::optional<rule_break> parse(std::span<const std::string_view> values,
                                                  std::size_t row_bytes, bool is_clean, event& out);

   private:
    // Where a text stands among the values, and where it goes.
    struct placed_text {
        std::size_t position;
        std::string_view event::*text;
    };

    template <class Values>
    std::optional<rule_break> parse_values(const Values& values, std::size_t row_bytes,
                                           bool is_clean, event& out);
    template <class Values>
    std::optional<rule_break> find_break(const Values& values, bool is_clean);
    static std::optional<reject_reason> check_text(const column_rule& rule, std::string_view value,
                                                   bool is_clean);
    std::optional<reject_reason> check_number(column target, std::string_view value);

    std::size_t width_;
    kept_columns kept_;
    std::vector<mapped_column> columns_;    // in the order of the file's
    std::vector<placed_text> identifiers_;  // of at most max_identifier_bytes
    std::vector<placed_text> texts_;        // the others, of those that are always wanted
    std::vector<placed_text> rest_;         // those that are not
    std::size_t time_position_ = 0;         // of event_timestamp among the values
    std::optional<std::size_t> value_position_;
    time_parser time_;
    campaign_reader campaign_;
};

}  // namespace attrib
