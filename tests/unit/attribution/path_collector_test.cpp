#include <libattrib/attribution/path_collector.hpp>
#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using names = std::vector<std::string_view>;

std::size_t logged(const path_collector& collected) {
    std::size_t paths = 0;
    for (path_log::reader read(collected.log()); read.next();) ++paths;
    return paths;
}

TEST_CASE("a collector counts everything and keeps paths that convert") {
    dictionary channels;
    path_collector collected(channels, {.models = path_models()});
    const names one{"b"};
    const names two{"b", "a"};
    collected.add({one, 0, 3, {}});
    collected.add({two, 2, 1, money{-7}});
    collected.add({one, 0, 0, {}});
    CHECK(collected.conversions() == 2);
    CHECK(collected.ends() == 4);
    CHECK(collected.value() == money_sum(money{-7}));
    CHECK(collected.visits() == 9);
    path_log::reader read(collected.log());
    REQUIRE(read.next());
    std::vector<std::string_view> found;
    for (const std::uint32_t number : read.channels())
        found.push_back(channels.text_of(number + 1));
    CHECK(found == two);
    CHECK(read.conversions() == 2);
    CHECK(read.value() == money{-7});
    CHECK_FALSE(read.next());
    const auto made = collected.chain().finish(std::vector<std::uint32_t>{1, 0}).value();
    CHECK(made.chain.starts == std::vector<std::uint64_t>{0, 6});
    CHECK(made.chain.conversions == std::vector<std::uint64_t>{2, 0});
    CHECK(made.chain.step(1, 0) == 3);
}

TEST_CASE("paths are kept only where a model shares their conversions") {
    dictionary channels;
    path_collector for_chain(channels, {.models = {}});
    path_collector for_models(channels, {.models = path_models(), .wants_markov_channel = false});
    const names path{"a", "b"};
    for (int i = 0; i < 5; ++i) {
        for_chain.add({path, 1, 0, {}});
        for_models.add({path, 1, 0, {}});
    }
    CHECK(logged(for_chain) == 0);
    CHECK(logged(for_models) == 5);
}

TEST_CASE("more visits than 64 bits count are refused") {
    dictionary channels;
    path_collector collected(channels, {.models = {}});
    const names path(1'000'000, "a");
    const path_row row{path, most_row_journeys, 0, {}};
    for (int i = 0; i < 18; ++i) collected.add(row);
    CHECK_THROWS_AS(collected.add(row), failure);
}

}  // namespace
}  // namespace attrib
