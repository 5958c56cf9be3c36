#include <libattrib/attribution/models/channel_groups.hpp>
#include <unordered_map>

namespace attrib {
namespace {

// Few touches: to compare each with those before it is faster than to hash.
constexpr std::size_t many_touches = 32;

std::uint32_t group_few(std::span<const touch> touches, std::vector<std::uint32_t>& groups) {
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < touches.size(); ++i) {
        std::size_t same = 0;
        while (touches[same].channel != touches[i].channel) ++same;
        groups.push_back(same == i ? count++ : groups[same]);
    }
    return count;
}

std::uint32_t group_many(std::span<const touch> touches, std::vector<std::uint32_t>& groups) {
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (const touch& each : touches)
        groups.push_back(numbers.emplace(each.channel, static_cast<std::uint32_t>(numbers.size()))
                             .first->second);
    return static_cast<std::uint32_t>(numbers.size());
}

}  // namespace

std::uint32_t group_by_channel(std::span<const touch> touches, std::vector<std::uint32_t>& groups) {
    return touches.size() < many_touches ? group_few(touches, groups) : group_many(touches, groups);
}

}  // namespace attrib
