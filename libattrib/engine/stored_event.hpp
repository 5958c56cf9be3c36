/// @file
/// An event as the engine keeps it: few bytes, in the order they came.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/packed_text.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/spill_file.hpp>
#include <span>
#include <vector>

namespace attrib {

/// The columns whose texts go through the dictionary, those first that are asked for most.
inline constexpr std::array dictionary_columns{
    &event::event_name, &event::channel,         &event::currency, &event::page_location,
    &event::source,     &event::medium,          &event::campaign, &event::page_referrer,
    &event::country,    &event::device_category,
};

/// Places of single columns in `dictionary_columns`.
enum : std::size_t {
    stored_event_name = 0,
    stored_channel = 1,
    stored_currency = 2,
    stored_page_location = 3
};

/// How many of them are stored: for totals event_name, channel, currency and page_location, which
/// is empty where there is an event_id.
[[nodiscard]] constexpr std::size_t dictionary_columns_of(kept_columns kept) noexcept {
    return kept == kept_columns::all ? dictionary_columns.size() : stored_page_location + 1;
}

/// A stored event where it lies. Behind a head of twelve bytes come user_pseudo_id and event_id,
/// packed; the numbers of the dictionary columns' texts, seven bits a byte, the lowest first, the
/// top bit set where another byte follows (LEB128); transaction_id behind its size; the value.
/// Nothing is aligned.
class stored_event {
   public:
    stored_event() = default;
    explicit stored_event(const char* at) noexcept : at_(at) {}

    [[nodiscard]] timestamp event_timestamp() const noexcept {
        return timestamp{microseconds{read<std::int64_t>(at_)}};
    }
    [[nodiscard]] packed_text user_pseudo_id() const noexcept {
        const head fixed = fixed_part();
        return {fixed.user_packing(), fixed.user_size(), at_ + head_bytes};
    }
    [[nodiscard]] packed_text event_id() const noexcept {
        const head fixed = fixed_part();
        return {fixed.id_packing(), fixed.id_size(), at_ + head_bytes + fixed.user_bytes()};
    }
    [[nodiscard]] std::string_view transaction_id() const noexcept;

    /// Whether its name is in the conversion set.
    [[nodiscard]] bool converts() const noexcept {
        return (fixed_part().flags & conversion_flag) != 0;
    }
    [[nodiscard]] bool has_value() const noexcept { return (fixed_part().flags & value_flag) != 0; }

    /// 0 where there is none.
    [[nodiscard]] money value() const noexcept;

    /// The number of the text in `dictionary_columns[column]`. REQUIRES: the column is kept.
    [[nodiscard]] std::uint32_t number_of(std::size_t column) const noexcept {
        const char* at = numbers();
        while (column-- > 0) take_number(at);
        return take_number(at);
    }

    /// All of it: where two agree in it, the events agree in every column that is kept.
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {at_, static_cast<std::size_t>(end() - at_)};
    }

    /// Has it brought near by the time that it is asked for.
    void prefetch() const noexcept {
        constexpr std::size_t line_bytes = 64;
        __builtin_prefetch(at_);
        __builtin_prefetch(at_ + line_bytes - 1);  // most go no further
    }

    /// Behind its last byte.
    [[nodiscard]] const char* end() const noexcept {
        const head fixed = fixed_part();
        const char* at = numbers(fixed) + fixed.number_bytes();
        if ((fixed.flags & transaction_flag) != 0) at += 2 + static_cast<unsigned char>(*at);
        return (fixed.flags & value_flag) != 0 ? at + sizeof(money) : at;
    }

   private:
    friend class stored_events;
    friend event load_event(const stored_event& stored, kept_columns kept,
                            const dictionary& texts) noexcept;

    static constexpr std::size_t head_bytes = 12;
    static constexpr unsigned value_flag = 1;
    static constexpr unsigned conversion_flag = 2;
    static constexpr unsigned transaction_flag = 4;

    // What follows the time: three flags, two ways of packing of two bits; the low eight bits of
    // the identifiers' sizes; six bits for the size of the numbers, one each for the ninth bits.
    struct head {
        std::uint8_t flags;
        std::uint8_t user_low;
        std::uint8_t id_low;
        std::uint8_t sizes;

        [[nodiscard]] packing packing_at(int bit) const noexcept {
            return static_cast<packing>(flags >> bit & 3);
        }
        [[nodiscard]] packing user_packing() const noexcept { return packing_at(3); }
        [[nodiscard]] packing id_packing() const noexcept { return packing_at(5); }
        [[nodiscard]] std::uint16_t user_size() const noexcept {
            return static_cast<std::uint16_t>(user_low | (sizes & 0x40) << 2);
        }
        [[nodiscard]] std::uint16_t id_size() const noexcept {
            return static_cast<std::uint16_t>(id_low | (sizes & 0x80) << 1);
        }
        [[nodiscard]] std::size_t user_bytes() const noexcept {
            return packed_size(user_packing(), user_size());
        }
        [[nodiscard]] std::size_t id_bytes() const noexcept {
            return packed_size(id_packing(), id_size());
        }
        [[nodiscard]] std::size_t number_bytes() const noexcept { return sizes & 0x3FU; }
    };

    template <class Value>
    static Value read(const char* from) noexcept {
        Value value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }
    [[nodiscard]] head fixed_part() const noexcept { return read<head>(at_ + sizeof(timestamp)); }

    [[nodiscard]] const char* numbers(const head& fixed) const noexcept {
        return at_ + head_bytes + fixed.user_bytes() + fixed.id_bytes();
    }
    [[nodiscard]] const char* numbers() const noexcept { return numbers(fixed_part()); }

    static std::uint32_t take_number(const char*& at) noexcept {
        std::uint32_t number = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at++);
            number |= static_cast<std::uint32_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return number;
        }
    }

    const char* at_ = nullptr;
};

/// What the kernel works on: the keys of staging, and where the rest is.
struct stored_handle {
    timestamp event_timestamp{};
    std::uint64_t event_id_hash = 0;  ///< 0: no event_id
    stored_event stored;

    stored_handle() = default;
    explicit stored_handle(stored_event of) noexcept;
};

/// Bytes of whole events, one behind another.
using stored_block = std::span<const char>;

/// Calls `visit` with every event of the blocks, in their order.
template <class Visit>
void for_each_event(std::span<const stored_block> blocks, const Visit& visit) {
    for (const stored_block& block : blocks)
        for (const char* at = block.data(); at != block.data() + block.size();) {
            const stored_event stored(at);
            visit(stored);
            at = stored.end();
        }
}

/// Events in the order they came. Not thread-safe.
class stored_events {
   public:
    /// Copies an event, with `channel` for its own. The texts of dictionary columns go to `texts`,
    /// the bytes to `memory`, where they must stay until they are spilled or nobody asks any more.
    /// Throws failure (overflow: an identifier is longer than an event's may be).
    stored_event add(const event& source, std::string_view channel, bool converts,
                     kept_columns kept, dictionary_reader& texts, byte_arena& memory);

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

    char* room_for(const event& source, byte_arena& memory);

    std::vector<spill_file::extent> spilled_;
    std::vector<block> blocks_;
    std::size_t left_ = 0;  // in the last block
};

/// The event again, but for user_pseudo_id, event_id and the columns that were not kept, which are
/// empty; its views live as long as the arena and the dictionary.
[[nodiscard]] event load_event(const stored_event& stored, kept_columns kept,
                               const dictionary& texts) noexcept;

}  // namespace attrib
