#include <algorithm>
#include <libattrib/attribution/model_instance.hpp>
#include <unordered_map>

namespace attrib {
namespace {

// Numbers channels in the order of their first touches.
class channel_numbers {
   public:
    [[nodiscard]] std::uint32_t number_of(std::uint32_t channel) {
        // Few channels: going through them is faster than hashing.
        constexpr std::size_t many = 32;
        if (places_.empty()) {
            const auto number =
                static_cast<std::uint32_t>(std::ranges::find(known_, channel) - known_.begin());
            if (number < known_.size()) return number;
            if (known_.size() < many) {
                known_.push_back(channel);
                return number;
            }
        }
        if (places_.empty())
            for (const std::uint32_t each : known_)
                places_.emplace(each, static_cast<std::uint32_t>(places_.size()));
        return places_.emplace(channel, static_cast<std::uint32_t>(places_.size())).first->second;
    }
    [[nodiscard]] std::size_t count() const noexcept {
        return std::max(known_.size(), places_.size());
    }

   private:
    std::vector<std::uint32_t> known_;
    std::unordered_map<std::uint32_t, std::uint32_t> places_;
};

void weigh(const model_instance&, std::span<const touch> touches, weighting& out) {
    channel_numbers numbers;
    for (const touch& each : touches) out.groups.push_back(numbers.number_of(each.channel));
    out.weights.assign(numbers.count(), 1);
}

}  // namespace

extern const model_rule shapley_rule;
const model_rule shapley_rule{
    "shapley",
    "Shapley value",
    "Equal credit to every distinct channel, shared evenly by its touchpoints: the Shapley value "
    "of the game in which a set of channels earns the conversions of journeys that need no other.",
    {},
    false,
    weigh};

}  // namespace attrib
