#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.weights.assign(touches.size(), 1);
}

}  // namespace

extern const model_rule linear_rule;
const model_rule linear_rule{"linear", "Linear", "Equal credit to every touchpoint.", {}, false,
                             weigh,    true};

}  // namespace attrib
