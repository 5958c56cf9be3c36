#include <libattrib/http/detail/unread_answers.hpp>

namespace attrib::detail {

unread_answers::ticket unread_answers::hold(ticket known, const out_queue& queue,
                                            std::function<void()> give_up) {
    std::vector<std::function<void()>> given_up;
    {
        const std::scoped_lock lock(mutex_);
        auto found = holders_.find(known);
        // One that was given up already and has not closed yet counts no more.
        if (known != 0 && found == holders_.end()) return known;
        if (known == 0) found = holders_.emplace(++last_, holder{}).first;
        known = found->first;
        forget(found->second);
        count(found->second, queue);
        found->second.give_up = std::move(give_up);
        while (bytes_ > max_bytes_) {
            const auto slowest = holders_.begin();
            given_up.push_back(std::move(slowest->second.give_up));
            forget(slowest->second);
            holders_.erase(slowest);
        }
    }
    for (const auto& each : given_up) each();
    return known;
}

void unread_answers::release(ticket known) {
    const std::scoped_lock lock(mutex_);
    const auto found = holders_.find(known);
    if (found == holders_.end()) return;
    forget(found->second);
    holders_.erase(found);
}

void unread_answers::count(holder& each, const out_queue& queue) {
    each.bodies.clear();
    each.own_bytes = 0;
    for (const out_queue::segment& part : queue.segments()) {
        each.own_bytes += part.text.size();
        if (!part.owner) continue;
        each.bodies.push_back(part.owner.get());
        body& shared = bodies_[part.owner.get()];
        if (shared.holders++ == 0) {
            shared.owner = part.owner;
            shared.bytes = part.owner_bytes;
            bytes_ += shared.bytes;
        }
    }
    bytes_ += each.own_bytes;
}

void unread_answers::forget(const holder& each) {
    bytes_ -= each.own_bytes;
    for (const void* const owner : each.bodies) {
        const auto found = bodies_.find(owner);
        if (--found->second.holders != 0) continue;
        bytes_ -= found->second.bytes;
        bodies_.erase(found);
    }
}

}  // namespace attrib::detail
