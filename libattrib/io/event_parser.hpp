/// @file
/// From the values of a row to an event, or to the reason why it is none.
#pragma once

#include <libattrib/event/campaign.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/column_mapping.hpp>
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
    explicit event_parser(const column_mapping& mapping);

    /// Fills `out`, what its URLs say included (campaign.hpp), or says which rule the row breaks
    /// first. The texts are views of `values` or last until the next call. With `is_plain`
    /// the caller has seen that all text is ASCII without NUL.
    [[nodiscard]] std::optional<rule_break> parse(std::span<const std::string_view> values,
                                                  bool is_plain, event& out);

   private:
    // A mapped column, and what its values must keep to.
    struct value_rule {
        std::size_t position;
        column target;
        std::string_view event::*text;  // null for event_timestamp and event_value
        std::size_t max_bytes;
        bool required;
    };

    static std::optional<reject_reason> check_text(const value_rule& rule, std::string_view value,
                                                   bool is_plain);
    std::optional<reject_reason> read_number(const value_rule& rule, std::string_view value,
                                             event& out);
    std::optional<reject_reason> read_timestamp(std::string_view value, event& out);

    std::size_t width_;
    std::vector<value_rule> rules_;
    time_parser time_;
    campaign_reader campaign_;
};

}  // namespace attrib
