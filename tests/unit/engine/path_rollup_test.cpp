#include <libattrib/core/random.hpp>
#include <libattrib/engine/path_rollup.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

// Conversions of people whose sessions are a day apart, the last one at the conversion.
class paths_made {
   public:
    void add(std::uint32_t name, const std::string& currency, const std::vector<std::string>& path,
             money revenue) {
        std::vector<touch> touches;
        const timestamp when = at("2025-03-10T10:00:00Z");
        for (std::size_t i = 0; i < path.size(); ++i)
            touches.push_back(
                {when - std::chrono::days{path.size() - 1 - i}, texts_.add(path[i]).id, {}});
        rollup_.add({when, name, texts_.add(currency).id, revenue}, touches);
    }

    // Call once.
    std::vector<path_mart_row> rows(std::size_t* pieces = nullptr) {
        rollup_.finish();
        std::vector<path_mart_row> all;
        for_path_rows(table_, {"lead", "purchase"}, texts_, [&](auto some) {
            all.insert(all.end(), some.begin(), some.end());
            if (pieces != nullptr) ++*pieces;
        });
        return all;
    }

   private:
    dictionary texts_;
    shared_path_table table_{std::numeric_limits<std::size_t>::max(), {}};
    path_rollup rollup_{table_};
};

}  // namespace

TEST_CASE("paths are sorted by name, currency, conversions and the bytes of their channels") {
    paths_made made;
    made.add(1, "", {"b"}, units(1));
    made.add(0, "EUR", {"b", "a"}, units(2));
    made.add(0, "EUR", {"b"}, units(3));
    made.add(0, "EUR", {"a", "a"}, units(4));
    made.add(0, "", {"c", "c"}, units(5));
    made.add(0, "EUR", {"z"}, units(6));
    made.add(0, "EUR", {"z"}, units(7));
    made.add(0, "EUR", {}, units(8));
    made.add(0, "USD", {"z"}, units(9));
    const std::vector<path_mart_row> expected{
        {"lead", "", {"c", "c"}, 1, units(5), 1}, {"lead", "EUR", {"z"}, 2, units(13), 0},
        {"lead", "EUR", {}, 1, units(8), 0},      {"lead", "EUR", {"a", "a"}, 1, units(4), 1},
        {"lead", "EUR", {"b"}, 1, units(3), 0},   {"lead", "EUR", {"b", "a"}, 1, units(2), 1},
        {"lead", "USD", {"z"}, 1, units(9), 0},   {"purchase", "", {"b"}, 1, units(1), 0}};
    CHECK(made.rows() == expected);
}

TEST_CASE("days are whole days from the first touchpoint to each conversion") {
    dictionary texts;
    shared_path_table table(std::numeric_limits<std::size_t>::max(), {});
    path_rollup rollup(table);
    const timestamp start = at("2025-03-01T10:00:00Z");
    const touch only{start, texts.add("Email").id, {}};
    const auto convert_after = [&](microseconds age) {
        rollup.add({start + age, 0, 0, {}}, {&only, 1});
    };
    convert_after(std::chrono::days{2});
    convert_after(std::chrono::days{2} - microseconds{1});
    rollup.finish();
    for_path_rows(table, {"purchase"}, texts, [](std::span<const path_mart_row> rows) {
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].conversions == 2);
        CHECK(rows[0].days == 3);
    });
}

TEST_CASE("many rows come in pieces, none twice") {
    paths_made made;
    for (int i = 0; i < 10'000; ++i) made.add(0, "", {std::to_string(i)}, units(1));
    std::size_t pieces = 0;
    const auto rows = made.rows(&pieces);
    CHECK(rows.size() == 10'000);
    CHECK(pieces == 3);
    CHECK(std::ranges::is_sorted(rows, {}, &path_mart_row::path));
}

}  // namespace attrib::test
