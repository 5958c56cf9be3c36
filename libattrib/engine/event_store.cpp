#include <algorithm>
#include <bit>
#include <libattrib/core/hash.hpp>
#include <libattrib/engine/event_store.hpp>

namespace attrib {
namespace {

constexpr std::size_t memory_block_bytes = std::size_t{4} << 20;

std::size_t partition_of(std::uint64_t user_hash) noexcept {
    return user_hash >> (64 - std::bit_width(event_store::partition_count - 1));
}

}  // namespace

event_writer::event_writer(dictionary& texts, const channel_classifier& classifier,
                           const conversion_names& conversions, kept_columns kept,
                           std::size_t memory_bytes)
    : texts_(texts),
      classifier_(&classifier),
      conversions_(&conversions),
      kept_(kept),
      memory_bytes_(memory_bytes),
      memory_(memory_block_bytes),
      partitions_(event_store::partition_count) {}

void event_writer::add(const event& added) {
    const classification found = added.channel.empty()
                                     ? classification_of(added)
                                     : classification{added.channel, states_origin(added)};
    const std::uint64_t user_hash = quick_hash(added.user_pseudo_id);
    partitions_[partition_of(user_hash)].add(
        {added, found.channel, conversions_->is_conversion(added), user_hash, found.states_origin},
        kept_, texts_, memory_);
    if (memory_bytes_ != 0 && memory_.used() >= memory_bytes_) spill();
}

void event_writer::spill() {
    if (!file_) file_.emplace();
    for (delivery_log& each : partitions_) each.spill(*file_);
    memory_.clear();
}

classification event_writer::classification_of(const event& unfilled) {
    const origin from = origin_of(unfilled);
    const origin_ids key{texts_.id_of(from.source), texts_.id_of(from.medium),
                         texts_.id_of(from.campaign), texts_.id_of(from.click_id),
                         texts_.id_of(from.referrer_host)};
    const auto [found, is_new] = classifications_.try_emplace(key);
    if (is_new) found->second = classifier_->classify(from);
    return found->second;
}

event_store::event_store(unsigned writers, const channel_classifier& classifier,
                         const conversion_names& conversions, kept_columns kept,
                         std::size_t memory_bytes)
    : kept_(kept) {
    writers_.reserve(writers);
    for (unsigned i = 0; i < writers; ++i)
        writers_.emplace_back(
            texts_, classifier, conversions, kept,
            memory_bytes == 0 ? 0 : std::max<std::size_t>(1, memory_bytes / writers));
}

bool event_store::has_spilled() const noexcept {
    return std::ranges::any_of(writers_,
                               [](const event_writer& each) { return each.file() != nullptr; });
}

}  // namespace attrib
