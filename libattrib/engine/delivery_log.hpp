/// @file
/// Deliveries of some users, as they come: what repeats from one to the next is left out, so they
/// are read from front to back only.
#pragma once

#include <bit>
#include <cstdint>
#include <libattrib/core/byte_arena.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/engine/stored_event.hpp>
#include <libattrib/io/spill_file.hpp>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// A delivery where it lies in a log. After the event's head come its time, as what passed since
/// the delivery before, in as many bytes as that takes; unless the user is the same, the size of
/// user_pseudo_id and the name, packed; the event's tail.
struct logged_delivery {
    event_head head;
    timestamp event_timestamp{};
    bool names_user = false;  ///< false: it is the user of the delivery before
    packed_text user_pseudo_id;
    const char* tail = nullptr;

    /// What `write_event` writes.
    [[nodiscard]] std::size_t event_bytes() const noexcept {
        return stored_event::front_bytes + head.tail_bytes();
    }

    /// The event, without its user.
    void write_event(char* out) const noexcept;
};

/// Not thread-safe.
class delivery_log {
   public:
    static constexpr std::size_t block_bytes = std::size_t{16} * 1024;

    /// What was in memory, and in which memory: blocks of `block_bytes` that are used in part.
    using block = std::span<char>;

    /// Appends an event. The texts of dictionary columns go to `texts`, the bytes to blocks of
    /// `memory`, where they must stay until they are spilled or taken. Throws failure (too_large:
    /// an identifier is longer than an event's may be).
    void add(const classified_event& given, kept_columns kept, dictionary_reader& texts,
             byte_arena& memory);

    /// Moves what is in memory to `file`: the same one each time.
    void spill(spill_file& file);

    /// Empties the log. Appends its blocks to `out`, in their order; those in the file, which may
    /// be null when nothing was spilled, to `loaded`, read into `memory`: they come first.
    void take(const spill_file* file, byte_arena& memory, std::vector<block>& loaded,
              std::vector<block>& out);

   private:
    void begin_block(byte_arena& memory);
    void close_block();

    char* next_ = nullptr;
    char* end_ = nullptr;
    // What the next delivery may leave out.
    timestamp last_time_{};
    std::uint64_t last_hash_ = 0;
    packed_text last_user_;

    char* begin_ = nullptr;  // of the block that `next_` is in
    std::vector<block> blocks_;
    std::vector<spill_file::extent> spilled_;
};

namespace detail {

/// Which bits of a head, in a log, say what: the packing of the user's name, whether there is one,
/// the ninth bit of its size, and how many bytes the time takes.
inline constexpr int user_packing_shift = 5;
inline constexpr unsigned user_flag = 0x80;
inline constexpr int user_ninth_shift = 13;
inline constexpr int time_width_shift = 14;

/// Bytes of a time: 4, 5, 6 or 8.
[[nodiscard]] constexpr int time_bytes(unsigned code) noexcept {
    return static_cast<int>(4 + code + (code == 3 ? 1 : 0));
}

/// Reads eight bytes, of which it needs the first `bytes`.
[[nodiscard]] inline std::int64_t read_time_passed(const char* at, int bytes) noexcept {
    const int unused = 64 - 8 * bytes;
    auto word = load<std::uint64_t>(at);
    if constexpr (std::endian::native == std::endian::little) word <<= unused;
    return static_cast<std::int64_t>(word) >> unused;
}

}  // namespace detail

/// Calls `visit` with every delivery of a block, in their order. Some bytes after it may be read,
/// too, which both kinds of blocks have.
template <class Visit>
void for_each_delivery(std::span<const char> block, const Visit& visit) {
    logged_delivery next;
    std::uint64_t time = 0;
    for (const char* at = block.data(); at != block.data() + block.size();) {
        next.head = detail::load<event_head>(at);
        at += sizeof(event_head);
        const int width = detail::time_bytes(next.head.sizes >> detail::time_width_shift & 3U);
        time += static_cast<std::uint64_t>(detail::read_time_passed(at, width));
        next.event_timestamp = timestamp{microseconds{static_cast<std::int64_t>(time)}};
        at += width;
        next.names_user = (next.head.flags & detail::user_flag) != 0;
        if (next.names_user) {
            next.user_pseudo_id.how =
                static_cast<packing>(next.head.flags >> detail::user_packing_shift & 3);
            next.user_pseudo_id.size =
                static_cast<std::uint16_t>(static_cast<unsigned char>(*at) |
                                           (next.head.sizes >> detail::user_ninth_shift & 1U) << 8);
            next.user_pseudo_id.data = at + 1;
            at += 1 + next.user_pseudo_id.bytes().size();
        }
        next.tail = at;
        at += next.head.tail_bytes();
        visit(std::as_const(next));
    }
}

}  // namespace attrib
