#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/engine/stored_event.hpp>

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

std::string_view stored_event::transaction_id() const noexcept {
    const head fixed = fixed_part();
    if ((fixed.flags & transaction_flag) == 0) return {};
    const char* const at = numbers(fixed) + fixed.number_bytes();
    return {at + 1, std::size_t{1} + static_cast<unsigned char>(*at)};
}

money stored_event::value() const noexcept {
    return has_value() ? read<money>(end() - sizeof(money)) : money{};
}

stored_handle::stored_handle(stored_event of) noexcept
    : event_timestamp(of.event_timestamp()), stored(of) {
    if (const packed_text id = of.event_id(); id.size != 0)
        event_id_hash = quick_hash(id.bytes()) | 1;
}

// Room for as many bytes as the event may take.
char* stored_events::room_for(const event& source, byte_arena& memory) {
    if (std::max({source.user_pseudo_id.size(), source.event_id.size(),
                  source.transaction_id.size()}) > max_identifier_bytes) [[unlikely]]
        throw failure(errc::overflow, "an event of user " +
                                          std::string(source.user_pseudo_id.substr(0, 64)) +
                                          " has an identifier of more than 256 bytes");
    const std::size_t most = stored_event::head_bytes + packing_room(source.user_pseudo_id.size()) +
                             packing_room(source.event_id.size()) +
                             dictionary_columns.size() * longest_number + 1 +
                             source.transaction_id.size() + sizeof(money);
    if (most > left_) {
        left_ = block_bytes;
        char* const begin = memory.allocate(left_);
        blocks_.push_back({begin, begin});
    }
    return blocks_.back().end;
}

stored_event stored_events::add(const event& source, std::string_view channel, bool converts,
                                kept_columns kept, dictionary_reader& texts, byte_arena& memory) {
    char* const place = room_for(source, memory);
    const std::size_t user_size = source.user_pseudo_id.size();
    const std::size_t id_size = source.event_id.size();
    char* end = place + stored_event::head_bytes;
    const packing user_packing = pack(source.user_pseudo_id, end);
    end += packed_size(user_packing, user_size);
    const packing id_packing = pack(source.event_id, end);
    end += packed_size(id_packing, id_size);

    char* const numbers = end;
    end = append_number(end, texts.id_of(source.event_name));
    end = append_number(end, texts.id_of(channel));
    end = append_number(end, texts.id_of(source.currency));
    const bool needs_page = kept == kept_columns::all || source.event_id.empty();
    end = append_number(end, needs_page ? texts.id_of(source.page_location) : 0);
    for (std::size_t i = stored_page_location + 1; i < dictionary_columns_of(kept); ++i)
        end = append_number(end, texts.id_of(source.*dictionary_columns[i]));
    const auto number_bytes = static_cast<std::size_t>(end - numbers);

    unsigned flags = static_cast<unsigned>(user_packing) << 3 | static_cast<unsigned>(id_packing)
                                                                    << 5;
    if (converts) flags |= stored_event::conversion_flag;
    if (!source.transaction_id.empty()) {
        flags |= stored_event::transaction_flag;
        *end++ = static_cast<char>(source.transaction_id.size() - 1);
        end = append(end, source.transaction_id);
    }
    if (source.event_value) {
        flags |= stored_event::value_flag;
        std::memcpy(end, &*source.event_value, sizeof(money));
        end += sizeof(money);
    }
    const stored_event::head fixed{
        static_cast<std::uint8_t>(flags), static_cast<std::uint8_t>(user_size),
        static_cast<std::uint8_t>(id_size),
        static_cast<std::uint8_t>(number_bytes | (user_size >> 8) << 6 | (id_size >> 8) << 7)};
    std::memcpy(place, &source.event_timestamp, sizeof(timestamp));
    std::memcpy(place + sizeof(timestamp), &fixed, sizeof fixed);
    left_ -= static_cast<std::size_t>(end - place);
    blocks_.back().end = end;
    __builtin_prefetch(end + 64, 1);  // for the next event here: many others come before it
    return stored_event(place);
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

event load_event(const stored_event& stored, kept_columns kept, const dictionary& texts) noexcept {
    event out;
    out.event_timestamp = stored.event_timestamp();
    out.transaction_id = stored.transaction_id();
    if (stored.has_value()) out.event_value = stored.value();
    const char* at = stored.numbers();
    for (std::size_t i = 0; i < dictionary_columns_of(kept); ++i)
        out.*dictionary_columns[i] = texts.text_of(stored_event::take_number(at));
    return out;
}

}  // namespace attrib
