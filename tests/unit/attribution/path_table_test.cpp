#include <algorithm>
#include <libattrib/attribution/path_table.hpp>
#include <libattrib/core/random.hpp>
#include <map>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using numbers = std::vector<text_number>;

numbers values_at(const path_table& table, std::size_t path) {
    const auto values = table.values(path);
    return {values.begin(), values.end()};
}

}  // namespace

TEST_CASE("a path is its whole array, the empty one too, with sums by currency") {
    path_table table;
    CHECK(table.size() == 0);
    table.add(numbers{1, 2}, 7, {1, 3, money{5}});
    table.add(numbers{1}, 7, {1, 0, money{-1}});
    table.add(numbers{}, 0, {1, 0, money{2}});
    table.add(numbers{1, 2}, 8, {1, 1, money{4}});
    table.add(numbers{1, 2}, 7, {2, 1, money{6}});
    table.add(numbers{2, 1}, 7, {1, 0, money{0}});
    REQUIRE(table.size() == 4);
    CHECK(table.bytes() >= 5 * sizeof(path_sums) + 5 * sizeof(text_number));
    CHECK(values_at(table, 0) == numbers{1, 2});
    CHECK(values_at(table, 2).empty());
    CHECK(values_at(table, 3) == numbers{2, 1});
    CHECK(table.conversions(0) == 4);
    std::map<text_number, path_sums> sums;
    table.for_each_currency(0, [&](text_number currency, const path_sums& each) {
        CHECK(sums.emplace(currency, each).second);
    });
    CHECK(sums == std::map<text_number, path_sums>{{7, {3, 4, money{11}}}, {8, {1, 1, money{4}}}});
}

TEST_CASE("a table is what a map of the same arrays is", "[property]") {
    random_stream random(43);
    for (int round = 0; round < 20; ++round) {
        path_table table;
        path_batch batch;
        std::map<std::pair<numbers, text_number>, path_sums> expected;
        for (int i = 0; i < 3'000; ++i) {
            numbers values(random.below(6));
            for (text_number& each : values) each = static_cast<text_number>(random.below(4));
            const auto currency = static_cast<text_number>(random.below(3));
            const path_sums more{1, random.below(90),
                                 money{std::numeric_limits<std::int64_t>::max()}};
            if (round % 3 == 0)
                table.add(values, currency, more);
            else if (round % 3 == 1)
                batch.push(values, hash_of_path(values), currency, more);
            else if (!table.add_among(200, values, hash_of_path(values), currency, more))
                continue;
            expected[{values, currency}].add(more);
        }
        table.add(batch);
        if (round % 3 == 2) CHECK(table.size() == 200);
        decltype(expected) found;
        for (std::size_t path = 0; path < table.size(); ++path)
            table.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
                CHECK(found.emplace(std::pair(values_at(table, path), currency), sums).second);
            });
        REQUIRE(found == expected);
    }
}

}  // namespace attrib::test
