/// @file
/// Staging: one user's deliveries in any order -> a timeline, the user's events deduplicated and in
/// total order (docs/semantics.md).
#pragma once

#include <algorithm>
#include <concepts>
#include <libattrib/event/event.hpp>
#include <libattrib/session/event_order.hpp>
#include <libattrib/session/identity_set.hpp>
#include <span>
#include <vector>

namespace attrib {

/// Stands for an event whose columns may be stored elsewhere: its time, and a hash of its event_id,
/// 0 when it has none.
template <class Handle>
concept event_handle = requires(const Handle& handle) {
    { handle.event_timestamp } -> std::convertible_to<timestamp>;
    { handle.event_id_hash } -> std::convertible_to<std::uint64_t>;
};

/// Answers about two handles of one user what their times and hashes leave open.
template <class Columns, class Handle>
concept event_columns = requires(const Columns& columns, const Handle& a, const Handle& b) {
    // staging_order of two at one time.
    { columns.order(a, b) } -> std::same_as<std::strong_ordering>;
    // Whether event_ids are equal whose hashes are, and are not 0.
    { columns.has_same_id(a, b) } -> std::same_as<bool>;
    // Whether two at one time without event_ids are the same event.
    { columns.is_same_event(a, b) } -> std::same_as<bool>;
};

/// Orders one user's handles and moves the survivors of deduplication to the front, in total order;
/// returns how many they are. Of two handles that become neighbours at one time, `columns` is asked
/// for the order. `scratch` may be reused from user to user.
template <event_handle Handle, event_columns<Handle> Columns>
std::size_t stage_timeline(std::span<Handle> handles, const Columns& columns,
                           identity_set& scratch) {
    const auto earlier = [&](const Handle& a, const Handle& b) {
        if (a.event_timestamp != b.event_timestamp) return a.event_timestamp < b.event_timestamp;
        return columns.order(a, b) < 0;
    };
    if (!std::is_sorted(handles.begin(), handles.end(), earlier))
        std::sort(handles.begin(), handles.end(), earlier);
    scratch.clear(handles.size());
    std::size_t kept = 0;
    const auto is_new = [&](const Handle& next) {
        // Without an event_id, copies are neighbours: they agree in all that orders them.
        if (next.event_id_hash == 0)
            return kept == 0 || handles[kept - 1].event_timestamp != next.event_timestamp ||
                   handles[kept - 1].event_id_hash != 0 ||
                   !columns.is_same_event(handles[kept - 1], next);
        return scratch.insert(
            next.event_id_hash, static_cast<std::uint32_t>(kept),
            [&](std::uint32_t other) { return columns.has_same_id(handles[other], next); });
    };
    for (const Handle& next : handles)
        if (is_new(next)) handles[kept++] = next;
    return kept;
}

/// Hash of an event_id as `stage_timeline` wants it: 0 for none, never 0 for one.
[[nodiscard]] std::uint64_t event_id_hash_of(std::string_view event_id) noexcept;

/// The timeline of one user's events, given in any order and with repeats. REQUIRES: all have the
/// same user_pseudo_id, at most 2^32 - 2 of them.
[[nodiscard]] std::vector<event> make_timeline(std::span<const event> events);

}  // namespace attrib
