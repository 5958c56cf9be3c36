/// @file
/// Rows of NDJSON as events: canonical keys, or rows of GA4's BigQuery export.
#pragma once

#include <libattrib/event/event.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/event_parser.hpp>
#include <memory>
#include <optional>
#include <string_view>

namespace attrib {

/// Whether a text begins as NDJSON does, with a brace; a header of CSV does not.
[[nodiscard]] bool begins_as_json(std::string_view text) noexcept;

/// Reads JSON objects of one source. Values are texts or numbers, numbers as they are written (no
/// amount goes through a double); null is empty. Not thread-safe.
///
/// Of a row of GA4's export are taken, where the canonical key is missing: source, medium and
/// campaign of collected_traffic_source (manual_source, manual_medium, manual_campaign_name), its
/// gclid, dclid or srsltid; transaction_id and purchase_revenue of ecommerce; device.category,
/// geo.country; and of event_params the keys that are called as our columns, and value.
/// event_params may be a list of keys with values, a map, or either as JSON in a text. refund_value
/// counts negative; purchase_revenue_in_usd and refund_value_in_usd count where there is no other
/// amount, with the currency USD; after them price times quantity of the items of an order
/// (purchase, refund, or with a transaction_id). A `value` that is not an amount is ignored, unless
/// the row has ecommerce. Source: GA4's BigQuery export schema.
class json_event_parser {
   public:
    explicit json_event_parser(const reading_options& reading);
    json_event_parser(json_event_parser&&) noexcept;
    json_event_parser& operator=(json_event_parser&&) noexcept;
    ~json_event_parser();

    /// Fills `out` or says which rule the row breaks first. The texts last until the next call.
    [[nodiscard]] std::optional<rule_break> parse(std::string_view row, event& out);

   private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace attrib
