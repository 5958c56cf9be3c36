#include <algorithm>
#include <libattrib/io/json_keys.hpp>

namespace attrib {
namespace {

struct known_key {
    std::string_view name;
    json_key key;
};

constexpr json_key of_shape(column target, std::uint8_t rank, std::uint8_t marks = 0) {
    return {.role = json_role::shape, .target = target, .rank = rank, .marks = marks};
}

constexpr json_key of_object(json_object object) {
    return {.role = json_role::object, .object = object};
}

// Keys of rows beside the columns' own. Sources: GA4's BigQuery export schema and Measurement
// Protocol, Segment's and RudderStack's event specs, PostHog's batch exports.
constexpr std::array known_keys{
    known_key{"event_params", {.role = json_role::parameters}},
    known_key{"items", {.role = json_role::items}},
    known_key{"collected_traffic_source", of_object(json_object::traffic)},
    known_key{"ecommerce", of_object(json_object::ecommerce)},
    known_key{"device", of_object(json_object::device)},
    known_key{"geo", of_object(json_object::geo)},
    known_key{"batch_page_id", {.role = json_role::batch, .rank = 0}},
    known_key{"batch_ordering_id", {.role = json_role::batch, .rank = 1}},
    known_key{"batch_event_index", {.role = json_role::batch, .rank = 2}},

    known_key{"events", {.role = json_role::events}},
    known_key{"app_instance_id", of_shape(column::user_pseudo_id, 0)},
    known_key{"timestamp_micros", of_shape(column::event_timestamp, 0)},
    known_key{"user_location", of_object(json_object::user_location)},

    known_key{"type", {.role = json_role::type}},
    known_key{"anonymousId", of_shape(column::user_pseudo_id, 0, marks_segment)},
    known_key{"anonymous_id", of_shape(column::user_pseudo_id, 1, marks_segment)},
    known_key{"userId", of_shape(column::user_pseudo_id, 3, marks_segment)},
    known_key{"user_id", of_shape(column::user_pseudo_id, 4)},
    known_key{"messageId", of_shape(column::event_id, 0, marks_segment)},
    known_key{"message_id", of_shape(column::event_id, 1, marks_segment)},
    known_key{"originalTimestamp", of_shape(column::event_timestamp, 2, marks_segment)},
    known_key{"original_timestamp", of_shape(column::event_timestamp, 3, marks_segment)},
    known_key{"context", of_object(json_object::context)},

    known_key{"distinct_id", of_shape(column::user_pseudo_id, 2, marks_posthog)},
    known_key{"uuid", of_shape(column::event_id, 2)},
    known_key{"id", of_shape(column::event_id, 3)},

    known_key{"event", of_shape(column::event_name, 0, marks_event)},
    known_key{"timestamp", of_shape(column::event_timestamp, 1)},
    known_key{"properties", of_object(json_object::properties)},
};

struct known_inner_key {
    json_object in;
    std::string_view name;
    json_key key;
};

constexpr json_key of_export(column target) {
    return {.role = json_role::column, .target = target};
}

constexpr std::array inner_keys{
    known_inner_key{json_object::traffic, "manual_source", of_export(column::source)},
    known_inner_key{json_object::traffic, "manual_medium", of_export(column::medium)},
    known_inner_key{json_object::traffic, "manual_campaign_name", of_export(column::campaign)},
    known_inner_key{json_object::ecommerce, "transaction_id", of_export(column::transaction_id)},
    known_inner_key{json_object::ecommerce, "purchase_revenue", of_export(column::event_value)},
    known_inner_key{json_object::device, "category", of_export(column::device_category)},
    known_inner_key{json_object::geo, "country", of_export(column::country)},
    known_inner_key{json_object::user_location, "country_id", of_shape(column::country, 0)},

    known_inner_key{json_object::properties, "url", of_shape(column::page_location, 1)},
    known_inner_key{json_object::properties, "referrer", of_shape(column::page_referrer, 1)},
    known_inner_key{json_object::properties, "$current_url", of_shape(column::page_location, 2)},
    known_inner_key{json_object::properties, "$referrer", of_shape(column::page_referrer, 2)},
    known_inner_key{json_object::properties, "utm_source", of_shape(column::source, 1)},
    known_inner_key{json_object::properties, "utm_medium", of_shape(column::medium, 1)},
    known_inner_key{json_object::properties, "utm_campaign", of_shape(column::campaign, 1)},
    known_inner_key{json_object::properties, "$device_type", of_shape(column::device_category, 1)},
    known_inner_key{json_object::properties, "$geoip_country_name", of_shape(column::country, 1)},
    known_inner_key{json_object::properties, "$geoip_country_code", of_shape(column::country, 2)},
    known_inner_key{json_object::properties, "revenue", of_shape(column::event_value, 0)},
    known_inner_key{json_object::properties, "total", of_shape(column::event_value, 1)},
    known_inner_key{json_object::properties, "value",
                    of_shape(column::event_value, json_value_rank)},
    known_inner_key{json_object::properties, "currency", of_shape(column::currency, 0)},
    known_inner_key{json_object::properties, "order_id", of_shape(column::transaction_id, 0)},
    known_inner_key{json_object::properties, "transaction_id", of_shape(column::transaction_id, 1)},

    known_inner_key{json_object::context, "page", of_object(json_object::context_page)},
    known_inner_key{json_object::context, "campaign", of_object(json_object::context_campaign)},
    known_inner_key{json_object::context, "device", of_object(json_object::context_device)},
    known_inner_key{json_object::context, "location", of_object(json_object::context_location)},
    known_inner_key{json_object::context_page, "url", of_shape(column::page_location, 0)},
    known_inner_key{json_object::context_page, "referrer", of_shape(column::page_referrer, 0)},
    known_inner_key{json_object::context_campaign, "source", of_shape(column::source, 0)},
    known_inner_key{json_object::context_campaign, "medium", of_shape(column::medium, 0)},
    known_inner_key{json_object::context_campaign, "name", of_shape(column::campaign, 0)},
    known_inner_key{json_object::context_device, "type", of_shape(column::device_category, 0)},
    known_inner_key{json_object::context_location, "country", of_shape(column::country, 0)},
};

// Where the keys of each object begin in inner_keys, and where the last ones end.
constexpr auto inner_begins = [] {
    constexpr auto objects = static_cast<std::size_t>(json_object::context_location) + 1;
    std::array<std::size_t, objects + 1> begins{};
    for (const known_inner_key& each : inner_keys) ++begins[static_cast<std::size_t>(each.in) + 1];
    for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
    return begins;
}();
static_assert(std::ranges::is_sorted(inner_keys, {}, &known_inner_key::in));

// Longest name of a nested key that a rename is looked for.
constexpr std::size_t max_levels = 64;

}  // namespace

json_keys::json_keys(column_renames renames, std::vector<std::string> null_texts)
    : renames_(std::move(renames)), null_texts_(std::move(null_texts)) {
    entries_.reserve(column_rules.size() + known_keys.size() + renames_.size() + 8);
    entries_.emplace_back();  // 0 stands for none
    for (std::size_t i = 0; i < column_count; ++i)
        add(column_rules[i].name) = {.role = json_role::column, .target = static_cast<column>(i)};
    for (const std::string_view alias : column_aliases()) {
        const auto known = target_of(alias, {});
        add(alias) = {.role = known->is_weak ? json_role::weak_alias : json_role::column,
                      .target = known->target};
    }
    for (const auto& [name, key] : known_keys) add(name) = key;
    for (std::size_t i = 0; i < renames_.size(); ++i) {
        const auto& [from, to] = renames_[i];
        json_key& key = add(from);
        const auto target = column_named(to);
        // What tells a shape is still told by a key with another name.
        key.role = target ? json_role::column : json_role::none;
        if (target) key.target = *target;
        key.rename = static_cast<int>(i);
        if (static_cast<std::size_t>(std::ranges::count(from, '.')) > max_levels) continue;
        for (std::size_t dot = from.find('.'); dot != std::string::npos;
             dot = from.find('.', dot + 1))
            add(from.substr(0, dot)).is_on_path = true;
        if (from.find('.') != std::string::npos) paths_.push_back({i, from});
    }
}

// The entry of that name, a new one if there is none.
json_key& json_keys::add(std::string_view name) {
    std::uint16_t& head = heads_[hash_of(name)];
    for (std::uint16_t at = head; at != 0; at = entries_[at].next)
        if (is_same_name(name, entries_[at].name)) return entries_[at].key;
    entries_.push_back({std::string(name), {}, head});
    head = static_cast<std::uint16_t>(entries_.size() - 1);
    return entries_.back().key;
}

const json_key* json_keys::find_in(json_object object, std::string_view name) noexcept {
    const auto place = static_cast<std::size_t>(object);
    for (std::size_t i = inner_begins[place]; i < inner_begins[place + 1]; ++i)
        if (inner_keys[i].name == name) return &inner_keys[i].key;
    return nullptr;
}

}  // namespace attrib
