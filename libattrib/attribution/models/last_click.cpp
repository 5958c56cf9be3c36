#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.winner = touches.size() - 1;
}

}  // namespace

extern const model_rule last_click_rule;
const model_rule last_click_rule{
    "last_click", "Last click", "All credit to the last touchpoint.", {}, false, weigh, true};

}  // namespace attrib
