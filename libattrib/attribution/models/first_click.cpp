#include <libattrib/attribution/model_instance.hpp>

namespace attrib {
namespace {

void weigh(const model_instance&, std::span<const touch>, weighting& out) { out.winner = 0; }

}  // namespace

extern const model_rule first_click_rule;
const model_rule first_click_rule{
    "first_click", "First click", "All credit to the first touchpoint.", {}, false, weigh, true};

}  // namespace attrib
