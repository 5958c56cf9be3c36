#include <libattrib/attribution/model_instance.hpp>

#include <algorithm>

namespace attrib {

microseconds longest_lookback(const model_list& models, microseconds otherwise) {
    microseconds longest = otherwise;
    for (const model_instance& each : models) {
        longest = std::max(longest, each.lookback.value_or(otherwise));
        for (const auto& [name, lookback] : each.lookbacks) longest = std::max(longest, lookback);
    }
    return longest;
}

}  // namespace attrib
