// Counts of sessions against counts that sets of texts give.
#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/journeys/session_fold.hpp>
#include <map>
#include <set>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

constexpr calendar_day first_day{std::chrono::days{20'000}};

struct made_session {
    calendar_day day;
    user_number user;
    std::array<std::string, touch_column_count> texts;
};

std::vector<made_session> made_sessions(std::uint64_t seed, std::size_t count, user_number users) {
    random_stream random(seed);
    std::vector<made_session> made(count);
    for (made_session& each : made) {
        each.day = first_day + std::chrono::days{random.below(40)};
        each.user = static_cast<user_number>(random.below(users));
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (i == 0 || random.below(3) != 0)
                each.texts[i] = std::string(touch_column_names[i]) +
                                std::to_string(random.below(i == 4 ? 500 : 4));
    }
    return made;
}

std::vector<shared_sessions> blocks_of(std::vector<made_session> sessions) {
    std::ranges::stable_sort(sessions, {}, &made_session::user);
    const auto texts = std::make_shared<dictionary>();
    std::map<calendar_day, std::shared_ptr<session_block>> days;
    for (const made_session& each : sessions) {
        auto& block = days[each.day];
        if (!block) block = std::make_shared<session_block>();
        block->texts = texts;
        block->day = each.day;
        block->users.push_back(each.user);
        for (std::size_t i = 0; i < touch_column_count; ++i)
            block->values[i].push_back(texts->add(each.texts[i]).id);
    }
    std::vector<shared_sessions> blocks;
    for (const auto& [day, block] : days) blocks.push_back(block);
    return blocks;
}

using counted =
    std::map<std::vector<std::optional<std::string>>, std::pair<std::int64_t, std::int64_t>>;

counted counted_by_sets(const std::vector<made_session>& sessions, const session_question& asked) {
    std::map<std::vector<std::optional<std::string>>, std::multiset<user_number>> groups;
    for (const made_session& each : sessions) {
        const auto& country = asked.only.touch[static_cast<std::size_t>(touch_column::country)];
        if (country && each.texts[static_cast<std::size_t>(touch_column::country)] != *country)
            continue;
        std::vector<std::optional<std::string>> values;
        for (const dimension by : asked.by) {
            const dimension_facts& facts = facts_of(by);
            for (std::size_t i = 0; i < facts.column_count; ++i) {
                const std::string& text = each.texts[static_cast<std::size_t>(facts.columns[i])];
                values.push_back(text.empty() ? std::nullopt : std::optional(text));
            }
            if (facts.is_of_conversions()) values.push_back(to_string(first_day_of(by, each.day)));
        }
        groups[values].insert(each.user);
    }
    counted all;
    for (const auto& [values, users] : groups)
        all[values] = {static_cast<std::int64_t>(users.size()),
                       static_cast<std::int64_t>(std::set(users.begin(), users.end()).size())};
    return all;
}

counted counted_by_fold(const std::vector<shared_sessions>& blocks, const session_question& asked,
                        unsigned threads) {
    session_fold fold(asked, threads);
    fold.add(blocks);
    counted all;
    for (const session_group& each : fold.rows())
        all[each.values] = {each.sums.sessions, each.sums.users};
    return all;
}

}  // namespace

TEST_CASE("sessions and users are those that sets count, by any dimensions") {
    const std::vector<dimension_list> lists{
        {},
        {dimension::channel},
        {dimension::landing_page},
        {dimension::source_medium},
        {dimension::week},
        {dimension::day, dimension::channel},
        {dimension::landing_page, dimension::week},
        {dimension::week, dimension::month},
        {dimension::month, dimension::source_medium, dimension::landing_page, dimension::country}};
    for (const user_number users : {1U, 50U, 200'000U}) {
        const auto sessions = made_sessions(users, 6000, users);
        const auto blocks = blocks_of(sessions);
        for (const dimension_list& by : lists) {
            session_question asked{.by = by};
            CHECK(counted_by_fold(blocks, asked, 1) == counted_by_sets(sessions, asked));
            asked.only.touch[static_cast<std::size_t>(touch_column::country)] = "country2";
            CHECK(counted_by_fold(blocks, asked, 3) == counted_by_sets(sessions, asked));
        }
    }
}

TEST_CASE("conditions are of the session's own columns") {
    const auto sessions = made_sessions(9, 500, 30);
    const auto blocks = blocks_of(sessions);
    session_question asked{.by = {dimension::channel}};
    asked.only.where = {.which = share_condition::kind::matches,
                        .column = share_column::channel,
                        .values = {"^channel[12]$"}};
    const auto found = counted_by_fold(blocks, asked, 2);
    CHECK(found.size() == 2);
    CHECK(found.contains({"channel1"}));
    CHECK(found.contains({"channel2"}));
}

TEST_CASE("events and conversions are those of the sessions") {
    auto block = std::make_shared<session_block>();
    block->texts = std::make_shared<dictionary>();
    block->day = first_day;
    block->users = {1, 1, 2};
    const text_number email = block->texts->add("Email").id;
    block->values[0] = {email, 0, email};
    block->counts = {{4, 0}, {1, 1}, {5, 3}};
    session_question asked{.by = {dimension::channel}};
    asked.has_counts = true;
    session_fold fold(asked, 1);
    fold.add({block});
    CHECK(fold.rows() == std::vector<session_group>{{{std::nullopt}, {1, 1, 1, 1, 1}},
                                                    {{"Email"}, {2, 2, 9, 1, 3}}});
}

TEST_CASE("more groups of sessions than the limit are refused while they are counted") {
    const auto blocks = blocks_of(made_sessions(5, 3000, 100));
    session_question asked{.by = {dimension::landing_page}};
    const std::size_t groups = counted_by_fold(blocks, asked, 1).size();
    for (const unsigned threads : {1U, 3U}) {
        asked.most_groups = groups;
        CHECK(counted_by_fold(blocks, asked, threads).size() == groups);
        asked.most_groups = groups - 1;
        CHECK_THROWS_AS(counted_by_fold(blocks, asked, threads), failure);
    }
}

TEST_CASE("users of several parts add up") {
    auto sessions = made_sessions(4, 3000, 100);
    const session_question asked{.by = {dimension::channel}};
    const counted all = counted_by_sets(sessions, asked);
    const auto middle = std::ranges::partition(
        sessions, [](const made_session& each) { return each.user % 2 == 0; });
    session_fold fold(asked, 2);
    fold.add(blocks_of({sessions.begin(), middle.begin()}));
    fold.add(blocks_of({middle.begin(), middle.end()}));
    fold.add({});
    counted found;
    for (const session_group& each : fold.rows())
        found[each.values] = {each.sums.sessions, each.sums.users};
    CHECK(found == all);
}

}  // namespace attrib::test
