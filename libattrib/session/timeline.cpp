#include <libattrib/core/hash.hpp>
#include <libattrib/session/timeline.hpp>

namespace attrib {
namespace {

struct event_pointer {
    timestamp event_timestamp;
    std::uint64_t event_id_hash;
    const event* source;
};

struct pointed_columns {
    static std::strong_ordering order(const event_pointer& a, const event_pointer& b) noexcept {
        return staging_order(*a.source, *b.source);
    }
    static bool has_same_id(const event_pointer& a, const event_pointer& b) noexcept {
        return a.source->event_id == b.source->event_id;
    }
    static bool is_same_event(const event_pointer& a, const event_pointer& b) noexcept {
        return attrib::is_same_event(*a.source, *b.source);
    }
};

}  // namespace

std::uint64_t event_id_hash_of(std::string_view event_id) noexcept {
    return event_id.empty() ? 0 : hash_of(event_id) | 1;
}

std::vector<event> make_timeline(std::span<const event> events) {
    std::vector<event_pointer> pointers;
    pointers.reserve(events.size());
    for (const event& each : events)
        pointers.push_back({each.event_timestamp, event_id_hash_of(each.event_id), &each});
    identity_set scratch;
    pointers.resize(stage_timeline(std::span(pointers), pointed_columns{}, scratch));
    std::vector<event> timeline;
    timeline.reserve(pointers.size());
    for (const event_pointer& kept : pointers) timeline.push_back(*kept.source);
    return timeline;
}

}  // namespace attrib
