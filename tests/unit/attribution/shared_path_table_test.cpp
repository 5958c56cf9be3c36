#include <libattrib/attribution/shared_path_table.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/core/threads.hpp>
#include <limits>
#include <map>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using shared_numbers = std::vector<text_number>;
using shared_sums = std::map<std::pair<shared_numbers, text_number>, path_sums>;

// Adds the same paths for the same seed; so many different ones that they do not stay with the
// thread.
template <class Add>
void add_drawn(std::uint64_t seed, const Add& add) {
    random_stream random(seed);
    for (int i = 0; i < 5'000; ++i) {
        shared_numbers values(random.below(7));
        for (text_number& each : values) each = static_cast<text_number>(random.below(5));
        add(values, static_cast<text_number>(random.below(3)),
            path_sums{1, random.below(90), money{static_cast<std::int64_t>(random.below(1000))}});
    }
}

shared_sums sums_in(const shared_path_table& table) {
    shared_sums sums;
    table.for_each([&](shared_path_table::place path) {
        const auto values = table.values(path);
        std::uint64_t conversions = 0;
        table.for_each_currency(path, [&](text_number currency, const path_sums& each) {
            CHECK(sums.emplace(std::pair(shared_numbers(values.begin(), values.end()), currency),
                               each)
                      .second);
            conversions += each.conversions;
        });
        CHECK(table.conversions(path) == conversions);
    });
    return sums;
}

}  // namespace

TEST_CASE("what threads add at the same time is what one map of all paths is", "[property]") {
    for (const unsigned threads : {1U, 2U, 5U}) {
        shared_path_table table(std::numeric_limits<std::size_t>::max(), {});
        run_on_threads(threads, [&](unsigned thread) {
            path_writer writer(table);
            add_drawn(thread, [&](const auto&... row) { writer.add(row...); });
            writer.finish();
        });
        shared_sums expected;
        std::map<shared_numbers, int> paths;
        for (unsigned thread = 0; thread < threads; ++thread)
            add_drawn(thread, [&](const shared_numbers& values, text_number currency,
                                  const path_sums& more) {
                expected[{values, currency}].add(more);
                ++paths[values];
            });
        CHECK(sums_in(table) == expected);
        CHECK(table.size() == paths.size());
        std::size_t in_parts = 0;
        table.for_each_part([&](const path_table& part) { in_parts += part.size(); });
        CHECK(in_parts == paths.size());
    }
}

TEST_CASE("paths that take more memory than they may are refused as the owner says") {
    shared_path_table table(100'000, {errc::too_large, "too many"});
    path_writer writer(table);
    const auto fill = [&] {
        add_drawn(1, [&](const auto&... row) { writer.add(row...); });
        writer.finish();
    };
    CHECK_THROWS_WITH(fill(), "too many");
}

TEST_CASE("very long paths are refused before many of them wait") {
    constexpr std::size_t bound = 1'000'000;
    shared_path_table table(bound, {errc::too_large, "too many"});
    path_writer writer(table);
    shared_numbers values(10'000);
    std::size_t added = 0;
    const auto fill = [&] {
        for (;; ++added) {
            values.front() = static_cast<text_number>(added);
            writer.add(values, 0, {1, 0, {}});
        }
    };
    CHECK_THROWS_WITH(fill(), "too many");
    CHECK(added < 512 + 2 * bound / (values.size() * sizeof(text_number)));
}

}  // namespace attrib::test
