#include <libattrib/attribution/model_instance.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using std::chrono::days;

TEST_CASE("an instance's parameters are those of docs/models.md until they are set") {
    const model_instance made;
    CHECK_FALSE(made.skips_direct);
    CHECK(made.half_life == days{7});
    CHECK(made.first_weight == 40);
    CHECK(made.middle_weight == 20);
    CHECK(made.last_weight == 40);
}

TEST_CASE("the lookback is that of the conversion's name, of the instance, or the usual one") {
    model_instance made;
    CHECK(made.lookback_of("purchase", days{14}) == days{14});
    made.lookback = days{30};
    CHECK(made.lookback_of("purchase", days{14}) == days{30});
    made.lookbacks.emplace("lead", days{7});
    CHECK(made.lookback_of("lead", days{14}) == days{7});
    CHECK(made.lookback_of("purchase", days{14}) == days{30});
    made.lookback.reset();
    CHECK(made.lookback_of("purchase", days{14}) == days{14});
}

TEST_CASE("the longest lookback is that of any instance and name") {
    model_list models(2);
    CHECK(longest_lookback({}, days{14}) == days{14});
    CHECK(longest_lookback(models, days{14}) == days{14});
    models[0].lookback = days{7};
    CHECK(longest_lookback(models, days{14}) == days{14});
    models[1].lookback = days{30};
    CHECK(longest_lookback(models, days{14}) == days{30});
    models[0].lookbacks.emplace("lead", days{90});
    CHECK(longest_lookback(models, days{14}) == days{90});
}

}  // namespace
}  // namespace attrib
