#include <libattrib/core/error.hpp>
#include <libattrib/engine/delivery_log.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

// A log, and what it refers to.
struct logged_events {
    dictionary texts;
    dictionary_reader reader{texts};
    byte_arena arena;
    delivery_log log;

    void add(const event& given, bool converts = false) {
        log.add({given, given.channel, converts, quick_hash(given.user_pseudo_id),
                 states_origin(given)},
                kept_columns::all, reader, arena);
    }

    // All of them, read back, in order, with their users and event_ids.
    std::vector<event> take(const spill_file* file = nullptr) {
        std::vector<delivery_log::block> loaded;
        std::vector<delivery_log::block> blocks;
        log.take(file, arena, loaded, blocks);
        std::vector<event> found;
        std::string_view user;
        const auto unpacked = [&](const packed_text& packed) {
            return unpack(packed, arena.allocate(packing_room(packed.size)));
        };
        const auto read = [&](const logged_delivery& each) {
            if (each.names_user) user = unpacked(each.user_pseudo_id);
            char* const at = arena.allocate(each.event_bytes());
            each.write_event(at);
            const stored_event stored(at);
            CHECK(stored.bytes().size() == each.event_bytes());
            found.push_back(load_event(stored, kept_columns::all, texts));
            CHECK(found.back().states_origin == !found.back().channel.empty());
            found.back().states_origin.reset();  // as it was given
            found.back().user_pseudo_id = user;
            found.back().event_id = unpacked(stored.event_id());
            named += each.names_user;
            converting += stored.converts();
        };
        for (const auto& each : loaded) for_each_delivery(each, read);
        for (const auto& each : blocks) {
            CHECK(each.size() <= delivery_log::block_bytes);
            for_each_delivery(each, read);
        }
        return found;
    }

    int named = 0;  // of those taken, how many name their user
    int converting = 0;
};

// Texts that events of a test view.
class kept_texts {
   public:
    std::string_view operator()(std::string_view text) {
        char* const at = arena_.allocate(text.size());
        return {at, text.copy(at, text.size())};
    }

   private:
    byte_arena arena_;
};

TEST_CASE("deliveries come back in the order they came, whatever their sizes and numbers") {
    logged_events logged;
    kept_texts keep;
    const std::string longest(256, 'x');
    std::vector<event> given;
    for (std::size_t i = 0; i < 20'000; ++i) {
        const std::string number = std::to_string(i);
        event made = test::make_event(keep(number), "2025-03-01T10:00:00Z", keep(number));
        made.user_pseudo_id = keep(std::to_string(i / 3));
        made.page_location = made.event_id;  // numbers of one to three bytes
        made.transaction_id = std::string_view(longest).substr(0, i % 257);
        if (i % 3 == 0) made.event_value = money{static_cast<std::int64_t>(i) - 5000};
        if (i % 100 == 1) made.event_id = {};
        if (i % 100 == 2) made.user_pseudo_id = made.event_id = longest;
        given.push_back(made);
        logged.add(made, i % 2 == 0);
    }
    SECTION("from memory") { CHECK(logged.take() == given); }
    SECTION("when some, then all of them are on disk") {
        spill_file file;
        logged.log.spill(file);
        logged.arena.clear();
        event last = test::make_event("last", "2025-03-01T10:00:00Z", "x");
        given.push_back(last);
        logged.add(last);
        if (GENERATE(true, false)) logged.log.spill(file);
        CHECK(logged.take(&file) == given);
    }
    CHECK(logged.converting == 10'000);
    CHECK(logged.take().empty());
}

TEST_CASE("times come back, however far apart they are") {
    constexpr auto latest = std::numeric_limits<std::int64_t>::max();
    constexpr auto earliest = std::numeric_limits<std::int64_t>::min();
    logged_events logged;
    std::vector<event> given;
    for (const std::int64_t time :
         {std::int64_t{0}, std::int64_t{1}, latest, earliest, std::int64_t{-1}, earliest, latest,
          std::int64_t{1} << 31, (std::int64_t{1} << 32) - 1, std::int64_t{1} << 39,
          (std::int64_t{1} << 40) - 1, std::int64_t{1} << 47, (std::int64_t{1} << 48) - 1,
          std::int64_t{-1} << 31, std::int64_t{-1} << 39, std::int64_t{-1} << 47}) {
        event made = test::make_event("e", "2025-03-01T10:00:00Z", "x");
        made.event_timestamp = timestamp{microseconds{time}};
        given.push_back(made);
        logged.add(made);
    }
    CHECK(logged.take() == given);
}

TEST_CASE("a user is named once for deliveries that follow one another, and by text, not hash") {
    logged_events logged;
    std::vector<event> given;
    for (const std::string_view user : {"1.2", "1.2", "1.2", "1.3", "1.2", "a", "a"}) {
        event made = test::make_event("e", "2025-03-01T10:00:00Z", "x");
        made.user_pseudo_id = user;
        given.push_back(made);
        logged.log.add({made, made.channel, false, 7, true}, kept_columns::all, logged.reader,
                       logged.arena);
    }
    CHECK(logged.take() == given);
    CHECK(logged.named == 4);
}

TEST_CASE("an identifier that is longer than an event's may be is refused") {
    const std::string too_long(257, '7');
    logged_events logged;
    for (std::string_view event::*column :
         {&event::user_pseudo_id, &event::event_id, &event::transaction_id}) {
        event given = test::make_event("id", "2025-03-01T10:00:00Z", "purchase");
        given.*column = too_long;
        CHECK_THROWS_AS(logged.add(given), failure);
    }
}

}  // namespace
}  // namespace attrib
