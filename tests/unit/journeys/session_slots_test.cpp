// Groups that tables of values find are those that are looked up.
#include <libattrib/journeys/detail/seen_users.hpp>
#include <libattrib/journeys/detail/session_slots.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

// Three days of two sessions each.
std::vector<shared_sessions> three_days() {
    const auto texts = std::make_shared<dictionary>();
    std::vector<shared_sessions> blocks;
    for (int day = 0; day < 3; ++day) {
        auto block = std::make_shared<session_block>();
        block->texts = texts;
        block->day = calendar_day{std::chrono::days{20'092 + day}};  // the last a Monday
        block->users = {0, 1};
        block->values[0] = {texts->add("Email").id, texts->add("Direct").id};
        blocks.push_back(block);
    }
    return blocks;
}

std::vector<std::vector<std::optional<std::string>>> groups_of(const dimension_list& by,
                                                               std::size_t most_table_slots) {
    const auto blocks = three_days();
    session_slots slots(by, blocks, most_table_slots);
    std::vector<std::uint32_t> found(2 * blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) slots.find(i, 0, 2, &found[2 * i]);
    std::vector<std::vector<std::optional<std::string>>> texts(slots.size());
    slots.for_each([&](const group_key& key, std::size_t slot) {
        texts[slot] = values_of(by, *blocks.front()->texts, key);
    });
    std::vector<std::vector<std::optional<std::string>>> groups;
    for (const std::uint32_t slot : found) groups.push_back(texts[slot]);
    return groups;
}

}  // namespace

TEST_CASE("sessions fall in groups of a column, of periods, of both in any order") {
    using groups = std::vector<std::vector<std::optional<std::string>>>;
    for (const std::size_t most : {std::size_t{0}, std::size_t{1000}}) {
        CHECK(groups_of({dimension::channel}, most) ==
              groups{{"Email"}, {"Direct"}, {"Email"}, {"Direct"}, {"Email"}, {"Direct"}});
        CHECK(groups_of({dimension::week}, most) == groups{{"2024-12-30"},
                                                           {"2024-12-30"},
                                                           {"2024-12-30"},
                                                           {"2024-12-30"},
                                                           {"2025-01-06"},
                                                           {"2025-01-06"}});
        CHECK(groups_of({dimension::week, dimension::channel}, most).back() ==
              groups::value_type{"2025-01-06", "Direct"});
        CHECK(groups_of({dimension::channel, dimension::week}, most).front() ==
              groups::value_type{"Email", "2024-12-30"});
        CHECK(groups_of({}, most) == groups(6));
    }
}

TEST_CASE("a user is new in a group once until all are forgotten") {
    seen_users seen(10);
    for (const std::size_t group : {0U, 63U, 64U, 1'000'000U}) {
        CHECK(seen.insert(group, 3));
        CHECK(seen.insert(group, 9));
        CHECK_FALSE(seen.insert(group, 3));
    }
    seen.clear();
    CHECK(seen.insert(63, 3));
    CHECK(seen.insert(64, 3));
}

}  // namespace attrib::test
