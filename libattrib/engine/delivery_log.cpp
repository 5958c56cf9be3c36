#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/engine/delivery_log.hpp>
#include <string>
#include <utility>

namespace attrib {
namespace {

// The code of the bytes that a span of time takes.
unsigned width_code(std::int64_t passed) noexcept {
    for (unsigned code = 0; code < 3; ++code) {
        const int unused = 64 - 8 * detail::time_bytes(code);
        if (static_cast<std::int64_t>(static_cast<std::uint64_t>(passed) << unused) >> unused ==
            passed)
            return code;
    }
    return 3;
}

void write_time_passed(std::int64_t passed, int bytes, char* out) noexcept {
    auto word = static_cast<std::uint64_t>(passed);
    if constexpr (std::endian::native == std::endian::big) word <<= 64 - 8 * bytes;
    std::memcpy(out, &word, sizeof word);
}

// Of some bytes: with a call of memcpy for each event a whole run took 7 % longer.
void copy(const char* from, std::size_t size, char* out) noexcept {
    constexpr std::size_t word = 8;
    if (size < word) [[unlikely]] {
        std::memcpy(out, from, size);
        return;
    }
    for (std::size_t done = 0; done + word < size; done += word)
        std::memcpy(out + done, from + done, word);
    std::memcpy(out + size - word, from + size - word, word);
}

std::size_t room_of(const event& source) {
    if (std::max({source.user_pseudo_id.size(), source.event_id.size(),
                  source.transaction_id.size()}) > max_identifier_bytes) [[unlikely]]
        throw failure(errc::too_large, "an event of user " +
                                           std::string(source.user_pseudo_id.substr(0, 64)) +
                                           " has an identifier of more than 256 bytes");
    return sizeof(event_head) + sizeof(timestamp) + 1 + packing_room(source.user_pseudo_id.size()) +
           tail_room(source);
}

}  // namespace

void logged_delivery::write_event(char* out) const noexcept {
    const event_head own{static_cast<std::uint8_t>(head.flags & event_head::own_flags), head.id_low,
                         static_cast<std::uint16_t>(head.sizes & event_head::own_sizes)};
    std::memcpy(out, &event_timestamp, sizeof event_timestamp);
    std::memcpy(out + sizeof event_timestamp, &own, sizeof own);
    copy(tail, head.tail_bytes(), out + stored_event::front_bytes);
}

void delivery_log::add(const classified_event& given, kept_columns kept, dictionary_reader& texts,
                       byte_arena& memory) {
    const event& source = given.source;
    if (static_cast<std::size_t>(end_ - next_) < room_of(source)) begin_block(memory);
    char* at = next_ + sizeof(event_head);
    const auto passed = static_cast<std::int64_t>(
        static_cast<std::uint64_t>(source.event_timestamp.time_since_epoch().count()) -
        static_cast<std::uint64_t>(last_time_.time_since_epoch().count()));
    const unsigned time_code = width_code(passed);
    const int time_bytes = detail::time_bytes(time_code);
    write_time_passed(passed, time_bytes, at);
    at += time_bytes;

    packed_text user{packing::plain, static_cast<std::uint16_t>(source.user_pseudo_id.size()),
                     at + 1};
    user.how = pack(source.user_pseudo_id, at + 1);
    const bool names_user = given.user_hash != last_hash_ || !(user == last_user_);
    if (names_user) {
        *at = static_cast<char>(user.size);
        at += 1 + user.bytes().size();
    }
    event_head head = write_tail(given, kept, texts, at);
    at += head.tail_bytes();
    last_time_ = source.event_timestamp;
    if (names_user) {
        last_user_ = user;
        last_hash_ = given.user_hash;
        head.flags = static_cast<std::uint8_t>(head.flags | detail::user_flag |
                                               static_cast<unsigned>(user.how)
                                                   << detail::user_packing_shift);
        head.sizes =
            static_cast<std::uint16_t>(head.sizes | user.size >> 8 << detail::user_ninth_shift);
    }
    head.sizes = static_cast<std::uint16_t>(head.sizes | time_code << detail::time_width_shift);
    std::memcpy(next_, &head, sizeof head);
    next_ = at;
    __builtin_prefetch(next_ + 64, 1);  // for the next event here: many others come before it
}

// Each block is read by itself.
void delivery_log::begin_block(byte_arena& memory) {
    close_block();
    next_ = begin_ = memory.allocate(block_bytes);
    end_ = next_ + block_bytes;
}

void delivery_log::close_block() {
    if (next_ != begin_) blocks_.emplace_back(begin_, next_);
    next_ = end_ = begin_ = nullptr;
    last_time_ = {};
    last_hash_ = 0;
    last_user_ = {};
}

void delivery_log::spill(spill_file& file) {
    close_block();
    for (const block& each : blocks_) spilled_.push_back(file.append({each.data(), each.size()}));
    blocks_.clear();
}

void delivery_log::take(const spill_file* file, byte_arena& memory, std::vector<block>& loaded,
                        std::vector<block>& out) {
    close_block();
    for (const spill_file::extent& from : std::exchange(spilled_, {})) {
        char* const bytes = memory.allocate(from.size + sizeof(timestamp));
        file->read(from, bytes);
        loaded.emplace_back(bytes, from.size);
    }
    for (const block& each : std::exchange(blocks_, {})) out.push_back(each);
}

}  // namespace attrib
