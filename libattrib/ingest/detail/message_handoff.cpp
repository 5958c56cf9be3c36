#include <libattrib/ingest/detail/message_handoff.hpp>
#include <utility>

namespace attrib::detail {

void message_handoff::claim(const claim_request& request) {
    const std::scoped_lock lock(mutex_);
    waiting_.claims.push_back(request);
    changed_.notify_all();
}

void message_handoff::release(std::int32_t partition) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(waiting_.claims,
                  [&](const claim_request& each) { return each.partition == partition; });
    waiting_.releases.push_back(partition);
    changed_.notify_all();
}

bool message_handoff::deliver(message_batch& batch) {
    const std::scoped_lock lock(mutex_);
    if (waiting_.batch) return false;
    waiting_.batch = std::exchange(batch, {});
    changed_.notify_all();
    return true;
}

void message_handoff::wait_for_room(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, longest, [&] { return !waiting_.batch || is_abandoned_; });
}

message_handoff::answers message_handoff::take_answers() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(answers_, {});
}

void message_handoff::close() {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
}

std::optional<message_handoff::work> message_handoff::next() {
    std::unique_lock lock(mutex_);
    const auto has_work = [&] {
        return waiting_.batch || !waiting_.claims.empty() || !waiting_.releases.empty();
    };
    changed_.wait(lock, [&] { return has_work() || is_closed_ || is_abandoned_; });
    if (is_abandoned_ || !has_work()) return std::nullopt;
    work taken = std::exchange(waiting_, {});
    changed_.notify_all();
    return taken;
}

void message_handoff::answer(const claim_answer& made) {
    const std::scoped_lock lock(mutex_);
    answers_.claims.push_back(made);
}

void message_handoff::lose_all() {
    const std::scoped_lock lock(mutex_);
    waiting_ = {};
    answers_ = {.is_all_lost = true, .claims = {}};
    changed_.notify_all();
}

void message_handoff::abandon() {
    const std::scoped_lock lock(mutex_);
    is_abandoned_ = true;
    changed_.notify_all();
}

bool message_handoff::is_abandoned() const {
    const std::scoped_lock lock(mutex_);
    return is_abandoned_;
}

}  // namespace attrib::detail
