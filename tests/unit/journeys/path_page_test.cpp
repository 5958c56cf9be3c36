#include <libattrib/journeys/path_page.hpp>
#include <tests/catch.hpp>
#include <tests/support/drawn_blocks.hpp>
#include <tests/support/plain_paths.hpp>

namespace attrib::test {
namespace {

using text = std::optional<std::string>;
using steps = std::vector<std::vector<text>>;

struct shown_path {
    std::uint64_t conversions;
    steps of;

    friend bool operator==(const shown_path&, const shown_path&) = default;
};

bool is_selected(const path_selection& which, const steps& path) {
    const auto has = [](const std::vector<text>& step, const std::string& value) {
        return step.front().value_or("") == value;
    };
    if (path.empty() || path.size() < which.min_length.value_or(0) ||
        (which.max_length && path.size() > *which.max_length))
        return false;
    if (which.starts_with && !has(path.front(), *which.starts_with)) return false;
    if (which.ends_with && !has(path.back(), *which.ends_with)) return false;
    return std::ranges::all_of(which.contains, [&](const std::string& value) {
        return std::ranges::any_of(path, [&](const auto& step) { return has(step, value); });
    });
}

// All that are selected, in order.
std::vector<shown_path> select_plainly(const std::vector<plain_path>& paths,
                                       const path_selection& which) {
    std::map<steps, std::uint64_t> counts;
    for (const plain_path& each : paths)
        if (is_selected(which, each.steps)) ++counts[each.steps];
    std::vector<shown_path> selected;
    for (const auto& [path, conversions] : counts) selected.push_back({conversions, path});
    std::ranges::stable_sort(selected, std::greater<>(), &shown_path::conversions);
    return selected;
}

// All pages.
std::vector<shown_path> read_all(const path_fold& fold, const path_selection& which,
                                 std::size_t limit, std::size_t expected) {
    std::vector<shown_path> shown;
    path_page_request asked{.which = which, .limit = limit};
    for (;;) {
        const path_page page = page_of(fold, asked);
        CHECK(page.selected == expected);
        for (const path_fold::place path : page.paths)
            shown.push_back({fold.conversions(path), steps_at(fold, path)});
        if (!page.next) return shown;
        REQUIRE(page.paths.size() == limit);
        asked.after = page.next;
    }
}

path_selection draw_selection(random_stream& random, bool by_values) {
    const std::vector<std::string> values{"a", "c d", "", "Email", "Direct", "unknown"};
    const auto value = [&] { return values[random.below(values.size())]; };
    path_selection which;
    for (std::uint64_t i = by_values ? random.below(3) : 0; i > 0; --i)
        which.contains.push_back(value());
    if (by_values && random.below(3) == 0) which.starts_with = value();
    if (by_values && random.below(3) == 0) which.ends_with = value();
    if (random.below(3) == 0) which.min_length = 1 + random.below(4);
    if (random.below(3) == 0) which.max_length = 1 + random.below(6);
    return which;
}

// A block of conversions of these paths, by channel, one per path.
shared_block block_of(const std::vector<std::vector<const char*>>& paths) {
    const auto block = std::make_shared<journey_block>();
    block->texts = std::make_shared<dictionary>();
    const timestamp when{std::chrono::sys_days{std::chrono::year{2025} / 3 / 1}};
    for (const auto& path : paths) {
        block->conversions.push_back(
            {.when = when,
             .revenue = {},
             .first_touch = static_cast<std::uint32_t>(block->touches.size())});
        for (const char* const channel : path)
            block->touches.push_back({when, block->texts->add(channel).id, {}});
    }
    return block;
}

const path_question by_channel{.from = {}, .to = {}, .lookback = std::chrono::days{1}};

}  // namespace

TEST_CASE("pages hold every selected path once, in order", "[property]") {
    random_stream random(48);
    for (int round = 0; round < 60; ++round) {
        const auto block =
            draw_block(random, std::make_shared<dictionary>(),
                       std::chrono::sys_days{std::chrono::year{2025} / 2 / 24}, random.below(300));
        const path_question asked = draw_path_question(random);
        path_fold fold(asked, path_key::values, 2);
        fold.add({block});
        const path_selection which = draw_selection(random, facts_of(asked.by).column_count == 1);
        const auto expected = select_plainly(paths_plainly(asked, {block}), which);
        REQUIRE(read_all(fold, which, 1 + random.below(40), expected.size()) == expected);
        std::uint64_t conversions = 0;
        for (const shown_path& each : expected) conversions += each.conversions;
        CHECK(page_of(fold, {.which = which, .limit = 1}).selected_conversions == conversions);
    }
}

TEST_CASE("names with separators inside are no other paths") {
    path_fold fold(by_channel, path_key::values, 1);
    fold.add({block_of(
        {{"a > b", "c"}, {"a", "b > c"}, {"a", "b", "c"}, {"a > b > c"}, {"a > b", "c"}})});
    const path_page page = page_of(fold, {.limit = 10});
    REQUIRE(page.paths.size() == 4);
    CHECK(steps_at(fold, page.paths[0]) == steps{{"a > b"}, {"c"}});
    CHECK(steps_at(fold, page.paths[1]) == steps{{"a"}, {"b"}, {"c"}});
    CHECK(steps_at(fold, page.paths[2]) == steps{{"a"}, {"b > c"}});
    CHECK(steps_at(fold, page.paths[3]) == steps{{"a > b > c"}});
}

TEST_CASE("a page goes on though its path has more conversions by now, or is gone") {
    path_fold before(by_channel, path_key::values, 1);
    before.add({block_of({{"a"}, {"b"}, {"c"}, {"d"}})});
    const path_page page = page_of(before, {.limit = 2});
    REQUIRE(page.next);
    const auto goes_on = [&](const std::vector<std::vector<const char*>>& paths) {
        path_fold now(by_channel, path_key::values, 1);
        now.add({block_of(paths)});
        std::string shown;
        for (const path_fold::place path : page_of(now, {.after = page.next, .limit = 9}).paths)
            shown += *steps_at(now, path).front().front();
        return shown;
    };
    CHECK(goes_on({{"a"}, {"b"}, {"c"}, {"d"}}) == "cd");
    CHECK(goes_on({{"a"}, {"b"}, {"c"}, {"d"}, {"b"}}) == "cd");
    CHECK(goes_on({{"e"}, {"e"}, {"a"}, {"c"}, {"d"}}) == "acd");
}

}  // namespace attrib::test
