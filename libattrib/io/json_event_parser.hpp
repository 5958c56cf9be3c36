/// @file
/// Rows of JSON as events: canonical keys, or what analytics programs export.
#pragma once

#include <libattrib/event/event.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/event_parser.hpp>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace attrib {

/// Whether a text begins as JSON does, with a brace or an array of objects; a header of CSV does
/// not.
[[nodiscard]] bool begins_as_json(std::string_view text) noexcept;

/// Reads JSON objects of one source. Values are texts or numbers, numbers as they are written (no
/// amount goes through a double); null and NaN are empty. What a row is, its keys tell;
/// docs/sources.md has the tables. Not thread-safe.
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
///
/// Rows of Segment and RudderStack (a type, and one of their identities), of PostHog (distinct_id
/// and event), and bodies of GA4's Measurement Protocol (a list of events) are known by their keys.
class json_event_parser {
   public:
    explicit json_event_parser(const reading_options& reading);
    json_event_parser(json_event_parser&&) noexcept;
    json_event_parser& operator=(json_event_parser&&) noexcept;
    ~json_event_parser();

    /// Fills `out` or says which rule the row breaks first; of a body of the Measurement Protocol,
    /// its first event. The texts last until the next call.
    [[nodiscard]] std::optional<rule_break> parse(std::string_view row, event& out);

    /// Whether the row is a body with more events, and the next of them.
    [[nodiscard]] bool has_more() const noexcept;
    [[nodiscard]] std::optional<rule_break> parse_next(event& out);

    /// Whether what was parsed last is one of a body's events, and that event as JSON.
    [[nodiscard]] bool is_of_body() const noexcept;
    [[nodiscard]] std::string_view text() const noexcept;

    /// Which of the renames found their key so far, in their order.
    [[nodiscard]] const std::vector<bool>& used_renames() const noexcept;

   private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace attrib
