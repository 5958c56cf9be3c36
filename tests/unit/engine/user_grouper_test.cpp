#include <algorithm>
#include <array>
#include <libattrib/engine/user_grouper.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

const conversion_names bought_only({"purchase"});

// All users; their deliveries are in `groups`.
std::vector<stored_user> users_of(event_store& store, std::vector<user_group>& groups) {
    user_grouper grouper(store);
    std::vector<stored_user> users;
    groups.resize(event_store::partition_count);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        grouper.group(i, groups[i]);
        users.insert(users.end(), groups[i].users.begin(), groups[i].users.end());
    }
    return users;
}

std::multiset<std::string> ids_of(const stored_user& user) {
    std::multiset<std::string> ids;
    for_each_event(user.events, [&](const stored_event& each) {
        const packed_text id = each.event_id();
        std::string room(packing_room(id.size), ' ');
        ids.emplace(unpack(id, room.data()));
    });
    return ids;
}

TEST_CASE("deliveries of all writers are grouped by user, none is lost") {
    for (const unsigned threads : {1u, 3u}) {
        event_store store(threads, test::test_classifier(), bought_only);
        std::vector<std::string> users;
        for (int i = 0; i < 700; ++i) users.push_back("user" + std::to_string(i));
        for (std::size_t i = 0; i < 7000; ++i) {
            const std::string id = "of " + users[i % 700];
            event made = test::make_event(id, "2025-03-01T10:00:00Z", "x");
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
            REQUIRE(found[i].deliveries == 10);
            REQUIRE(ids_of(found[i]).count("of " + users[i]) == 10);
        }
    }
}

TEST_CASE("users sort byte by byte, beyond the first eight too") {
    std::vector<stored_user> users;
    for (const std::string_view id : {"b", "12345678b", "12345678", "\xFF", "12345678a", "a", "B"})
        users.push_back({.user_pseudo_id = id});
    sort_users(users);
    std::vector<std::string_view> order;
    for (const stored_user& each : users) order.push_back(each.user_pseudo_id);
    CHECK(order == std::vector<std::string_view>{"12345678", "12345678a", "12345678b", "B", "a",
                                                 "b", "\xFF"});
}

TEST_CASE("users sort the same on any number of threads") {
    std::vector<std::string> ids;
    for (int i = 0; i < 5000; ++i) ids.push_back("user" + std::to_string(i * 7919 % 5003));
    for (const std::size_t count : {0u, 1u, 2u, 3u, 5000u})
        for (const unsigned threads : {1u, 2u, 3u, 8u}) {
            std::vector<stored_user> users;
            for (const std::string& id : std::span(ids).first(count))
                users.push_back({.user_pseudo_id = id});
            sort_users(users, threads);
            REQUIRE(users.size() == count);
            REQUIRE(std::ranges::is_sorted(users, {}, &stored_user::user_pseudo_id));
            REQUIRE(std::ranges::adjacent_find(users, {}, &stored_user::user_pseudo_id) ==
                    users.end());
        }
}

TEST_CASE("a group is the same whatever its memory held before, however many users it has") {
    std::vector<std::string> ids;
    for (int i = 0; i < 300'000; ++i) ids.push_back(std::to_string(i));
    const auto fill = [&](event_store& store) {
        for (const std::string& id : ids) {
            event made = test::make_event(id, "2025-03-01T10:00:00Z", "x");
            made.user_pseudo_id = id;
            store.writer(0).add(made);
        }
    };
    event_store store(1, test::test_classifier(), bought_only);
    event_store same(1, test::test_classifier(), bought_only);
    fill(store);
    fill(same);
    user_grouper grouper(store);
    user_group reused;
    std::size_t users = 0;
    for (std::size_t i = 0; i < event_store::partition_count; ++i) {
        grouper.group(i, reused);
        users += reused.users.size();
        user_group fresh;
        user_grouper(same).group(i, fresh);
        REQUIRE(std::ranges::equal(fresh.users, reused.users, [](const auto& a, const auto& b) {
            return a.user_pseudo_id == b.user_pseudo_id && a.deliveries == 1 && b.deliveries == 1 &&
                   ids_of(a) == ids_of(b) &&
                   ids_of(a) == std::multiset<std::string>{std::string(a.user_pseudo_id)};
        }));
        grouper.group(i, reused);
        REQUIRE(reused.users.empty());
    }
    CHECK(users == ids.size());
}

TEST_CASE("users with more events than a block holds keep all of them, beside small ones") {
    for (const std::size_t memory_bytes : {std::size_t{0}, std::size_t{1} << 18}) {
        event_store store(1, test::test_classifier(), bought_only, kept_columns::all, memory_bytes);
        // Of one partition, so that large and small share it.
        std::vector<std::string> users;
        for (int i = 0; users.size() < 4; ++i)
            if (const auto id = std::to_string(i); quick_hash(id) >> 56 == 0) users.push_back(id);
        std::array<std::multiset<std::string>, 4> expected;
        for (std::size_t i = 0; i < 40'000; ++i) {
            const std::size_t user = i % 100 < 2 ? 2 + i % 2 : i % 2;
            if (user > 1 && i > 2000) continue;
            const std::string id = std::to_string(i * 7919);
            event made = test::make_event(id, "2025-03-01T10:00:00Z", "x");
            made.user_pseudo_id = users[user];
            store.writer(0).add(made);
            expected[user].insert(id);
        }
        CHECK(store.has_spilled() == (memory_bytes != 0));
        std::vector<user_group> groups;
        const auto found = users_of(store, groups);
        REQUIRE(found.size() == users.size());
        for (const stored_user& each : found) {
            const auto place = std::ranges::find(users, each.user_pseudo_id) - users.begin();
            CHECK(ids_of(each) == expected[static_cast<std::size_t>(place)]);
            CHECK((each.events.size() > 1) == (place < 2));
        }
    }
}

}  // namespace
}  // namespace attrib
