#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/models/last_touch.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.winner = last_non_direct(touches);
}

}  // namespace

extern const model_rule last_non_direct_rule;
const model_rule last_non_direct_rule{
    "last_non_direct",
    "Last non-direct click",
    "All credit to the last touchpoint that is not Direct; where all are Direct, to the last.",
    {},
    false,
    weigh,
    true};

}  // namespace attrib
