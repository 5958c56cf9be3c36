#include <libattrib/attribution/last_click.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

TEST_CASE("last click credits the touchpoint with the latest start, none when there is none") {
    const std::vector<event> timeline{test::make_event("a", "2025-03-01T10:00:00Z", "x", "Email"),
                                      test::make_event("b", "2025-03-02T10:00:00Z", "x", "Direct")};
    const auto sessions = sessionize(timeline);
    REQUIRE(last_click(sessions) != nullptr);
    CHECK(last_click(sessions)->first_event().channel == "Direct");
    CHECK(last_click(std::span<const session>{}) == nullptr);
}

}  // namespace
}  // namespace attrib
