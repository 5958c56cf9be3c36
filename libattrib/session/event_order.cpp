#include <libattrib/session/event_order.hpp>

namespace attrib {
namespace {

std::strong_ordering leading_columns(const event& a, const event& b) noexcept {
    if (const auto order = a.event_timestamp <=> b.event_timestamp; order != 0) return order;
    if (const auto order = a.event_id <=> b.event_id; order != 0) return order;
    if (const auto order = a.event_name <=> b.event_name; order != 0) return order;
    return a.page_location <=> b.page_location;
}

std::strong_ordering remaining_columns(const event& a, const event& b) noexcept {
    for (const column_rule& rule : column_rules) {
        if (&rule == &rule_of(column::event_value)) {
            // An empty optional is less than every amount.
            if (const auto order = a.event_value <=> b.event_value; order != 0) return order;
        } else if (rule.text != nullptr) {
            if (const auto order = a.*rule.text <=> b.*rule.text; order != 0) return order;
        }
    }
    return static_cast<int>(states_origin(a)) <=> static_cast<int>(states_origin(b));
}

}  // namespace

std::strong_ordering total_order(const event& a, const event& b) noexcept {
    const auto order = leading_columns(a, b);
    return order != 0 ? order : a.transaction_id <=> b.transaction_id;
}

std::strong_ordering staging_order(const event& a, const event& b) noexcept {
    const auto order = a.event_id.empty() ? total_order(a, b) : leading_columns(a, b);
    return order != 0 ? order : remaining_columns(a, b);
}

bool is_same_event(const event& a, const event& b) noexcept {
    if (!a.event_id.empty() || !b.event_id.empty()) return a.event_id == b.event_id;
    return a.event_timestamp == b.event_timestamp && a.event_name == b.event_name &&
           a.page_location == b.page_location && a.transaction_id == b.transaction_id;
}

}  // namespace attrib
