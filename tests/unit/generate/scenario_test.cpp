#include <libattrib/generate/scenario.hpp>
#include <tests/catch.hpp>

namespace attrib {

TEST_CASE("a scenario that cannot be is refused") {
    const auto refused = [](auto change) {
        scenario wanted;
        wanted.events = 100;
        change(wanted);
        return check(wanted).has_error();
    };
    CHECK_FALSE(refused([](scenario&) {}));
    CHECK(refused([](scenario& s) { s.users = 101; }));
    CHECK(refused([](scenario& s) { s.events = std::uint64_t{1} << 32; }));
    CHECK(refused([](scenario& s) { s.days = 0; }));
    CHECK(refused([](scenario& s) { s.duplicates_ppm = 1'000'001; }));
    CHECK(refused([](scenario& s) { s.late_ppm = 1'000'001; }));
    CHECK(refused([](scenario& s) { s.broken_ppm = 1'000'001; }));
    CHECK(refused([](scenario& s) { s.start = std::chrono::year{1989} / 12 / 31; }));
    CHECK(refused([](scenario& s) { s.start = std::chrono::year{2089} / 12 / 1; }));
}

TEST_CASE("without a number of users there is one for every 20 events") {
    scenario wanted;
    wanted.events = 1000;
    CHECK(wanted.user_count() == 50);
    wanted.events = 3;
    CHECK(wanted.user_count() == 1);
    wanted.users = 2;
    CHECK(wanted.user_count() == 2);
}

}  // namespace attrib
