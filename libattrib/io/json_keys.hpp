/// @file
/// What the keys of rows of JSON stand for, in the shapes that are known.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <libattrib/core/utf8.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/column_mapping.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Objects in a row of which some keys are read.
enum class json_object : unsigned char {
    none,
    traffic,        ///< GA4's export: collected_traffic_source
    ecommerce,      ///< GA4's export
    device,         ///< GA4's export
    geo,            ///< GA4's export
    user_location,  ///< bodies of GA4's Measurement Protocol
    properties,     ///< Segment, RudderStack, PostHog
    context,        ///< Segment, RudderStack; and what is in it:
    context_page,
    context_campaign,
    context_device,
    context_location,
};

enum class json_role : unsigned char {
    none,
    column,      ///< a column by its own name, an alias or a rename
    weak_alias,  ///< see named_column
    shape,       ///< a column where the row has a shape that has such a key
    object,
    parameters,  ///< event_params of GA4's export
    items,       ///< of an order
    batch,       ///< one of the three that order GA4's events
    type,        ///< kind of a row of Segment's and RudderStack's
    events,      ///< of a body of GA4's Measurement Protocol
};

/// Keys that tell a shape.
enum json_shape_mark : std::uint8_t {
    marks_segment = 1,  ///< with a type: Segment, RudderStack
    marks_posthog = 2,  ///< distinct_id
    marks_event = 4,    ///< event, which PostHog has, too
};

struct json_key {
    json_role role = json_role::none;
    column target{};
    std::uint8_t rank = 0;  ///< of keys for one column, the surest has 0
    json_object object = json_object::none;
    std::uint8_t marks = 0;   ///< json_shape_mark
    int rename = -1;          ///< which one names it, -1: none
    bool is_on_path = false;  ///< whether a rename of a nested key begins so
};

/// A rename of a nested key, `a.b.c`: what is left of it below a key.
struct json_path {
    std::size_t rename;
    std::string_view rest;
};

/// Rank of `properties.value`, which may be anything.
inline constexpr std::uint8_t json_value_rank = 2;

/// How many keys of one column a shape may have.
inline constexpr std::size_t json_ranks = 5;

/// The keys of rows under some renames, compared without case, and the texts that are null. Const
/// and may be used by many threads.
class json_keys {
   public:
    explicit json_keys(column_renames renames, std::vector<std::string> null_texts = {});

    /// What a key of a row is; null for one that says nothing.
    [[nodiscard]] const json_key* find(std::string_view name) const noexcept {
        for (std::uint16_t at = heads_[hash_of(name)]; at != 0; at = entries_[at].next)
            if (is_same_name(name, entries_[at].name)) return &entries_[at].key;
        return nullptr;
    }

    /// The same of a key of an object in a row.
    [[nodiscard]] static const json_key* find_in(json_object object,
                                                 std::string_view name) noexcept;

    /// Renames of nested keys as they stand in the row.
    [[nodiscard]] std::span<const json_path> paths() const noexcept { return paths_; }

    [[nodiscard]] const column_renames& renames() const noexcept { return renames_; }

    [[nodiscard]] bool is_null(std::string_view text) const noexcept {
        return std::ranges::find(null_texts_, text) != null_texts_.end();
    }

   private:
    struct entry {
        std::string name;
        json_key key;
        std::uint16_t next = 0;
    };

    static constexpr std::size_t buckets = 256;

    static constexpr std::size_t hash_of(std::string_view name) noexcept {
        if (name.empty()) return 0;
        const auto low = [](char c) { return std::size_t{static_cast<unsigned char>(c)} & 31U; };
        return (name.size() + low(name.front()) * 32U + low(name.back()) * 8U) % buckets;
    }
    json_key& add(std::string_view name);

    column_renames renames_;
    std::vector<std::string> null_texts_;
    std::vector<json_path> paths_;
    std::vector<entry> entries_;
    std::array<std::uint16_t, buckets> heads_{};  // 0: none
};

}  // namespace attrib
