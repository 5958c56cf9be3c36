#include <libattrib/core/hash.hpp>
#include <libattrib/generate/generator.hpp>
#include <map>
#include <set>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>

namespace attrib::test {

TEST_CASE("the same scenario gives the same bytes on every machine, whatever the threads") {
    const scenario wanted = small_scenario(20'000, 10'000);
    std::string first;
    for (const unsigned threads : {1U, 2U, 3U, 8U}) {
        const generator made = generator::make(wanted, threads).value();
        std::string text;
        made.append_rows(0, made.deliveries().size(), text);
        if (first.empty()) first = text;
        CHECK(text == first);
    }
    // Written down once: another value means that other machines make other events.
    CHECK(hash_of(first) == 0x9461455745764f6a);
}

TEST_CASE("exactly the events that were asked for, duplicates and broken rows on top") {
    scenario wanted = small_scenario(30'000, 20'000);
    wanted.duplicates_ppm = 100'000;
    wanted.late_ppm = 50'000;
    const generator made = generator::make(wanted, 2).value();
    std::set<std::uint32_t> numbers;
    std::set<std::uint32_t> users;
    int broken = 0;
    int late = 0;
    int good = 0;
    for (const delivery& each : made.deliveries()) {
        CHECK(each.arrival >= each.time);
        if (each.fault != row_fault::none) {
            ++broken;
            continue;
        }
        ++good;
        users.insert(each.user);
        numbers.insert(each.number);
        late += each.arrival - each.time > std::chrono::minutes{2} ? 1 : 0;
    }
    CHECK(numbers.size() == 30'000);
    CHECK(*numbers.rbegin() == 29'999);
    CHECK(users.size() == 1500);
    CHECK(std::abs(good - 33'000) < 400);
    CHECK(std::abs(broken - 600) < 150);
    CHECK(std::abs(late - 2'000) < 500);
    CHECK(std::is_sorted(made.deliveries().begin(), made.deliveries().end(),
                         [](const auto& a, const auto& b) { return a.arrival < b.arrival; }));
}

TEST_CASE("few users have very many events, and every user has one") {
    const generator made = generator::make(small_scenario(100'000), 2).value();
    std::uint32_t most = 0;
    std::uint32_t least = 100'000;
    for (std::size_t i = 0; i + 1 < made.first_events().size(); ++i) {
        const std::uint32_t count = made.first_events()[i + 1] - made.first_events()[i];
        most = std::max(most, count);
        least = std::min(least, count);
    }
    CHECK(least >= 1);
    CHECK(most > 300);
}

TEST_CASE("another seed, other events; no events, no rows; a wrong scenario is an error") {
    scenario wanted = small_scenario(1000);
    const std::string one = generated_csv(wanted);
    ++wanted.seed;
    CHECK(one != generated_csv(wanted));
    CHECK(generator::make(scenario{}, 1).value().deliveries().empty());
    wanted.users = 5000;
    CHECK(generator::make(wanted, 1).error().code == errc::invalid_option);
}

}  // namespace attrib::test
