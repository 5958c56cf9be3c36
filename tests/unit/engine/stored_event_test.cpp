#include <libattrib/core/byte_arena.hpp>
#include <libattrib/engine/stored_event.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// Stored events, and what they refer to.
struct event_memory {
    dictionary texts;
    dictionary_reader reader{texts};
    byte_arena arena;

    stored_event add(const event& given, bool converts = false,
                     kept_columns kept = kept_columns::all) {
        char* const at = arena.allocate(stored_event::front_bytes + tail_room(given));
        char* const tail = at + stored_event::front_bytes;
        const event_head head = write_tail(
            {given, given.channel, converts, 0, states_origin(given)}, kept, reader, tail);
        std::memcpy(at, &given.event_timestamp, sizeof(timestamp));
        std::memcpy(at + sizeof(timestamp), &head, sizeof head);
        return stored_event(at);
    }
};

std::string text_of(const packed_text& packed) {
    std::string room(packing_room(packed.size), ' ');
    return std::string(unpack(packed, room.data()));
}

// The event without what `load_event` leaves out.
event without_identifiers(event given) {
    given.user_pseudo_id = given.event_id = {};
    given.states_origin = states_origin(given);
    return given;
}

TEST_CASE("an event comes back as it was stored, every column") {
    event full = test::make_event("id", "2025-03-01T10:00:00Z", "purchase");
    full.event_value = money{-3};
    full.transaction_id = "t";
    int n = 0;
    std::vector<std::string> texts;
    texts.reserve(dictionary_columns.size());
    for (std::string_view event::*column : dictionary_columns)
        full.*column = texts.emplace_back("text" + std::to_string(n++));
    event bare;
    bare.user_pseudo_id = std::string_view("u");
    bare.event_name = "x";
    event longest = full;
    const std::string longest_id(256, 'x');
    longest.event_id = longest.user_pseudo_id = longest.transaction_id = longest_id;
    event packed = full;
    const std::string longest_number(256, '7');
    packed.event_id = "0190e1f2-91a4-7ddc-b63d-fc5a1f3a2b10";
    packed.user_pseudo_id = longest_number;
    event silent = full;
    silent.states_origin = false;
    event_memory memory;
    for (const event& each : {full, bare, longest, packed, silent}) {
        const stored_handle handle(memory.add(each, true));
        const stored_event stored = handle.stored;
        CHECK(load_event(stored, kept_columns::all, memory.texts) == without_identifiers(each));
        CHECK(text_of(stored.event_id()) == each.event_id);
        CHECK(handle.event_timestamp == each.event_timestamp);
        CHECK((handle.event_id_hash == 0) == each.event_id.empty());
        CHECK(stored.converts());
        CHECK(stored.states_origin() == states_origin(each));
        CHECK(memory.texts.text_of(stored.number_of(stored_event_name)) == each.event_name);
        CHECK(memory.texts.text_of(stored.number_of(stored_channel)) == each.channel);
        CHECK(memory.texts.text_of(stored.number_of(stored_currency)) == each.currency);
    }
}

TEST_CASE("for totals, pages are kept where they tell events apart, and no other origin") {
    event given = test::make_event("id", "2025-03-01T10:00:00Z", "purchase");
    given.page_location = "/a";
    given.source = "google";
    given.currency = "EUR";
    event_memory memory;
    event expected = without_identifiers(given);
    expected.source = {};
    expected.page_location = {};
    CHECK(load_event(memory.add(given, true, kept_columns::totals), kept_columns::totals,
                     memory.texts) == expected);
    given.event_id = {};
    expected.page_location = "/a";
    CHECK(load_event(memory.add(given, true, kept_columns::totals), kept_columns::totals,
                     memory.texts) == expected);
}

TEST_CASE("no value is not the value 0") {
    event_memory memory;
    event zero = test::make_event("id", "2025-03-01T10:00:00Z", "x");
    zero.event_value = money{0};
    CHECK(load_event(memory.add(zero), kept_columns::all, memory.texts).event_value == money{0});
    zero.event_value.reset();
    const stored_event bare = memory.add(zero);
    CHECK_FALSE(bare.has_value());
    CHECK_FALSE(load_event(bare, kept_columns::all, memory.texts).event_value.has_value());
    CHECK(bare.value() == money{0});
}

TEST_CASE("events that lie one after another are visited in order, block by block") {
    event_memory memory;
    std::string blocks[2];
    for (int i = 0; i < 10; ++i) {
        const std::string id = "e" + std::to_string(i);
        event made = test::make_event(id, "2025-03-01T10:00:00Z", "x");
        made.transaction_id = std::string_view("123456789").substr(static_cast<std::size_t>(i));
        if (i % 3 == 0) made.event_value = money{i};
        blocks[i / 4 == 1] += memory.add(made).bytes();
    }
    const std::array<stored_block, 3> all{blocks[0], std::string_view(), blocks[1]};
    std::string ids;
    for_each_event(all, [&](const stored_event& each) { ids += text_of(each.event_id()); });
    CHECK(ids == "e0e1e2e3e8e9e4e5e6e7");
}

}  // namespace
}  // namespace attrib
