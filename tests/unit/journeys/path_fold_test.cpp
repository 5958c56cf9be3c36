// The fold against one conversion after the other, and what its sums must be to one another.
#include <libattrib/core/error.hpp>
#include <libattrib/journeys/path_fold.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_blocks.hpp>
#include <tests/support/plain_paths.hpp>

namespace attrib::test {
namespace {

constexpr calendar_day first_path_day = std::chrono::sys_days{std::chrono::year{2025} / 2 / 24};

std::vector<shared_block> draw_days(random_stream& random,
                                    const std::shared_ptr<dictionary>& texts) {
    std::vector<shared_block> blocks;
    for (int day = 0; day < 6; ++day)
        blocks.push_back(
            draw_block(random, texts, first_path_day + std::chrono::days{day}, random.below(40)));
    return blocks;
}

path_sums all_of(const number_map& sums) {
    path_sums all;
    for (const auto& [number, each] : sums) all.add(each);
    return all;
}

}  // namespace

TEST_CASE("paths are what one conversion after the other gives", "[property]") {
    random_stream random(40);
    for (int round = 0; round < 80; ++round) {
        const auto blocks = draw_days(random, std::make_shared<dictionary>());
        const path_question asked = draw_path_question(random);
        const auto plain = paths_plainly(asked, blocks);
        path_fold fold(asked, path_key::values, 1 + static_cast<unsigned>(random.below(3)));
        const auto split = blocks.begin() + static_cast<std::ptrdiff_t>(random.below(7));
        fold.add({blocks.begin(), split});
        fold.add({split, blocks.end()});
        REQUIRE(map_of_paths(fold) == map_of_paths(plain));
        REQUIRE(fold.totals() == totals_plainly(plain));
    }
}

TEST_CASE("threads, pieces and dictionaries do not matter to paths", "[property]") {
    random_stream random(41);
    const auto one = std::make_shared<dictionary>();
    const auto other = std::make_shared<dictionary>();
    for (const char* const text : {"c d", "Referral", "USD", "b"}) other->add(text);
    const std::vector<shared_block> blocks{draw_block(random, one, first_path_day, 30'000)};
    const std::vector<shared_block> others{
        draw_block(random, other, first_path_day + std::chrono::days{1}, 2'000)};
    const path_question asked{
        .from = {}, .to = {}, .lookback = std::chrono::days{30}, .by = dimension::source_medium};
    const auto expected = map_of_paths(paths_plainly(asked, {blocks[0], others[0]}));
    CHECK(expected.size() > 4'000);
    for (const unsigned threads : {1U, 2U, 5U}) {
        path_fold fold(asked, path_key::values, threads);
        fold.add(blocks);
        fold.add(others);
        CHECK(map_of_paths(fold) == expected);
    }
}

TEST_CASE("paths, lengths and days add up to the same conversions and revenue", "[property]") {
    random_stream random(42);
    for (int round = 0; round < 40; ++round) {
        const auto blocks = draw_days(random, std::make_shared<dictionary>());
        const path_question asked = draw_path_question(random);
        path_fold paths(asked, path_key::values, 2);
        path_fold lengths(asked, path_key::length, 2);
        path_fold days(asked, path_key::days, 2);
        for (path_fold* const each : {&paths, &lengths, &days}) each->add(blocks);
        const currency_totals totals = paths.totals();
        REQUIRE(lengths.totals() == totals);
        REQUIRE(days.totals() == totals);
        number_map of_lengths;
        number_map of_days;
        for (const plain_path& each : paths_plainly(asked, blocks)) {
            of_lengths[each.steps.size()].add(each.sums);
            of_days[each.sums.days].add(each.sums);
        }
        REQUIRE(map_of_numbers(lengths) == of_lengths);
        REQUIRE(map_of_numbers(days) == of_days);
        REQUIRE(all_of(of_lengths) == all_of(of_days));
    }
}

TEST_CASE("a day to the conversion is over after its last microsecond") {
    const auto block = std::make_shared<journey_block>();
    block->texts = std::make_shared<dictionary>();
    const timestamp when{first_path_day + std::chrono::days{40}};
    constexpr microseconds day = std::chrono::days{1};
    for (const microseconds age : {microseconds{0}, day - microseconds{1}, day, 14 * day}) {
        block->conversions.push_back(
            {.when = when,
             .revenue = {},
             .first_touch = static_cast<std::uint32_t>(block->touches.size())});
        block->touches.push_back({when - age, 0, {}});
    }
    const path_question asked{.from = {}, .to = {}, .lookback = 14 * day};
    path_fold fold(asked, path_key::days, 1);
    fold.add({block});
    const auto conversions = [&](std::uint64_t days) {
        return map_of_numbers(fold)[days].conversions;
    };
    CHECK(conversions(0) == 2);
    CHECK(conversions(1) == 1);
    CHECK(conversions(14) == 1);
}

TEST_CASE("paths that would take too much memory are refused") {
    random_stream random(51);
    const std::vector<shared_block> blocks{
        draw_block(random, std::make_shared<dictionary>(), first_path_day, 20'000)};
    const path_question asked{.from = {}, .to = {}, .lookback = std::chrono::days{90}};
    for (const unsigned threads : {1U, 2U}) {
        path_fold fold(asked, path_key::values, threads, 200'000);
        CHECK_THROWS_AS(fold.add(blocks), failure);
        path_fold lengths(asked, path_key::length, threads, 200'000);
        lengths.add(blocks);
        CHECK(lengths.size() == 8);
    }
}

}  // namespace attrib::test
