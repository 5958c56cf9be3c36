#include <algorithm>
#include <bit>
#include <cstring>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/engine/user_grouper.hpp>
#include <utility>

namespace attrib {
namespace {

// The first 8 bytes as a number that compares as the text does.
std::uint64_t prefix_of(std::string_view text) noexcept {
    char bytes[8] = {};
    text.copy(bytes, sizeof bytes);
    std::uint64_t prefix;
    std::memcpy(&prefix, bytes, sizeof prefix);
    return std::endian::native == std::endian::little ? __builtin_bswap64(prefix) : prefix;
}

struct user_key {
    std::uint64_t prefix;
    std::size_t place;  // among the users
};

// Each half on a share of the threads, once they are two halves.
template <class Less>
void sort_on_threads(std::span<user_key> keys, unsigned threads, const Less& comes_before) {
    if (threads < 2) {
        std::ranges::sort(keys, comes_before);
        return;
    }
    const std::size_t middle = keys.size() / threads * (threads / 2);
    std::ranges::nth_element(keys, keys.begin() + static_cast<std::ptrdiff_t>(middle),
                             comes_before);
    run_on_threads(2, [&](unsigned half) {
        sort_on_threads(half == 0 ? keys.first(middle) : keys.subspan(middle),
                        half == 0 ? threads / 2 : threads - threads / 2, comes_before);
    });
}

}  // namespace

// A counting sort by user: number the users, add up their bytes, put each event in its place.
void user_grouper::group(std::size_t partition, user_group& out) {
    spare_.insert(spare_.end(), out.borrowed_.begin(), out.borrowed_.end());
    out.borrowed_.clear();
    out.memory_.clear();
    loaded_memory_.clear();
    loaded_.clear();
    blocks_.clear();
    for (event_writer& writer : store_.writers_)
        writer.partitions_[partition].take(writer.file(), loaded_memory_, loaded_, blocks_);
    number_users();
    make_room(out);
    place_events(out);
    list_users(out);
}

void user_grouper::number_users() {
    std::ranges::fill(slots_, slot{});
    users_.clear();
    numbers_.clear();
    std::uint32_t number = 0;
    const auto count = [&](const logged_delivery& delivered) {
        if (delivered.names_user) number = number_of(delivered.user_pseudo_id);
        ++users_[number].deliveries;
        users_[number].bytes += delivered.event_bytes();
        numbers_.push_back(number);
    };
    for (const delivery_log::block& each : loaded_) for_each_delivery(each, count);
    for (const delivery_log::block& each : blocks_) for_each_delivery(each, count);
}

// Events of users who fit share blocks; the others get blocks of their own as they fill them.
void user_grouper::make_room(user_group& out) {
    char* next = nullptr;
    std::size_t left = 0;
    out.users.clear();
    for (found_user& each : users_) {
        char* const room = out.memory_.allocate(packing_room(each.name.size));
        out.users.push_back({unpack(each.name, room), each.deliveries, {}});
        if (each.bytes > delivery_log::block_bytes) continue;
        if (each.bytes > left) {
            next = take_block(out);
            left = delivery_log::block_bytes;
        }
        each.begin = each.next = next;
        each.end = next += each.bytes;
        left -= each.bytes;
    }
}

void user_grouper::place_events(user_group& out) {
    full_.clear();
    auto number = numbers_.begin();
    const auto place = [&](const logged_delivery& delivered) { write(delivered, *number++, out); };
    for (const delivery_log::block& each : loaded_) for_each_delivery(each, place);
    for (const delivery_log::block& each : blocks_) {
        for_each_delivery(each, place);
        spare_.push_back(each.data());
    }
}

void user_grouper::write(const logged_delivery& delivered, std::uint32_t user, user_group& out) {
    found_user& to = users_[user];
    const std::size_t bytes = delivered.event_bytes();
    if (static_cast<std::size_t>(to.end - to.next) < bytes) [[unlikely]] {
        if (to.next != to.begin) full_.push_back({user, {to.begin, to.next}});
        to.begin = to.next = take_block(out);
        to.end = to.next + delivery_log::block_bytes;
    }
    delivered.write_event(to.next);
    to.next += bytes;
}

void user_grouper::list_users(user_group& out) {
    std::ranges::stable_sort(full_, {}, &full_block::user);
    out.events_.clear();
    out.events_.reserve(users_.size() + full_.size());  // views of it stay good
    auto full = full_.begin();
    for (std::uint32_t i = 0; i < users_.size(); ++i) {
        const std::size_t first = out.events_.size();
        for (; full != full_.end() && full->user == i; ++full) out.events_.push_back(full->events);
        out.events_.emplace_back(users_[i].begin, users_[i].next);
        out.users[i].events = std::span(std::as_const(out.events_)).subspan(first);
    }
}

char* user_grouper::take_block(user_group& out) {
    if (spare_.empty()) return out.memory_.allocate(delivery_log::block_bytes);
    out.borrowed_.push_back(spare_.back());
    spare_.pop_back();
    return out.borrowed_.back();
}

std::uint32_t user_grouper::number_of(const packed_text& name) {
    const auto hash = static_cast<std::uint32_t>(quick_hash(name.bytes()));
    for (std::size_t at = hash;; ++at) {
        const slot& here = slots_[at & (slots_.size() - 1)];
        if (here.name.data == nullptr) break;
        if (here.hash == hash && here.name == name) return here.number;
    }
    if ((users_.size() + 1) * 2 > slots_.size()) grow();
    const auto number = static_cast<std::uint32_t>(users_.size());
    free_slot(hash) = {name, hash, number};
    users_.push_back({.name = name});
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

void sort_users(std::vector<stored_user>& users, unsigned threads) {
    std::vector<user_key> order(users.size());
    for (std::size_t i = 0; i < users.size(); ++i)
        order[i] = {prefix_of(users[i].user_pseudo_id), i};
    const auto comes_before = [&](const user_key& a, const user_key& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        return users[a.place].user_pseudo_id < users[b.place].user_pseudo_id;
    };
    sort_on_threads(std::span(order), threads, comes_before);
    std::vector<stored_user> sorted(users.size());
    std::ranges::transform(order, sorted.begin(),
                           [&](const user_key& each) { return users[each.place]; });
    users = std::move(sorted);
}

}  // namespace attrib
