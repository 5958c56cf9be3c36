#include <algorithm>
#include <libattrib/engine/stored_event.hpp>
#include <libattrib/session/timeline.hpp>
#include <new>

namespace attrib {
namespace {

constexpr std::size_t block_bytes = std::size_t{16} * 1024;
constexpr std::size_t longest_number = 5;

char* append(char* out, std::string_view text) noexcept {
    return out + text.copy(out, text.size());
}

char* append_number(char* out, std::uint32_t number) noexcept {
    for (; number >= 0x80; number >>= 7) *out++ = static_cast<char>(number | 0x80);
    *out++ = static_cast<char>(number);
    return out;
}

}  // namespace

money stored_event::value() const noexcept {
    money read;
    if (has_value) std::memcpy(&read, numbers() + number_bytes, sizeof read);
    return read;
}

stored_handle::stored_handle(const stored_event& of) noexcept
    : event_timestamp(of.event_timestamp),
      event_id_hash(event_id_hash_of(of.event_id())),
      stored(&of) {}

const stored_event& stored_events::add(const event& source, std::string_view channel, bool converts,
                                       dictionary_reader& texts, byte_arena& memory) {
    char numbers[dictionary_columns.size() * longest_number];
    char* numbers_end = numbers;
    for (std::size_t i = 0; i < dictionary_columns.size(); ++i)
        numbers_end = append_number(
            numbers_end,
            texts.id_of(i == stored_channel ? channel : source.*dictionary_columns[i]));

    stored_event fixed{};
    fixed.event_timestamp = source.event_timestamp;
    fixed.user_bytes = static_cast<std::uint16_t>(source.user_pseudo_id.size());
    fixed.event_id_bytes = static_cast<std::uint16_t>(source.event_id.size());
    fixed.transaction_bytes = static_cast<std::uint16_t>(source.transaction_id.size());
    fixed.number_bytes = static_cast<std::uint8_t>(numbers_end - numbers);
    fixed.has_value = source.event_value.has_value();
    fixed.converts = converts;

    const std::size_t size = fixed.size();
    if (size > left_) {
        left_ = std::max(block_bytes, size);
        char* const begin = memory.allocate(left_);
        blocks_.push_back({begin, begin});
    }
    char* const place = blocks_.back().end;
    auto* const stored = new (place) stored_event(fixed);
    char* tail = place + sizeof fixed;
    for (const std::string_view text :
         {source.user_pseudo_id, source.event_id, source.transaction_id})
        tail = append(tail, text);
    tail = std::copy(numbers, numbers_end, tail);
    if (source.event_value) std::memcpy(tail, &*source.event_value, sizeof(money));
    blocks_.back().end += size;
    left_ -= size;
    return *stored;
}

void stored_events::spill(spill_file& file) {
    for (const block& each : blocks_)
        spilled_.push_back(
            file.append({each.begin, static_cast<std::size_t>(each.end - each.begin)}));
    blocks_.clear();
    left_ = 0;
}

void stored_events::blocks(const spill_file* file, byte_arena& memory,
                           std::vector<stored_block>& out) const {
    for (const spill_file::extent& from : spilled_) {
        char* const bytes = memory.allocate(from.size);
        file->read(from, bytes);
        out.emplace_back(bytes, from.size);
    }
    for (const block& each : blocks_) out.emplace_back(each.begin, each.end);
}

event load_event(const stored_event& stored, const dictionary& texts) noexcept {
    event out;
    out.event_id = stored.event_id();
    out.user_pseudo_id = stored.user_pseudo_id();
    out.event_timestamp = stored.event_timestamp;
    out.transaction_id = stored.transaction_id();
    if (stored.has_value) out.event_value = stored.value();
    const char* at = stored.numbers();
    for (std::string_view event::*column : dictionary_columns)
        out.*column = texts.text_of(stored_event::take_number(at));
    return out;
}

}  // namespace attrib
