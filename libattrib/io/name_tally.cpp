#include <libattrib/io/name_tally.hpp>

#include <algorithm>
#include <tuple>

namespace attrib {

void name_tally::add(std::string_view name, std::uint64_t rows) {
    if (last_ != nullptr && last_->first == name) {
        last_->second += rows;
        return;
    }
    auto found = counts_.find(name);
    if (found == counts_.end()) {
        while (counts_.size() >= most_ && rows != 0) {
            // Names are taken off against one another until one of them is gone.
            const std::uint64_t least =
                std::ranges::min_element(counts_, {}, &counts::value_type::second)->second;
            const std::uint64_t taken = std::min(least, rows);
            forget(taken);
            rows -= taken;
        }
        if (rows == 0) return;
        found = counts_.emplace(name, 0).first;
    }
    found->second += rows;
    last_ = &*found;
}

void name_tally::forget(std::uint64_t rows) {
    is_exact_ = false;
    last_ = nullptr;
    for (auto& [name, count] : counts_) count -= rows;
    std::erase_if(counts_, [](const auto& each) { return each.second == 0; });
}

void name_tally::add(const name_tally& other) {
    is_exact_ = is_exact_ && other.is_exact_;
    for (const name_count& each : other.by_count()) add(each.name, each.rows);
}

std::vector<name_count> name_tally::by_count() const {
    std::vector<name_count> all;
    all.reserve(counts_.size());
    for (const auto& [name, rows] : counts_) all.push_back({name, rows});
    std::ranges::sort(all, [](const name_count& one, const name_count& other) {
        return std::tie(other.rows, one.name) < std::tie(one.rows, other.name);
    });
    return all;
}

}  // namespace attrib
