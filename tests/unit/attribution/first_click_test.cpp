#include <libattrib/attribution/first_click.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

TEST_CASE("first click credits the touchpoint with the earliest start, none when there is none") {
    const std::vector<event> timeline{test::make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                      test::make_event("b", "2025-03-02T10:00:00Z", "x", "Direct")};
    const auto sessions = sessionize(timeline);
    REQUIRE(first_click(sessions) != nullptr);
    CHECK(first_click(sessions)->first_event().channel == "Email");
    CHECK(first_click(std::span<const session>{}) == nullptr);
}

}  // namespace
}  // namespace attrib
