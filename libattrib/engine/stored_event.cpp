#include <libattrib/engine/stored_event.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_number = 5;

char* append(char* out, std::string_view text) noexcept {
    return out + text.copy(out, text.size());
}

char* append_number(char* out, std::uint64_t number) noexcept {
    for (; number >= 0x80; number >>= 7) *out++ = static_cast<char>(number | 0x80);
    *out++ = static_cast<char>(number);
    return out;
}

}  // namespace

std::size_t tail_room(const event& source) noexcept {
    return packing_room(source.event_id.size()) + dictionary_columns.size() * longest_number +
           source.transaction_id.size() + 1 + sizeof(money);
}

event_head write_tail(const classified_event& given, kept_columns kept, dictionary_reader& texts,
                      char* out) {
    const event& source = given.source;
    const std::size_t id_size = source.event_id.size();
    const packing id_packing = pack(source.event_id, out);
    char* end = out + packed_size(id_packing, id_size);
    end = append_number(end, texts.id_of(source.event_name));
    end = append_number(end, std::uint64_t{texts.id_of(given.channel)} << 1 |
                                 static_cast<unsigned>(given.states_origin));
    unsigned sizes = static_cast<unsigned>(id_size >> 8) << event_head::id_ninth_shift;
    if (!source.currency.empty()) {
        sizes |= event_head::currency_bit;
        end = append_number(end, texts.id_of(source.currency));
    }
    const bool needs_page = kept == kept_columns::all || source.event_id.empty();
    if (needs_page && !source.page_location.empty()) {
        sizes |= event_head::page_bit;
        end = append_number(end, texts.id_of(source.page_location));
    }
    for (std::size_t i = stored_page_location + 1; i < dictionary_columns_of(kept); ++i)
        end = append_number(end, texts.id_of(source.*dictionary_columns[i]));

    unsigned flags = static_cast<unsigned>(id_packing) << event_head::id_packing_shift;
    if (given.converts) flags |= event_head::conversion_flag;
    if (!source.transaction_id.empty()) {
        flags |= event_head::transaction_flag;
        end = append(end, source.transaction_id);
        *end++ = static_cast<char>(source.transaction_id.size() - 1);
    }
    if (source.event_value) {
        flags |= event_head::value_flag;
        std::memcpy(end, &*source.event_value, sizeof(money));
        end += sizeof(money);
    }
    return {static_cast<std::uint8_t>(flags), static_cast<std::uint8_t>(id_size),
            static_cast<std::uint16_t>(sizes | static_cast<unsigned>(end - out))};
}

std::string_view stored_event::transaction_id() const noexcept {
    if (!head().has(event_head::transaction_flag)) return {};
    const char* const behind = end() - (has_value() ? sizeof(money) : 0) - 1;
    const std::size_t size = std::size_t{1} + static_cast<unsigned char>(*behind);
    return {behind - size, size};
}

money stored_event::value() const noexcept {
    return has_value() ? detail::load<money>(end() - sizeof(money)) : money{};
}

stored_handle::stored_handle(stored_event of) noexcept
    : event_timestamp(of.event_timestamp()), stored(of) {
    if (const packed_text id = of.event_id(); id.size != 0)
        event_id_hash = quick_hash(id.bytes()) | 1;
}

event load_event(const stored_event& stored, kept_columns kept, const dictionary& texts) noexcept {
    event out;
    out.event_timestamp = stored.event_timestamp();
    out.transaction_id = stored.transaction_id();
    if (stored.has_value()) out.event_value = stored.value();
    const event_head fixed = stored.head();
    const char* at = stored.numbers();
    for (std::size_t i = 0; i < dictionary_columns_of(kept); ++i) {
        if (!fixed.has_number(i)) continue;
        std::uint64_t number = stored_event::take_number(at);
        if (i == stored_channel) {
            out.states_origin = (number & 1) != 0;
            number >>= 1;
        }
        out.*dictionary_columns[i] = texts.text_of(static_cast<std::uint32_t>(number));
    }
    return out;
}

}  // namespace attrib
