#include <algorithm>
#include <bit>
#include <cstring>
#include <libattrib/core/hash.hpp>
#include <libattrib/engine/event_store.hpp>
#include <numeric>

namespace attrib {
namespace {

constexpr std::size_t memory_block_bytes = 4 * byte_arena::huge_block_bytes;

std::size_t partition_of(std::string_view user_pseudo_id) noexcept {
    return quick_hash(user_pseudo_id) >> (64 - std::bit_width(event_store::partition_count - 1));
}

// The first 8 bytes as a number that compares as the text does.
std::uint64_t prefix_of(std::string_view text) noexcept {
    char bytes[8] = {};
    text.copy(bytes, sizeof bytes);
    std::uint64_t prefix;
    std::memcpy(&prefix, bytes, sizeof prefix);
    return std::endian::native == std::endian::little ? __builtin_bswap64(prefix) : prefix;
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
    const std::string_view channel = added.channel.empty() ? channel_of(added) : added.channel;
    partitions_[partition_of(added.user_pseudo_id)].add(
        added, channel, conversions_->is_conversion(added), kept_, texts_, memory_);
    if (memory_bytes_ != 0 && memory_.used() >= memory_bytes_) spill();
}

void event_writer::spill() {
    if (!file_) file_.emplace();
    for (stored_events& each : partitions_) each.spill(*file_);
    memory_.clear();
}

std::string_view event_writer::channel_of(const event& unfilled) {
    const origin from = origin_of(unfilled);
    const origin_ids key{texts_.id_of(from.source), texts_.id_of(from.medium),
                         texts_.id_of(from.campaign), texts_.id_of(from.click_id),
                         texts_.id_of(from.referrer_host)};
    auto& channel = channels_[key];
    if (channel.empty()) channel = classifier_->classify(from);
    return channel;
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

// A counting sort by user: number the users, count their deliveries, put each in its place.
void user_grouper::group(std::size_t partition, user_group& out) {
    out.memory.clear();
    blocks_.clear();
    for (const event_writer& writer : store_.writers_)
        writer.partitions_[partition].blocks(writer.file(), out.memory, blocks_);
    std::ranges::fill(slots_, slot{});
    names_.clear();
    counts_.clear();
    numbers_.clear();
    for_each_event(blocks_, [&](const stored_event& delivered) {
        const std::uint32_t number = number_of(delivered.user_pseudo_id());
        ++counts_[number];
        numbers_.push_back(number);
    });

    std::vector<std::size_t> places(counts_.size());
    std::exclusive_scan(counts_.begin(), counts_.end(), places.begin(), std::size_t{0});
    out.deliveries.resize(numbers_.size());
    auto number = numbers_.begin();
    for_each_event(blocks_, [&](const stored_event& delivered) {
        out.deliveries[places[*number++]++] = delivered;
    });

    out.users.clear();
    for (std::size_t i = 0; i < places.size(); ++i)
        out.users.push_back(
            {unpack(names_[i], out.memory.allocate(packing_room(names_[i].size))),
             std::span(std::as_const(out.deliveries)).subspan(places[i] - counts_[i], counts_[i])});
}

std::uint32_t user_grouper::number_of(const packed_text& name) {
    const auto hash = static_cast<std::uint32_t>(quick_hash(name.bytes()));
    for (std::size_t at = hash;; ++at) {
        const slot& here = slots_[at & (slots_.size() - 1)];
        if (here.name.data == nullptr) break;
        if (here.hash == hash && here.name == name) return here.number;
    }
    if ((names_.size() + 1) * 2 > slots_.size()) grow();
    const auto number = static_cast<std::uint32_t>(names_.size());
    free_slot(hash) = {name, hash, number};
    names_.push_back(name);
    counts_.push_back(0);
    return number;
}

user_grouper::slot& user_grouper::free_slot(std::uint32_t hash) noexcept {
    std::size_t at = hash;
    while (slots_[at & (slots_.size() - 1)].name.data != nullptr) ++at;
    return slots_[at & (slots_.size() - 1)];
}

void user_grouper::grow() {
    std::vector<slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const slot& each : old)
        if (each.name.data != nullptr) free_slot(each.hash) = each;
}

void sort_users(std::vector<stored_user>& users) {
    struct keyed {
        std::uint64_t prefix;
        stored_user user;
    };
    std::vector<keyed> order;
    order.reserve(users.size());
    for (const stored_user& user : users) order.push_back({prefix_of(user.user_pseudo_id), user});
    std::ranges::sort(order, [](const keyed& a, const keyed& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix
                                    : a.user.user_pseudo_id < b.user.user_pseudo_id;
    });
    std::ranges::transform(order, users.begin(), &keyed::user);
}

}  // namespace attrib
