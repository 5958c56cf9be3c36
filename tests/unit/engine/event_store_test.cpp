#include <libattrib/engine/event_store.hpp>
#include <libattrib/engine/user_grouper.hpp>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

const conversion_names purchases({"purchase"});

TEST_CASE("an empty channel is filled by the rules, a given one is kept") {
    event_store store(1, test::test_classifier(), purchases);
    event made = test::make_event("e", "2025-03-01T10:00:00Z", "purchase", "");
    made.source = "google";
    made.medium = "cpc";
    store.writer(0).add(made);
    store.writer(0).add(made);
    made.medium = "organic";
    store.writer(0).add(made);
    made.channel = "Mine";
    store.writer(0).add(made);
    user_grouper grouper(store);
    user_group group;
    for (std::size_t i = 0; group.users.empty(); ++i) grouper.group(i, group);
    REQUIRE(group.users.size() == 1);
    std::vector<std::string_view> channels;
    for_each_event(group.users[0].events, [&](const stored_event& each) {
        channels.push_back(load_event(each, kept_columns::all, store.texts()).channel);
        CHECK(each.converts());
    });
    CHECK(channels ==
          std::vector<std::string_view>{"Paid Search", "Paid Search", "Organic Search", "Mine"});
}

TEST_CASE("events go to disk when they would take more memory than they may") {
    for (const std::size_t memory_bytes : {std::size_t{0}, std::size_t{1} << 18}) {
        event_store store(2, test::test_classifier(), purchases, kept_columns::all, memory_bytes);
        for (int i = 0; i < 20'000; ++i) {
            const std::string id = std::to_string(i);
            event made = test::make_event(id, "2025-03-01T10:00:00Z", "x");
            made.user_pseudo_id = id;
            store.writer(static_cast<unsigned>(i) % 2).add(made);
        }
        CHECK(store.has_spilled() == (memory_bytes != 0));
    }
}

}  // namespace
}  // namespace attrib
