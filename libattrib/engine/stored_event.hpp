/// @file
/// An event as the engine keeps it: few bytes, in the order they came.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/spill_file.hpp>
#include <span>
#include <vector>

namespace attrib {

/// The columns whose texts go through the dictionary, those first that are asked for most.
inline constexpr std::array dictionary_columns{
    &event::event_name, &event::channel,         &event::currency,      &event::source,
    &event::medium,     &event::campaign,        &event::page_location, &event::page_referrer,
    &event::country,    &event::device_category,
};

/// Places of single columns in `dictionary_columns`.
enum : std::size_t { stored_event_name = 0, stored_channel = 1, stored_currency = 2 };

/// Fixed part; user_pseudo_id, event_id, transaction_id, the numbers of the dictionary columns'
/// texts and the value follow it in memory. A number has seven bits a byte, the lowest first, the
/// top bit set where another byte follows (LEB128).
struct stored_event {
    timestamp event_timestamp;
    std::uint16_t user_bytes;
    std::uint16_t event_id_bytes;
    std::uint16_t transaction_bytes;
    std::uint8_t number_bytes;
    bool has_value : 1;
    bool converts : 1;  ///< its name is in the conversion set

    [[nodiscard]] std::string_view user_pseudo_id() const noexcept { return {tail(), user_bytes}; }
    [[nodiscard]] std::string_view event_id() const noexcept {
        return {tail() + user_bytes, event_id_bytes};
    }
    [[nodiscard]] std::string_view transaction_id() const noexcept {
        return {tail() + user_bytes + event_id_bytes, transaction_bytes};
    }

    /// The number of the text in `dictionary_columns[column]`.
    [[nodiscard]] std::uint32_t number_of(std::size_t column) const noexcept {
        const char* at = numbers();
        while (column-- > 0) take_number(at);
        return take_number(at);
    }

    /// 0 where there is none.
    [[nodiscard]] money value() const noexcept;

    /// Bytes in memory, what follows included.
    [[nodiscard]] std::size_t size() const noexcept {
        const std::size_t size = sizeof(stored_event) + user_bytes + event_id_bytes +
                                 transaction_bytes + number_bytes + (has_value ? sizeof(money) : 0);
        return (size + alignof(stored_event) - 1) / alignof(stored_event) * alignof(stored_event);
    }

   private:
    friend event load_event(const stored_event& stored, const dictionary& texts) noexcept;

    static std::uint32_t take_number(const char*& at) noexcept {
        std::uint32_t number = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at++);
            number |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return number;
        }
    }

    [[nodiscard]] const char* tail() const noexcept {
        return reinterpret_cast<const char*>(this + 1);
    }
    [[nodiscard]] const char* numbers() const noexcept {
        return tail() + user_bytes + event_id_bytes + transaction_bytes;
    }
};

/// What the kernel works on: the keys of staging, and where the rest is.
struct stored_handle {
    timestamp event_timestamp{};
    std::uint64_t event_id_hash = 0;  ///< 0: no event_id
    const stored_event* stored = nullptr;

    stored_handle() = default;
    explicit stored_handle(const stored_event& of) noexcept;
    [[nodiscard]] std::string_view event_id() const noexcept { return stored->event_id(); }
};

/// Bytes of whole events, one behind another.
using stored_block = std::span<const char>;

/// Calls `visit` with every event of the blocks, in their order.
template <class Visit>
void for_each_event(std::span<const stored_block> blocks, const Visit& visit) {
    for (const stored_block& block : blocks)
        for (const char* at = block.data(); at != block.data() + block.size();) {
            const auto& stored = *reinterpret_cast<const stored_event*>(at);
            visit(stored);
            at += stored.size();
        }
}

/// Events in the order they came. Not thread-safe.
class stored_events {
   public:
    /// Copies an event, with `channel` for its own. The texts of dictionary columns go to `texts`,
    /// the bytes to `memory`, where they must stay until they are spilled or nobody asks any more.
    const stored_event& add(const event& source, std::string_view channel, bool converts,
                            dictionary_reader& texts, byte_arena& memory);

    /// Moves what is in memory to `file`: the same one each time.
    void spill(spill_file& file);

    /// Appends the events, in the order they came, to `out`; those in the file, which may be null
    /// when nothing was spilled, are read into `memory`.
    void blocks(const spill_file* file, byte_arena& memory, std::vector<stored_block>& out) const;

   private:
    struct block {
        char* begin;
        char* end;  // of what is used
    };

    std::vector<spill_file::extent> spilled_;
    std::vector<block> blocks_;
    std::size_t left_ = 0;  // in the last block
};

/// The event again; its views live as long as the arena and the dictionary.
[[nodiscard]] event load_event(const stored_event& stored, const dictionary& texts) noexcept;

}  // namespace attrib
