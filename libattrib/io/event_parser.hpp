/// @file
/// From the values of a row to an event, or to the reason why it is none.
#pragma once

#include <array>
#include <libattrib/event/campaign.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/amount_parser.hpp>
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
    bool is_unnamed = false;  ///< of a row of JSON: no key of it stands for that column
};

/// One sentence for people: the column, what is wrong, what would be right.
[[nodiscard]] std::string message_of(const rule_break& broken);

/// The same where the column is called so and its texts have at most `max_bytes`.
[[nodiscard]] std::string message_of(reject_reason reason, std::string_view column_name,
                                     std::size_t max_bytes);

/// Applies the rules of docs/semantics.md to rows of one file. Not thread-safe.
class event_parser {
   public:
    /// REQUIRES: the required columns are mapped.
    explicit event_parser(const column_mapping& mapping, kept_columns kept = kept_columns::all,
                          const reading_options& reading = {});
    event_parser(const event_parser&) = delete;
    event_parser& operator=(const event_parser&) = delete;

    /// Fills `out`, a new event or that of the call before, with the columns that are kept, and
    /// what their URLs say (campaign.hpp); the others are empty or as they came. False when the row
    /// breaks a rule, see `broken`. The texts are views of `values` or last until the next call.
    /// `row_bytes`: all values together have no more. With `is_clean` the caller has seen that all
    /// of it is text, see is_text.
    [[nodiscard]] bool parse(const csv_values& values, std::size_t row_bytes, bool is_clean,
                             event& out);
    [[nodiscard]] bool parse(std::span<const std::string_view> values, std::size_t row_bytes,
                             bool is_clean, event& out);

    /// The first rule that the last row broke. REQUIRES: it broke one.
    [[nodiscard]] const rule_break& broken() const noexcept { return broken_; }

    /// user_pseudo_id of a row; empty when the row has not the fields of the header.
    [[nodiscard]] std::string_view user_of(const csv_values& values) const noexcept {
        return values.size() == width_ ? values[user_position_] : std::string_view();
    }

   private:
    // Where a text stands among the values, and where it goes.
    struct placed_text {
        std::size_t position;
        std::string_view event::*text;
    };

    template <class Values>
    bool parse_values(const Values& values, std::size_t row_bytes, bool is_clean, event& out);
    template <class Values>
    bool finds_break(const Values& values, bool is_clean);
    static std::optional<reject_reason> check_text(const column_rule& rule, std::string_view value,
                                                   bool is_clean);
    std::optional<reject_reason> check_number(column target, std::string_view value);
    bool read_value(std::string_view value, event& out);
    void set_constants(event& out) const noexcept;
    template <class Values>
    void find_click_id(const Values& values, event& out) const noexcept;
    void fold_currency(event& out) noexcept;

    std::size_t width_;
    kept_columns kept_;
    std::vector<mapped_column> columns_;    // in the order of the file's
    std::vector<placed_text> identifiers_;  // wanted always, of at most max_identifier_bytes
    std::vector<placed_text> texts_;        // the others that are
    std::vector<placed_text> other_identifiers_;
    std::vector<placed_text> other_texts_;
    bool has_others_ = true;         // whether the event may hold others since the call before
    std::size_t user_position_ = 0;  // among the values
    std::size_t time_position_ = 0;
    std::optional<std::size_t> value_position_;
    column_constants constants_;  // of columns that the values lack
    std::optional<money> constant_value_;
    std::vector<click_id_column> click_ids_;
    bool is_value_doubtful_;  // text that is not an amount counts as null
    amount_parser amounts_;
    rule_break broken_;
    std::array<char, 3> currency_{};  // in capitals, of the last event
    std::optional<time_zone> zone_;   // of this parser alone
    time_parser time_;
    campaign_reader campaign_;
};

}  // namespace attrib
