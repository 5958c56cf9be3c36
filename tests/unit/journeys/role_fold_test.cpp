// Roles against one conversion after the other, and against models that ask the same.
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/journeys/credit_fold.hpp>
#include <libattrib/journeys/role_fold.hpp>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/drawn_blocks.hpp>
#include <tests/support/plain_paths.hpp>

namespace attrib::test {
namespace {

using role_map = std::map<role_fold::values, role_counts>;

// 'e', 'm' or 'l' of a touchpoint by its place from 0, by the definition.
char part_plainly(std::size_t place, std::size_t length) {
    if (length == 1) return 'l';
    std::size_t quarter = length / 4;
    if (length % 4 != 0) ++quarter;
    if (place < quarter) return 'e';
    return place >= length - quarter ? 'l' : 'm';
}

role_map roles_plainly(const std::vector<plain_path>& paths) {
    role_map roles;
    for (const auto& [steps, currency, sums] : paths) {
        if (steps.empty()) continue;
        ++roles[steps.front()].first;
        ++roles[steps.back()].last;
        for (const auto& each : std::set(steps.begin(), steps.end())) ++roles[each].influenced;
        for (const auto& each : std::set(steps.begin(), steps.end() - 1)) ++roles[each].assisted;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const char part = part_plainly(i, steps.size());
            role_counts& of = roles[steps[i]];
            ++(part == 'e' ? of.early : part == 'm' ? of.mid : of.late);
        }
    }
    return roles;
}

std::vector<shared_block> draw_role_days(random_stream& random) {
    const auto texts = std::make_shared<dictionary>();
    const calendar_day first = std::chrono::sys_days{std::chrono::year{2025} / 2 / 24};
    std::vector<shared_block> blocks;
    for (int day = 0; day < 6; ++day)
        blocks.push_back(
            draw_block(random, texts, first + std::chrono::days{day}, random.below(40)));
    return blocks;
}

}  // namespace

TEST_CASE("roles are what one conversion after the other gives", "[property]") {
    random_stream random(44);
    for (int round = 0; round < 80; ++round) {
        const auto blocks = draw_role_days(random);
        const path_question asked = draw_path_question(random);
        const auto plain = paths_plainly(asked, blocks);
        role_fold fold(asked, 1 + static_cast<unsigned>(random.below(3)));
        const auto split = blocks.begin() + static_cast<std::ptrdiff_t>(random.below(7));
        fold.add({blocks.begin(), split});
        fold.add({split, blocks.end()});
        REQUIRE(fold.roles() == roles_plainly(plain));
        REQUIRE(fold.totals() == totals_plainly(plain));
    }
}

TEST_CASE("threads do not matter to roles", "[property]") {
    random_stream random(45);
    const auto texts = std::make_shared<dictionary>();
    const std::vector<shared_block> blocks{
        draw_block(random, texts, std::chrono::sys_days{std::chrono::year{2025} / 2 / 24}, 30'000)};
    const path_question asked{
        .from = {}, .to = {}, .lookback = std::chrono::days{60}, .by = dimension::source_medium};
    const role_map expected = roles_plainly(paths_plainly(asked, blocks));
    for (const unsigned threads : {1U, 2U, 5U}) {
        role_fold fold(asked, threads);
        fold.add(blocks);
        CHECK(fold.roles() == expected);
    }
}

TEST_CASE("first and last are what first_click and last_click credit", "[property]") {
    random_stream random(46);
    for (int round = 0; round < 40; ++round) {
        const auto blocks = draw_role_days(random);
        path_question asked = draw_path_question(random);
        asked.only.touch = {};
        role_fold fold(asked, 2);
        fold.add(blocks);
        credit_question credited{.from = {},
                                 .to = {},
                                 .lookback = asked.lookback,
                                 .by = list_of(asked.by),
                                 .only = asked.only};
        for (const char* const name : {"first_click", "last_click"})
            credited.models.push_back(
                *std::ranges::find(shipped_models(), name, &model_instance::name));
        credit_fold credit(credited, 2);
        credit.add(blocks);
        role_map clicks;
        for (const auto& [group, amounts] : credit.rows()) {
            if (!group.is_attributed) continue;
            const auto count = [&](std::size_t model) {
                return static_cast<std::uint64_t>(amounts[model].conversions.millionths /
                                                  whole_credit.millionths);
            };
            clicks[group.values].add({.first = count(0), .last = count(1)});
        }
        role_map roles;
        for (const auto& [values, counts] : fold.roles())
            if (counts.first > 0 || counts.last > 0)
                roles[values] = {.first = counts.first, .last = counts.last};
        REQUIRE(roles == clicks);
    }
}

TEST_CASE("roles add up to conversions and touchpoints", "[property]") {
    random_stream random(47);
    for (int round = 0; round < 40; ++round) {
        const auto blocks = draw_role_days(random);
        const path_question asked = draw_path_question(random);
        role_fold fold(asked, 2);
        fold.add(blocks);
        std::uint64_t conversions = 0;
        std::uint64_t touchpoints = 0;
        for (const plain_path& each : paths_plainly(asked, blocks)) {
            conversions += each.steps.empty() ? 0U : 1U;
            touchpoints += each.steps.size();
        }
        role_counts all;
        for (const auto& [values, counts] : fold.roles()) {
            all.add(counts);
            CHECK(counts.influenced >= std::max(counts.last, counts.assisted));
            CHECK(counts.influenced <= counts.last + counts.assisted);
            CHECK(counts.influenced >= counts.first);
        }
        REQUIRE(all.first == conversions);
        REQUIRE(all.last == conversions);
        REQUIRE(all.early + all.mid + all.late == touchpoints);
    }
}

}  // namespace attrib::test
