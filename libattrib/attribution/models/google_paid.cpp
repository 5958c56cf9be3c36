#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/attribution/models/last_touch.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    out.winner = last_touch_where(touches, [](const touch_traits& each) {
                     return each.is_google_paid;
                 }).value_or(last_non_direct(touches));
}

}  // namespace

extern const model_rule google_paid_rule;
const model_rule google_paid_rule{"google_paid",
                                  "Google paid last click",
                                  "All credit to the last touchpoint that Google was paid for; "
                                  "where there is none, as last non-direct click.",
                                  {},
                                  true,
                                  weigh};

}  // namespace attrib
