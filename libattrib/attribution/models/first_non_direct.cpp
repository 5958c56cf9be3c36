#include <algorithm>
#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    const auto found =
        std::ranges::find_if_not(touches, [](const touch& each) { return each.traits.is_direct; });
    out.winner = found == touches.end() ? 0 : static_cast<std::size_t>(found - touches.begin());
}

}  // namespace

extern const model_rule first_non_direct_rule;
const model_rule first_non_direct_rule{
    "first_non_direct",
    "First non-direct click",
    "All credit to the first touchpoint that is not Direct; where all are Direct, to the first.",
    {},
    false,
    weigh,
    true};

}  // namespace attrib
