/// @file
/// An event as the engine keeps it: numbers for texts that repeat, the other texts behind it.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/event/event.hpp>

namespace attrib {

/// The columns whose texts go through the dictionary.
inline constexpr std::array dictionary_columns{
    &event::event_name, &event::channel,       &event::source,        &event::medium,
    &event::campaign,   &event::page_location, &event::page_referrer, &event::device_category,
    &event::country,    &event::currency,
};

/// Places of single columns in `stored_event::texts`.
enum : std::size_t { stored_event_name = 0, stored_channel = 1, stored_currency = 9 };

/// Fixed part; user_pseudo_id, event_id and transaction_id follow it in memory.
struct stored_event {
    timestamp event_timestamp;
    std::uint64_t user_hash;
    money event_value;
    std::array<std::uint32_t, dictionary_columns.size()> texts;
    std::uint16_t user_bytes;
    std::uint16_t event_id_bytes;
    std::uint16_t transaction_bytes;
    bool has_value;
    bool converts;  ///< its name is in the conversion set

    [[nodiscard]] std::string_view user_pseudo_id() const noexcept { return {tail(), user_bytes}; }
    [[nodiscard]] std::string_view event_id() const noexcept {
        return {tail() + user_bytes, event_id_bytes};
    }
    [[nodiscard]] std::string_view transaction_id() const noexcept {
        return {tail() + user_bytes + event_id_bytes, transaction_bytes};
    }

   private:
    [[nodiscard]] const char* tail() const noexcept {
        return reinterpret_cast<const char*>(this + 1);
    }
};

/// What the kernel works on: the keys of staging, and where the rest is.
struct stored_handle {
    timestamp event_timestamp;
    std::uint64_t event_id_hash;  ///< 0: no event_id
    const stored_event* stored;
};

/// Copies an event into `arena`. The texts of dictionary columns go to `texts`.
[[nodiscard]] stored_handle store_event(const event& source, std::uint64_t user_hash, bool converts,
                                        dictionary_reader& texts, byte_arena& arena);

/// The event again; its views live as long as the arena and the dictionary.
[[nodiscard]] event load_event(const stored_event& stored, const dictionary& texts) noexcept;

}  // namespace attrib
