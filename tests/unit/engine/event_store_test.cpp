#include <libattrib/engine/event_store.hpp>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

const conversion_names purchases({"purchase"});

// All users; their deliveries are in `groups`.
std::vector<stored_user> users_of(const event_store& store, std::vector<user_group>& groups) {
    user_grouper grouper(store);
    std::vector<stored_user> users;
    groups.resize(event_store::partition_count);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        grouper.group(i, groups[i]);
        users.insert(users.end(), groups[i].users.begin(), groups[i].users.end());
    }
    return users;
}

TEST_CASE("deliveries of all writers are grouped by user, none is lost") {
    for (const unsigned threads : {1u, 3u}) {
        event_store store(threads, test::test_classifier(), purchases);
        std::vector<std::string> users;
        for (int i = 0; i < 700; ++i) users.push_back("user" + std::to_string(i));
        for (std::size_t i = 0; i < 7000; ++i) {
            event made = test::make_event("e", "2025-03-01T10:00:00Z", "x");
            made.user_pseudo_id = users[i % 700];
            store.writer(static_cast<unsigned>(i) % threads).add(made);
        }
        std::vector<user_group> groups;
        auto found = users_of(store, groups);
        sort_users(found);
        REQUIRE(found.size() == 700);
        std::ranges::sort(users);
        for (std::size_t i = 0; i < found.size(); ++i) {
            REQUIRE(found[i].user_pseudo_id == users[i]);
            REQUIRE(found[i].deliveries.size() == 10);
            for (const stored_event& each : found[i].deliveries) {
                std::string room(packing_room(users[i].size()), ' ');
                REQUIRE(unpack(each.user_pseudo_id(), room.data()) == users[i]);
            }
        }
    }
}

TEST_CASE("users sort byte by byte, beyond the first eight too") {
    std::vector<stored_user> users;
    for (const std::string_view id : {"b", "12345678b", "12345678", "\xFF", "12345678a", "a", "B"})
        users.push_back({id, {}});
    sort_users(users);
    std::vector<std::string_view> order;
    for (const stored_user& each : users) order.push_back(each.user_pseudo_id);
    CHECK(order == std::vector<std::string_view>{"12345678", "12345678a", "12345678b", "B", "a",
                                                 "b", "\xFF"});
}

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
    std::vector<user_group> groups;
    const auto users = users_of(store, groups);
    REQUIRE(users.size() == 1);
    std::vector<std::string_view> channels;
    for (const stored_event& each : users[0].deliveries) {
        channels.push_back(load_event(each, kept_columns::all, store.texts()).channel);
        CHECK(each.converts());
    }
    CHECK(channels ==
          std::vector<std::string_view>{"Paid Search", "Paid Search", "Organic Search", "Mine"});
}

TEST_CASE("a group is the same whatever its memory held before, however many users it has") {
    event_store store(1, test::test_classifier(), purchases);
    std::vector<std::string> ids;
    for (int i = 0; i < 300'000; ++i) ids.push_back(std::to_string(i));
    for (const std::string& id : ids) {
        event made = test::make_event("e", "2025-03-01T10:00:00Z", "x");
        made.user_pseudo_id = id;
        store.writer(0).add(made);
    }
    user_grouper grouper(store);
    user_group reused;
    std::size_t users = 0;
    for (std::size_t i = 0; i < event_store::partition_count; ++i) {
        grouper.group(i, reused);
        users += reused.users.size();
        REQUIRE(reused.deliveries.size() == reused.users.size());
        user_group fresh;
        user_grouper(store).group(i, fresh);
        REQUIRE(std::ranges::equal(fresh.users, reused.users, {}, &stored_user::user_pseudo_id,
                                   &stored_user::user_pseudo_id));
    }
    CHECK(users == ids.size());
}

}  // namespace
}  // namespace attrib
