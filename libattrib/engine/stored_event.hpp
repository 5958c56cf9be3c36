/// @file
/// An event as the engine keeps it, beside its user's others: few bytes.
#pragma once

#include <array>
#include <cstdint>
#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/packed_text.hpp>
#include <libattrib/event/event.hpp>
#include <span>

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
    stored_page_location = 3,
    stored_source = 4,
    stored_medium = 5,
    stored_campaign = 6
};

/// How many of them are stored: for totals event_name, channel, currency and page_location, which
/// is empty where there is an event_id; for origins also source and medium.
[[nodiscard]] constexpr std::size_t dictionary_columns_of(kept_columns kept) noexcept {
    if (kept == kept_columns::all) return dictionary_columns.size();
    return kept == kept_columns::origins ? stored_medium + 1 : stored_page_location + 1;
}

/// What is known of an event's bytes before they are read: four bytes themselves.
struct event_head {
    std::uint8_t flags = 0;   ///< of those below
    std::uint8_t id_low = 0;  ///< the low bits of event_id's size
    std::uint16_t sizes = 0;  ///< bytes of the tail; event_id's ninth bit; what is left out

    static constexpr unsigned value_flag = 1;
    static constexpr unsigned conversion_flag = 2;
    static constexpr unsigned transaction_flag = 4;
    static constexpr int id_packing_shift = 3;  ///< two bits
    static constexpr unsigned own_flags = 0x1F;
    static constexpr unsigned tail_mask = 0x3FF;
    static constexpr int id_ninth_shift = 10;
    static constexpr unsigned currency_bit = 0x800;  ///< there is a currency
    static constexpr unsigned page_bit = 0x1000;     ///< there is a page_location
    static constexpr unsigned own_sizes = 0x1FFF;

    [[nodiscard]] bool has(unsigned flag) const noexcept { return (flags & flag) != 0; }

    /// Whether the number of that dictionary column is there; where not, it is 0.
    [[nodiscard]] bool has_number(std::size_t column) const noexcept {
        if (column == stored_currency) return (sizes & currency_bit) != 0;
        return column != stored_page_location || (sizes & page_bit) != 0;
    }
    [[nodiscard]] packing id_packing() const noexcept {
        return static_cast<packing>(flags >> id_packing_shift & 3);
    }
    [[nodiscard]] std::uint16_t id_size() const noexcept {
        return static_cast<std::uint16_t>(id_low | (sizes >> id_ninth_shift & 1) << 8);
    }
    [[nodiscard]] std::size_t tail_bytes() const noexcept { return sizes & tail_mask; }
};

/// A stored event where it lies: its time, its head, and the tail: event_id, packed; the numbers of
/// the dictionary columns' texts, of two only where they are not empty, seven bits a byte, the
/// lowest first, the top bit set where another byte follows (LEB128), that of the channel doubled,
/// and one more where the event states its origin; transaction_id and, after it, its size; the
/// value. Nothing is aligned. Whose it is, is known by where it lies.
class stored_event {
   public:
    static constexpr std::size_t front_bytes = sizeof(timestamp) + sizeof(event_head);

    stored_event() = default;
    explicit stored_event(const char* at) noexcept : at_(at) {}

    [[nodiscard]] timestamp event_timestamp() const noexcept {
        return detail::load<timestamp>(at_);
    }
    [[nodiscard]] packed_text event_id() const noexcept {
        const event_head fixed = head();
        return {fixed.id_packing(), fixed.id_size(), tail()};
    }
    [[nodiscard]] std::string_view transaction_id() const noexcept;

    /// Whether its name is in the conversion set.
    [[nodiscard]] bool converts() const noexcept { return head().has(event_head::conversion_flag); }
    [[nodiscard]] bool has_value() const noexcept { return head().has(event_head::value_flag); }

    /// 0 where there is none.
    [[nodiscard]] money value() const noexcept;

    /// The number of the text in `dictionary_columns[column]`. REQUIRES: the column is kept.
    [[nodiscard]] std::uint32_t number_of(std::size_t column) const noexcept {
        const std::uint64_t number = raw_number_of(column);
        return static_cast<std::uint32_t>(column == stored_channel ? number >> 1 : number);
    }

    [[nodiscard]] bool states_origin() const noexcept {
        return (raw_number_of(stored_channel) & 1) != 0;
    }

    /// All of it: where two of one user agree in it, they agree in every column that is kept.
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {at_, static_cast<std::size_t>(end() - at_)};
    }

    /// After its last byte.
    [[nodiscard]] const char* end() const noexcept { return tail() + head().tail_bytes(); }

   private:
    friend event load_event(const stored_event& stored, kept_columns kept,
                            const dictionary& texts) noexcept;

    [[nodiscard]] event_head head() const noexcept {
        return detail::load<event_head>(at_ + sizeof(timestamp));
    }
    [[nodiscard]] const char* tail() const noexcept { return at_ + front_bytes; }
    [[nodiscard]] const char* numbers() const noexcept {
        const event_head fixed = head();
        return tail() + packed_size(fixed.id_packing(), fixed.id_size());
    }

    [[nodiscard]] std::uint64_t raw_number_of(std::size_t column) const noexcept {
        const event_head fixed = head();
        const char* at = numbers();
        for (std::size_t before = 0; before < column; ++before)
            if (fixed.has_number(before)) take_number(at);
        return fixed.has_number(column) ? take_number(at) : 0;
    }

    static std::uint64_t take_number(const char*& at) noexcept {
        std::uint64_t number = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at++);
            number |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return number;
        }
    }

    const char* at_ = nullptr;
};

/// An event, and what is found out about it before it is stored.
struct classified_event {
    const event& source;
    std::string_view channel;     ///< its own, or what the rules say
    bool converts = false;        ///< its name is in the conversion set
    std::uint64_t user_hash = 0;  ///< quick_hash of user_pseudo_id
    bool states_origin = false;   ///< see event
};

/// Room that the tail of an event may take.
[[nodiscard]] std::size_t tail_room(const event& source) noexcept;

/// Writes the tail of an event to `out`, which has `tail_room`; the texts of dictionary columns go
/// to `texts`. Returns its head. REQUIRES: no identifier is longer than an event's may be.
event_head write_tail(const classified_event& given, kept_columns kept, dictionary_reader& texts,
                      char* out);

/// What the kernel works on: the keys of staging, and where the rest is.
struct stored_handle {
    timestamp event_timestamp{};
    std::uint64_t event_id_hash = 0;  ///< 0: no event_id
    stored_event stored;

    stored_handle() = default;
    explicit stored_handle(stored_event of) noexcept;
};

[[nodiscard]] inline bool states_origin(const stored_handle& of) noexcept {
    return of.stored.states_origin();
}

/// Bytes of whole events, one after another.
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

/// The event again, but for user_pseudo_id, event_id and the columns that were not kept, which are
/// empty; its views live as long as the bytes and the dictionary.
[[nodiscard]] event load_event(const stored_event& stored, kept_columns kept,
                               const dictionary& texts) noexcept;

}  // namespace attrib
