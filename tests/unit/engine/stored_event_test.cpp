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
    stored_events all;
    for (const event& each : {full, bare, longest}) {
        const stored_handle handle(all.add(each, each.channel, true, reader, arena));
        CHECK(load_event(*handle.stored, shared) == each);
        CHECK(handle.event_timestamp == each.event_timestamp);
        CHECK((handle.event_id_hash == 0) == each.event_id.empty());
        CHECK(handle.event_id() == each.event_id);
        CHECK(handle.stored->converts);
        CHECK(shared.text_of(handle.stored->number_of(stored_event_name)) == each.event_name);
        CHECK(shared.text_of(handle.stored->number_of(stored_channel)) == each.channel);
        CHECK(shared.text_of(handle.stored->number_of(stored_currency)) == each.currency);
    }
}

TEST_CASE("no value is not the value 0") {
    dictionary shared;
    dictionary_reader reader(shared);
    byte_arena arena;
    stored_events all;
    event zero = test::make_event("id", "2025-03-01T10:00:00Z", "x");
    zero.event_value = money{0};
    CHECK(load_event(all.add(zero, "c", false, reader, arena), shared).event_value == money{0});
    zero.event_value.reset();
    const stored_event& bare = all.add(zero, "c", false, reader, arena);
    CHECK_FALSE(load_event(bare, shared).event_value.has_value());
    CHECK(bare.value() == money{0});
}

TEST_CASE("stored events are visited in the order they came, whatever their sizes and numbers") {
    dictionary shared;
    std::vector<std::string> texts;
    for (int i = 0; i < 20'000; ++i) texts.push_back(std::to_string(i));
    for (const std::string& text : texts) shared.add(text);  // numbers of one to three bytes
    dictionary_reader reader(shared);
    byte_arena arena;
    stored_events all;
    std::vector<event> given;
    const std::string long_id(256, 'x');
    for (std::size_t i = 0; i < texts.size(); ++i) {
        event made = test::make_event(texts[i], "2025-03-01T10:00:00Z", texts[i / 2]);
        made.page_location = texts[i];
        made.transaction_id = std::string_view(long_id).substr(0, i % 257);
        if (i % 3 == 0) made.event_value = money{static_cast<std::int64_t>(i) - 5000};
        given.push_back(made);
        static_cast<void>(all.add(made, made.channel, i % 2 == 0, reader, arena));
    }
    const auto check_all = [&](const spill_file* file, byte_arena& loaded) {
        std::vector<stored_block> blocks;
        all.blocks(file, loaded, blocks);
        std::size_t place = 0;
        for_each_event(blocks, [&](const stored_event& stored) {
            REQUIRE(load_event(stored, shared) == given[place]);
            REQUIRE(stored.converts == (place % 2 == 0));
            ++place;
        });
        CHECK(place == given.size());
    };
    byte_arena loaded;
    check_all(nullptr, loaded);

    // The same when some, then all of them are on disk.
    spill_file file;
    all.spill(file);
    arena.clear();
    event last = test::make_event("last", "2025-03-01T10:00:00Z", "x");
    given.push_back(last);
    static_cast<void>(all.add(last, last.channel, true, reader, arena));
    check_all(&file, loaded);
    all.spill(file);
    loaded.clear();
    check_all(&file, loaded);
}

}  // namespace
}  // namespace attrib
