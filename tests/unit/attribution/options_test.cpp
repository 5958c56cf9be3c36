#include <libattrib/attribution/options.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("the defaults are those of the specification") {
    const attribution_options options;
    CHECK(options.session_timeout == microseconds{1'800'000'000});
    CHECK(options.lookback == microseconds{1'209'600'000'000});
    CHECK(options.conversions == std::vector<std::string>{"purchase"});
    CHECK(options.zone.name() == "UTC");
    CHECK(options.models == shipped_models());
    CHECK(options.journey_window == std::chrono::days{90});
}

}  // namespace
}  // namespace attrib
