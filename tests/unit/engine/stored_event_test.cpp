#include <libattrib/engine/stored_event.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

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
    dictionary shared;
    dictionary_reader reader(shared);
    byte_arena arena;
    for (const event& each : {full, bare, longest}) {
        const stored_handle handle = store_event(each, 42, true, reader, arena);
        CHECK(load_event(*handle.stored, shared) == each);
        CHECK(handle.event_timestamp == each.event_timestamp);
        CHECK((handle.event_id_hash == 0) == each.event_id.empty());
        CHECK(handle.stored->user_hash == 42);
        CHECK(handle.stored->converts);
        CHECK(shared.text_of(handle.stored->texts[stored_event_name]) == each.event_name);
        CHECK(shared.text_of(handle.stored->texts[stored_channel]) == each.channel);
        CHECK(shared.text_of(handle.stored->texts[stored_currency]) == each.currency);
    }
}

TEST_CASE("no value is not the value 0") {
    dictionary shared;
    dictionary_reader reader(shared);
    byte_arena arena;
    event zero = test::make_event("id", "2025-03-01T10:00:00Z", "x");
    zero.event_value = money{0};
    CHECK(load_event(*store_event(zero, 0, false, reader, arena).stored, shared).event_value ==
          money{0});
    zero.event_value.reset();
    CHECK_FALSE(load_event(*store_event(zero, 0, false, reader, arena).stored, shared)
                    .event_value.has_value());
}

}  // namespace
}  // namespace attrib
