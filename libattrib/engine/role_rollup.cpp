#include <libattrib/engine/role_rollup.hpp>

#include <algorithm>
#include <functional>
#include <tuple>

namespace attrib {

void role_rollup::add(std::uint32_t name, std::span<const touch> touches) {
    if (touches.empty()) return;
    const std::uint64_t of_name = std::uint64_t{name} << 32;
    add_roles(touches.size(), ++paths_, [&](std::size_t place) -> role_tally& {
        return tallies_[of_name | touches[place].channel];
    });
}

void role_rollup::add(const role_rollup& other) {
    for (const auto& [key, tally] : other.tallies_) tallies_[key].counts.add(tally.counts);
}

std::vector<role_row> role_rollup::rows(const std::vector<std::string>& names,
                                        const dictionary& texts) const {
    std::vector<role_row> rows;
    rows.reserve(tallies_.size());
    for (const auto& [key, tally] : tallies_)
        rows.push_back({names[key >> 32], std::string(texts.text_of(static_cast<text_number>(key))),
                        tally.counts});
    std::ranges::sort(rows, [](const role_row& a, const role_row& b) {
        return std::tie(a.conversion_name, b.counts.influenced, a.channel) <
               std::tie(b.conversion_name, a.counts.influenced, b.channel);
    });
    return rows;
}

}  // namespace attrib
