/// @file
/// What rows of JSON say of the columns, and where they say it.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/money.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/json_keys.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace attrib {

/// Where a value may come from, the surest first. After these come the keys of a shape.
enum class json_origin : std::size_t {
    own,         ///< the column's own name, an alias or a rename
    path,        ///< a rename of a nested key
    weak_alias,  ///< see named_column
    nested,      ///< ecommerce, collected_traffic_source, device, geo
    parameters,  ///< event_params, or params of a body of the Measurement Protocol
};
inline constexpr std::size_t json_origins = 5;

using json_values = std::array<std::string_view, column_count>;

/// What a row says. The texts are views of the row and its reader.
struct json_row {
    std::array<json_values, json_origins> values;
    std::array<json_values, json_ranks> of_shape;         ///< by the rank of their keys
    std::array<std::array<bool, column_count>, 3> named;  ///< by origins that may name one once
    std::array<bool, column_count> is_renamed;            ///< whether the own value is by a rename
    std::uint8_t marks = 0;                               ///< json_shape_mark
    std::string_view type;
    std::array<std::string_view, 3> batch;
    std::string_view click_id;

    /// Amounts of `ecommerce` that stand for event_value where nothing better does.
    std::string_view refund;
    std::string_view purchase_in_usd;
    std::string_view refund_in_usd;
    bool has_ecommerce = false;  ///< with anything in it
    std::string_view items;      ///< as JSON

    [[nodiscard]] std::string_view& value(json_origin where, column target) noexcept {
        return values[static_cast<std::size_t>(where)][static_cast<std::size_t>(target)];
    }
};

/// Stands for a value of a shape that is neither text nor a number.
inline constexpr char json_wrong_type_mark[] = "?";
inline constexpr std::string_view json_wrong_type{json_wrong_type_mark};

/// Not thread-safe.
class json_row_reader {
   public:
    /// `keys` must outlive it.
    explicit json_row_reader(const json_keys& keys);
    json_row_reader(json_row_reader&&) noexcept;
    json_row_reader& operator=(json_row_reader&&) noexcept;
    ~json_row_reader();

    /// Reads an object, or says which rule it breaks. Its texts last until the next call.
    [[nodiscard]] std::optional<rule_break> read(std::string_view text);

    /// What it said. REQUIRES: it broke no rule.
    [[nodiscard]] json_row& row() noexcept;

    /// Events of a body of the Measurement Protocol, as JSON; views of the text that was read.
    [[nodiscard]] const std::vector<std::string_view>& events() const noexcept;

    /// Adds what an event of the body says to what the body says of all.
    [[nodiscard]] std::optional<rule_break> read_event(std::size_t place);

    /// Of price times quantity; nothing where no item has a price.
    [[nodiscard]] std::optional<money_sum> sum_of_items();

    /// Which renames found their key so far.
    [[nodiscard]] const std::vector<bool>& used_renames() const noexcept;

   private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace attrib
