#include <libattrib/engine/event_store.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <iterator>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <numeric>

namespace attrib {
namespace {

constexpr std::size_t partition_count = 256;
constexpr std::size_t arena_block_bytes = std::size_t{64} * 1024;

std::size_t partition_of(std::uint64_t user_hash) noexcept {
    return user_hash >> (64 - std::bit_width(partition_count - 1));
}

// Numbers the users of one partition in the order they come.
class user_numbers {
   public:
    explicit user_numbers(std::size_t most) : slots_(std::bit_ceil(most * 2 + 1)) {}

    std::uint32_t number_of(const stored_event& delivered) {
        for (std::size_t at = delivered.user_hash;; ++at) {
            slot& here = slots_[at & (slots_.size() - 1)];
            if (here.first == nullptr) {
                here = {&delivered, static_cast<std::uint32_t>(users_.size())};
                users_.push_back(delivered.user_pseudo_id());
                return here.number;
            }
            if (here.first->user_hash == delivered.user_hash &&
                here.first->user_pseudo_id() == delivered.user_pseudo_id())
                return here.number;
        }
    }

    [[nodiscard]] const std::vector<std::string_view>& users() const noexcept { return users_; }

   private:
    struct slot {
        const stored_event* first = nullptr;
        std::uint32_t number = 0;
    };

    std::vector<slot> slots_;
    std::vector<std::string_view> users_;
};

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
                           const conversion_names& conversions)
    : texts_(texts), classifier_(&classifier), conversions_(&conversions) {
    partitions_.reserve(partition_count);
    for (std::size_t i = 0; i < partition_count; ++i)
        partitions_.push_back({byte_arena(arena_block_bytes), {}});
}

void event_writer::add(const event& added) {
    event filled = added;
    if (filled.channel.empty()) filled.channel = channel_of(added);
    const std::uint64_t user_hash = hash_of(added.user_pseudo_id);
    partition& home = partitions_[partition_of(user_hash)];
    home.handles.push_back(
        store_event(filled, user_hash, conversions_->is_conversion(added), texts_, home.arena));
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
                         const conversion_names& conversions)
    : grouped_(partition_count) {
    writers_.reserve(writers);
    for (unsigned i = 0; i < writers; ++i) writers_.emplace_back(texts_, classifier, conversions);
}

std::vector<stored_user> event_store::group_users(unsigned threads) {
    std::vector<std::vector<stored_user>> found(partition_count);
    std::atomic<std::size_t> next{0};
    run_on_threads(threads, [&](unsigned) {
        for (std::size_t i = next++; i < partition_count; i = next++) found[i] = group_partition(i);
    });
    std::vector<stored_user> users;
    for (const auto& part : found) users.insert(users.end(), part.begin(), part.end());
    return users;
}

// A counting sort by user: number the users, count their deliveries, put each in its place.
std::vector<stored_user> event_store::group_partition(std::size_t index) {
    std::size_t total = 0;
    for (const event_writer& writer : writers_) total += writer.partitions_[index].handles.size();
    user_numbers numbers(total);
    std::vector<std::uint32_t> number_of;
    std::vector<std::size_t> counts;
    number_of.reserve(total);
    for (const event_writer& writer : writers_) {
        for (const stored_handle& handle : writer.partitions_[index].handles) {
            const std::uint32_t number = numbers.number_of(*handle.stored);
            if (number == counts.size()) counts.push_back(0);
            ++counts[number];
            number_of.push_back(number);
        }
    }
    std::vector<std::size_t> places(counts.size());
    std::exclusive_scan(counts.begin(), counts.end(), places.begin(), std::size_t{0});
    std::vector<stored_handle>& grouped = grouped_[index];
    grouped.resize(total);
    auto number = number_of.begin();
    for (event_writer& writer : writers_) {
        std::vector<stored_handle>& handles = writer.partitions_[index].handles;
        for (const stored_handle& handle : handles) grouped[places[*number++]++] = handle;
        handles = {};
    }
    std::vector<stored_user> users;
    users.reserve(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i)
        users.push_back(
            {numbers.users()[i], std::span(grouped).subspan(places[i] - counts[i], counts[i])});
    return users;
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
