#include <libattrib/core/error.hpp>
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
    stored_events all;

    stored_event add(const event& given, bool converts = false,
                     kept_columns kept = kept_columns::all) {
        return all.add(given, given.channel, converts, kept, reader, arena);
    }
};

std::string text_of(const packed_text& packed) {
    std::string room(packing_room(packed.size), ' ');
    return std::string(unpack(packed, room.data()));
}

// The event without what `load_event` leaves out.
event without_identifiers(event given) {
    given.user_pseudo_id = given.event_id = {};
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
    event_memory memory;
    for (const event& each : {full, bare, longest, packed}) {
        const stored_handle handle(memory.add(each, true));
        const stored_event stored = handle.stored;
        CHECK(load_event(stored, kept_columns::all, memory.texts) == without_identifiers(each));
        CHECK(text_of(stored.user_pseudo_id()) == each.user_pseudo_id);
        CHECK(text_of(stored.event_id()) == each.event_id);
        CHECK(handle.event_timestamp == each.event_timestamp);
        CHECK((handle.event_id_hash == 0) == each.event_id.empty());
        CHECK(stored.converts());
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

TEST_CASE("an identifier that is longer than an event's may be is refused") {
    const std::string too_long(257, '7');
    event_memory memory;
    for (std::string_view event::*column :
         {&event::user_pseudo_id, &event::event_id, &event::transaction_id}) {
        event given = test::make_event("id", "2025-03-01T10:00:00Z", "purchase");
        given.*column = too_long;
        CHECK_THROWS_AS(memory.add(given), failure);
    }
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

TEST_CASE("stored events are visited in the order they came, whatever their sizes and numbers") {
    event_memory memory;
    std::vector<std::string> texts;
    for (int i = 0; i < 20'000; ++i) texts.push_back(std::to_string(i));
    for (const std::string& text : texts) memory.texts.add(text);  // numbers of one to three bytes
    std::vector<event> given;
    const std::string long_id(256, 'x');
    for (std::size_t i = 0; i < texts.size(); ++i) {
        event made = test::make_event(texts[i], "2025-03-01T10:00:00Z", texts[i / 2]);
        made.page_location = texts[i];
        made.transaction_id = std::string_view(long_id).substr(0, i % 257);
        if (i % 3 == 0) made.event_value = money{static_cast<std::int64_t>(i) - 5000};
        given.push_back(made);
        static_cast<void>(memory.add(made, i % 2 == 0));
    }
    const auto check_all = [&](const spill_file* file, byte_arena& loaded) {
        std::vector<stored_block> blocks;
        memory.all.blocks(file, loaded, blocks);
        std::size_t place = 0;
        for_each_event(blocks, [&](const stored_event& stored) {
            REQUIRE(load_event(stored, kept_columns::all, memory.texts) ==
                    without_identifiers(given[place]));
            REQUIRE(text_of(stored.event_id()) == given[place].event_id);
            REQUIRE(stored.converts() == (place % 2 == 0));
            ++place;
        });
        CHECK(place == given.size());
    };
    byte_arena loaded;
    check_all(nullptr, loaded);

    // The same when some, then all of them are on disk.
    spill_file file;
    memory.all.spill(file);
    memory.arena.clear();
    event last = test::make_event("last", "2025-03-01T10:00:00Z", "x");
    given.push_back(last);
    static_cast<void>(memory.add(last, true));
    check_all(&file, loaded);
    memory.all.spill(file);
    loaded.clear();
    check_all(&file, loaded);
}

}  // namespace
}  // namespace attrib
