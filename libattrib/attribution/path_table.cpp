#include <libattrib/attribution/path_table.hpp>

#include <libattrib/core/hash.hpp>

namespace attrib {
namespace {

// Of few numbers mostly: a call of memcmp would take longer.
bool are_equal(std::span<const text_number> a, std::span<const text_number> b) noexcept {
    if (a.size() != b.size()) return false;
    std::size_t i = 0;
    while (i < a.size() && a[i] == b[i]) ++i;
    return i == a.size();
}

}  // namespace

std::uint64_t hash_of_path(std::span<const text_number> values) noexcept {
    std::uint64_t hash = values.size();
    for (const text_number each : values)
        hash = (hash << 5 ^ hash >> 59 ^ each) * 0x9e3779b97f4a7c15;
    return mix(hash);
}

void path_table::add(std::span<const text_number> values, std::uint64_t hash, text_number currency,
                     const path_sums& more) {
    std::uint32_t& slot = slot_of(values, hash);
    if (slot == none)
        take_slot(slot, values, hash, currency, more);
    else
        add_in_currency(slot, currency, more);
}

bool path_table::add_among(std::size_t most, std::span<const text_number> values,
                           std::uint64_t hash, text_number currency, const path_sums& more) {
    std::uint32_t& slot = slot_of(values, hash);
    if (slot != none)
        add_in_currency(slot, currency, more);
    else if (size() < most)
        take_slot(slot, values, hash, currency, more);
    else
        return false;
    return true;
}

void path_table::take_slot(std::uint32_t& slot, std::span<const text_number> values,
                           std::uint64_t hash, text_number currency, const path_sums& more) {
    slot = static_cast<std::uint32_t>(records_.size());
    paths_.push_back(slot);
    records_.push_back(
        {more, hash, values_.size(), static_cast<std::uint32_t>(values.size()), currency});
    values_.insert(values_.end(), values.begin(), values.end());
    if (2 * paths_.size() > slots_.size()) grow();
}

void path_table::add(const path_batch& batch) {
    const auto slot_at = [&](const path_batch::entry& each) -> const std::uint32_t& {
        return slots_[each.hash & (slots_.size() - 1)];
    };
    for (const path_batch::entry& each : batch.entries()) __builtin_prefetch(&slot_at(each));
    for (const path_batch::entry& each : batch.entries())
        if (const std::uint32_t known = slot_at(each); known != none)
            __builtin_prefetch(&records_[known]);
    for (const path_batch::entry& each : batch.entries())
        if (const std::uint32_t known = slot_at(each); known != none)
            __builtin_prefetch(values_.data() + records_[known].first_value);
    for (const path_batch::entry& each : batch.entries())
        add(batch.values(each), each.hash, each.currency, each.sums);
}

void path_table::add_in_currency(std::uint32_t first, text_number currency, const path_sums& more) {
    std::uint32_t at = first;
    while (records_[at].currency != currency && records_[at].next != none) at = records_[at].next;
    if (records_[at].currency == currency) return records_[at].sums.add(more);
    record other = records_[at];
    other.sums = more;
    other.currency = currency;
    records_[at].next = static_cast<std::uint32_t>(records_.size());
    records_.push_back(other);
}

std::uint64_t path_table::conversions(std::size_t path) const noexcept {
    std::uint64_t sum = 0;
    for_each_currency(path, [&](text_number, const path_sums& each) { sum += each.conversions; });
    return sum;
}

// The path's slot, or the empty one that it may take.
std::uint32_t& path_table::slot_of(std::span<const text_number> values, std::uint64_t hash) {
    for (std::size_t at = hash;; ++at) {
        std::uint32_t& slot = slots_[at & (slots_.size() - 1)];
        if (slot == none) return slot;
        const record& known = records_[slot];
        if (known.hash == hash && are_equal(values_of(known), values)) return slot;
    }
}

void path_table::grow() {
    slots_.assign(2 * slots_.size(), none);
    for (const std::uint32_t first : paths_) {
        std::size_t at = records_[first].hash & (slots_.size() - 1);
        while (slots_[at] != none) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = first;
    }
}

}  // namespace attrib
