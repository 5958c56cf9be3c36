#include <tests/catch.hpp>
#include <tests/support/shares.hpp>

namespace attrib::test {

namespace {

model_instance shares_of_places(std::uint32_t first, std::uint32_t middle, std::uint32_t last) {
    model_instance model = shipped("position_based");
    model.first_weight = first;
    model.middle_weight = middle;
    model.last_weight = last;
    return model;
}

parts position_credits(const model_instance& model, std::size_t touches) {
    return credits_by(model, daily_touches(std::vector<std::string>(touches, "Email")));
}

}  // namespace

TEST_CASE("position_based is 40, 20, 40, those between sharing evenly") {
    const model_instance model = shipped("position_based");
    CHECK(position_credits(model, 1) == parts{1'000'000});
    CHECK(position_credits(model, 2) == parts{500'000, 500'000});
    CHECK(position_credits(model, 3) == parts{400'000, 200'000, 400'000});
    CHECK(position_credits(model, 4) == parts{400'000, 100'000, 100'000, 400'000});
    CHECK(position_credits(model, 5) == parts{400'000, 66'667, 66'667, 66'666, 400'000});
}

TEST_CASE("of two touches the ends share the middle's part in their own proportion") {
    CHECK(position_credits(shares_of_places(30, 0, 70), 2) == parts{300'000, 700'000});
    CHECK(position_credits(shares_of_places(30, 40, 10), 2) == parts{750'000, 250'000});
    CHECK(position_credits(shares_of_places(0, 100, 0), 2) == parts{500'000, 500'000});
    CHECK(position_credits(shares_of_places(0, 100, 0), 3) == parts{0, 1'000'000, 0});
    CHECK(position_credits(shares_of_places(0, 100, 0), 1) == parts{1'000'000});
}

TEST_CASE("U, J and inverse J are parameters") {
    CHECK(position_credits(shares_of_places(40, 20, 40), 4) ==
          parts{400'000, 100'000, 100'000, 400'000});
    CHECK(position_credits(shares_of_places(20, 20, 60), 4) ==
          parts{200'000, 100'000, 100'000, 600'000});
    CHECK(position_credits(shares_of_places(60, 20, 20), 4) ==
          parts{600'000, 100'000, 100'000, 200'000});
}

TEST_CASE("shares of places may be in any unit") {
    CHECK(position_credits(shares_of_places(400'000, 200'000, 400'000), 5) ==
          position_credits(shares_of_places(2, 1, 2), 5));
}

}  // namespace attrib::test
