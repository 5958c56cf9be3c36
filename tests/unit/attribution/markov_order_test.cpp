// Chains made of journeys, and their effects against fractions that remove and solve again.
#include <algorithm>
#include <libattrib/attribution/markov_order.hpp>
#include <libattrib/core/random.hpp>
#include <numeric>
#include <tests/catch.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

std::vector<std::uint32_t> numbers_below(std::size_t count) {
    std::vector<std::uint32_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

// By so many builders in turns, added up. Channels are numbered in byte order, or backwards.
channel_chain chain_of(const std::vector<path_count>& paths, unsigned order,
                       std::size_t builders = 1, bool is_backwards = false) {
    const std::vector<std::string> names = channels_of(paths);
    std::vector<std::uint32_t> numbers = numbers_below(names.size());
    if (is_backwards) std::ranges::reverse(numbers);
    std::vector<chain_builder> all(builders, chain_builder(order));
    std::size_t place = 0;
    for (const path_count& each : paths) {
        std::vector<std::uint32_t> path;
        for (const std::string& channel : each.channels)
            path.push_back(numbers[static_cast<std::size_t>(
                std::ranges::lower_bound(names, channel) - names.begin())]);
        all[place++ % builders].add(path, each.conversions, each.ends);
    }
    for (std::size_t i = 1; i < builders; ++i) all[0].add(all[i]);
    return all[0].finish(numbers).value();  // which is its own inverse
}

std::vector<std::uint64_t> effects_of(const std::vector<path_count>& paths, unsigned order) {
    const channel_chain made = chain_of(paths, order);
    return solve(made.chain, made.groups).value().effects;
}

std::vector<path_count> drawn_paths(random_stream& random, std::size_t channels) {
    std::vector<path_count> paths;
    const std::size_t count = 1 + random.below(40);
    for (std::size_t i = 0; i < count; ++i) {
        path_count& each = paths.emplace_back();
        const std::size_t touches = 1 + random.below(8);
        for (std::size_t t = 0; t < touches; ++t)
            each.channels.emplace_back(1, static_cast<char>('a' + random.below(channels)));
        each.conversions = random.below(4);
        each.ends = random.below(50) >> random.below(6);
    }
    paths.front().conversions += 1;
    return paths;
}

TEST_CASE("the chain of the worked example") {
    const channel_chain made = chain_of(example_paths(), 1);
    markov_chain expected(4);
    expected.starts = {8, 7, 1, 4};
    expected.conversions = {3, 0, 0, 3};
    expected.ends = {6, 4, 0, 4};
    expected.step(1, 3) = 3;
    expected.step(2, 3) = 1;
    expected.step(3, 0) = 1;
    CHECK(made.chain == expected);
    CHECK(made.groups == std::vector<state_group>{{0}, {1}, {2}, {3}});
}

TEST_CASE("states of a higher order are the last channels, a shorter journey is one") {
    const channel_chain made = chain_of({{{"a", "b", "a", "c"}, 1, 0}, {{"b"}, 0, 2}}, 2);
    CHECK(made.states == std::vector<std::vector<std::uint32_t>>{{0, 1}, {0, 2}, {1}, {1, 0}});
    CHECK(made.chain.starts == std::vector<std::uint64_t>{1, 0, 2, 0});
    CHECK(made.chain.ends == std::vector<std::uint64_t>{0, 0, 2, 0});
    CHECK(made.chain.step(0, 3) == 1);
    CHECK(made.chain.step(3, 1) == 1);
    CHECK(made.groups == std::vector<state_group>{{0, 1, 3}, {0, 2, 3}, {1}});
}

TEST_CASE("repeats are states of their own at a higher order") {
    const channel_chain made = chain_of({{{"a", "a", "a", "b"}, 1, 0}, {{"a"}, 0, 1}}, 2);
    CHECK(made.states == std::vector<std::vector<std::uint32_t>>{{0}, {0, 0}, {0, 1}});
    CHECK(made.chain.step(1, 1) == 0);
    CHECK(made.chain.step(1, 2) == 1);
    CHECK(made.groups == std::vector<state_group>{{0, 1, 2}, {2}});
}

TEST_CASE("effects are those of removing a channel and solving again") {
    random_stream random(3600);
    for (int i = 0; i < 60; ++i) {
        const std::vector<path_count> paths = drawn_paths(random, 1 + random.below(7));
        for (unsigned order = 1; order <= 2; ++order) {
            CAPTURE(i, order);
            CHECK(effects_of(paths, order) == solve_exactly(paths, order).effects);
        }
    }
}

TEST_CASE("effects of orders 3 and 4 are, too") {
    random_stream random(3601);
    for (int i = 0; i < 8; ++i) {
        const std::vector<path_count> paths = drawn_paths(random, 3);
        for (unsigned order = 3; order <= highest_order; ++order) {
            CAPTURE(i, order);
            CHECK(effects_of(paths, order) == solve_exactly(paths, order).effects);
        }
    }
}

TEST_CASE("with the memory of whole journeys an effect is the share that met the channel") {
    const std::vector<path_count> paths{
        {{"a", "b"}, 3, 5}, {{"b", "c"}, 1, 0}, {{"c"}, 4, 9}, {{"a", "c", "b"}, 2, 0}};
    CHECK(effects_of(paths, 4) ==
          std::vector<std::uint64_t>{500'000'000'000, 600'000'000'000, 700'000'000'000});
}

TEST_CASE("the order of journeys, journeys of nobody and, at order 1, repeats change nothing") {
    random_stream random(3602);
    for (int i = 0; i < 20; ++i) {
        std::vector<path_count> paths = drawn_paths(random, 5);
        for (unsigned order = 1; order <= highest_order; ++order) {
            const channel_chain made = chain_of(paths, order);
            std::vector<path_count> other(paths.rbegin(), paths.rend());
            other.push_back({{paths.front().channels.front()}, 0, 0});
            if (order == 1)
                for (path_count& each : other) each.channels.push_back(each.channels.back());
            const channel_chain same = chain_of(other, order);
            CHECK(made.chain == same.chain);
            CHECK(made.states == same.states);
        }
    }
}

TEST_CASE("builders add up") {
    random_stream random(3603);
    for (int i = 0; i < 20; ++i) {
        const std::vector<path_count> paths = drawn_paths(random, 5);
        for (unsigned order = 1; order <= highest_order; ++order) {
            const channel_chain whole = chain_of(paths, order);
            const channel_chain parts = chain_of(paths, order, 3);
            CHECK(whole.chain == parts.chain);
            CHECK(whole.states == parts.states);
            CHECK(whole.groups == parts.groups);
        }
    }
}

TEST_CASE("how channels are numbered changes nothing") {
    random_stream random(3604);
    for (int i = 0; i < 20; ++i) {
        const std::vector<path_count> paths = drawn_paths(random, 5);
        for (unsigned order = 1; order <= highest_order; ++order) {
            const channel_chain forwards = chain_of(paths, order);
            const channel_chain backwards = chain_of(paths, order, 2, true);
            CHECK(forwards.chain == backwards.chain);
            CHECK(forwards.states == backwards.states);
            CHECK(forwards.groups == backwards.groups);
        }
    }
}

TEST_CASE("a channel of journeys that never convert has no effect, the only one has all") {
    CHECK(effects_of({{{"a"}, 1, 2}, {{"b"}, 0, 5}}, 1) ==
          std::vector<std::uint64_t>{whole_effect, 0});
    CHECK(effects_of({{{"a", "a"}, 1, 2}}, 2) == std::vector<std::uint64_t>{whole_effect});
}

TEST_CASE("too many states are not solved") {
    const auto most = static_cast<std::uint32_t>(most_markov_states);
    for (const std::uint32_t channels : {most, most + 1}) {
        chain_builder builder(1);
        for (std::uint32_t i = 0; i < channels; ++i) builder.add(std::span(&i, 1), 1, 0);
        const auto made = builder.finish(numbers_below(channels));
        REQUIRE(made.has_value() == (channels == most));
        if (made) continue;
        CHECK(made.error().code == errc::too_large);
        CHECK(made.error().message ==
              "a Markov chain of order 1 has more states here than the 5000 that are solved; put "
              "rare channels together, or leave the Markov models out");
    }
    chain_builder pairs(2);
    for (std::uint32_t i = 0; i < 200 * 200; ++i)
        if (i / 200 != i % 200) pairs.add(std::vector{i / 200, i % 200}, 1, 0);
    const auto of_pairs = pairs.finish(numbers_below(200));
    REQUIRE(of_pairs.has_error());
    CHECK(of_pairs.error().message.ends_with("take a lower order, or leave the Markov models out"));
    chain_builder with_pairs(2);
    with_pairs.add(pairs);
    CHECK(with_pairs.finish(numbers_below(200)).has_error());
}

TEST_CASE("channels beyond those that are solved take no memory") {
    for (const unsigned order : {1u, highest_order}) {
        chain_builder builder(order);
        builder.add(std::vector{0u, 1u, ~0u}, 1, 0);
        builder.add(std::vector{~0u - 1, 1u}, 1, 0);
        CHECK(builder.finish(numbers_below(2)).has_error());
    }
}

TEST_CASE("a channel that no journey met has no effect") {
    chain_builder builder(1);
    builder.add(std::vector{2u}, 1, 1);
    const auto made = builder.finish(numbers_below(3)).value();
    CHECK(made.groups == std::vector<state_group>{{}, {}, {0}});
}

}  // namespace
}  // namespace attrib::test
