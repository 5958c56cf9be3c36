/// @file
/// A first look at events: who converts.
#pragma once

#include <cstdint>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/converters/detail/user_bloom_filter.hpp>
#include <libattrib/engine/counting_consumer.hpp>
#include <libattrib/io/event_feed.hpp>
#include <optional>

namespace attrib::detail {

/// What a look at all events found.
struct conversion_search {
    std::uint64_t read = 0;  ///< rows the feed delivered
    std::uint64_t rejected = 0;
    std::uint64_t rounded = 0;     ///< amounts with more decimals than count
    user_bloom_filter converters;  ///< who sent an event of a name that converts
};

/// Drains a feed on `threads` threads. Tables of conversions come from the rows of the users found,
/// read again; those of nobody else are in them. Nothing when so many convert that reading twice
/// would take longer than to keep all: what was read is to be forgotten then. The feed may leave
/// out all columns but user_pseudo_id and event_name. Throws what the feed throws.
[[nodiscard]] std::optional<conversion_search> find_converters(
    event_feed& feed, const conversion_names& conversions, unsigned threads,
    const reject_handler& on_reject = {});

}  // namespace attrib::detail
