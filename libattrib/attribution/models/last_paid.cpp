#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/models/last_touch.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.winner = last_touch_where(touches, [](const touch_traits& each) {
                     return each.is_paid;
                 }).value_or(last_non_direct(touches));
}

}  // namespace

extern const model_rule last_paid_rule;
const model_rule last_paid_rule{"last_paid",
                                "Last paid click",
                                "All credit to the last touchpoint of a paid channel; where none "
                                "is paid, as last non-direct click.",
                                {},
                                false,
                                weigh};

}  // namespace attrib
