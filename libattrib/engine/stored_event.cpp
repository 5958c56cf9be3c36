#include <libattrib/engine/stored_event.hpp>

#include <libattrib/session/timeline.hpp>
#include <new>

namespace attrib {
namespace {

char* append(char* out, std::string_view text) noexcept {
    return out + text.copy(out, text.size());
}

}  // namespace

stored_handle store_event(const event& source, std::uint64_t user_hash, bool converts,
                          dictionary_reader& texts, byte_arena& arena) {
    const std::size_t tail_bytes =
        source.user_pseudo_id.size() + source.event_id.size() + source.transaction_id.size();
    char* const memory = arena.allocate(sizeof(stored_event) + tail_bytes);
    auto* const stored = new (memory) stored_event;
    stored->event_timestamp = source.event_timestamp;
    stored->user_hash = user_hash;
    stored->event_value = source.event_value.value_or(money{});
    stored->has_value = source.event_value.has_value();
    stored->converts = converts;
    for (std::size_t i = 0; i < dictionary_columns.size(); ++i)
        stored->texts[i] = texts.id_of(source.*dictionary_columns[i]);
    stored->user_bytes = static_cast<std::uint16_t>(source.user_pseudo_id.size());
    stored->event_id_bytes = static_cast<std::uint16_t>(source.event_id.size());
    stored->transaction_bytes = static_cast<std::uint16_t>(source.transaction_id.size());
    char* tail = memory + sizeof(stored_event);
    for (const std::string_view text :
         {source.user_pseudo_id, source.event_id, source.transaction_id})
        tail = append(tail, text);
    return {source.event_timestamp, event_id_hash_of(source.event_id), stored};
}

event load_event(const stored_event& stored, const dictionary& texts) noexcept {
    event out;
    out.event_id = stored.event_id();
    out.user_pseudo_id = stored.user_pseudo_id();
    out.event_timestamp = stored.event_timestamp;
    out.transaction_id = stored.transaction_id();
    if (stored.has_value) out.event_value = stored.event_value;
    for (std::size_t i = 0; i < dictionary_columns.size(); ++i)
        out.*dictionary_columns[i] = texts.text_of(stored.texts[i]);
    return out;
}

}  // namespace attrib
