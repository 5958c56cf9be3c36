#include <algorithm>
#include <libattrib/http/answer_cache.hpp>
#include <utility>

namespace attrib {

bool answer_scope::is_touched_by(const table_change& change) const noexcept {
    if (made_from == source::nothing) return false;
    if (change.is_everything || made_from == source::events) return true;
    if (made_from == source::credits) return change.moves_credits || change.first_day;
    if (!change.first_day || !change.last_day) return false;
    return (!to || *change.first_day < *to) && (!from || *change.last_day >= *from);
}

shared_response answer_cache::find(const std::string& key) {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || !is_fresh(*found->second)) return nullptr;
    // A plain read first: writing to what all threads share is dear.
    if (!found->second->is_wanted) found->second->is_wanted = true;
    hits_.fetch_add(1, std::memory_order_relaxed);
    return found->second->answer.response;
}

void answer_cache::get(const std::string& key, const answer_maker& make,
                       const answer_taker& taker) {
    shared_response ready;
    {
        const std::unique_lock lock(mutex_);
        auto& each = entries_[key];
        if (!each) each = std::make_unique<entry>();
        each->is_wanted = true;
        if (is_fresh(*each)) {
            ready = each->answer.response;
        } else {
            each->make = make;
            each->takers.push_back({taker, is_live_ ? each->touched_in : generation_});
            if (std::exchange(each->is_loading, true)) return;
        }
    }
    if (ready)
        taker(ready);
    else
        load(key);
}

void answer_cache::change(const table_change& change) {
    std::vector<std::string> wanted;
    {
        const std::unique_lock lock(mutex_);
        ++generation_;
        for (auto& [key, each] : entries_) {
            // An answer under way may be about more than the one before it.
            if (each->answer.response && !each->is_loading &&
                !each->answer.scope.is_touched_by(change))
                continue;
            each->touched_in = generation_;
            if (!each->answer.response || each->is_loading || !each->is_wanted) continue;
            each->is_wanted = false;
            each->is_loading = true;
            wanted.push_back(key);
        }
    }
    for (const std::string& key : wanted) load(key);
}

void answer_cache::set_live(bool is_live) {
    const std::unique_lock lock(mutex_);
    is_live_ = is_live;
    ++generation_;
    for (auto& [key, each] : entries_) each->touched_in = generation_;
}

// REQUIRES: `is_loading` was set by the caller.
void answer_cache::load(const std::string& key) {
    answer_maker make;
    std::uint64_t begun_in;
    {
        const std::shared_lock lock(mutex_);
        make = entries_.at(key)->make;
        begun_in = generation_;
    }
    make([this, key, begun_in](scoped_answer answer) { loaded(key, begun_in, std::move(answer)); });
}

void answer_cache::loaded(const std::string& key, std::uint64_t begun_in, scoped_answer answer) {
    std::vector<answer_taker> served;
    shared_response given = answer.response;
    bool is_incomplete = false;
    {
        const std::unique_lock lock(mutex_);
        entry& each = *entries_.at(key);
        const bool is_away = given == nullptr;
        if (is_away && each.answer.response) given = marked_stale(each.answer.response);
        // Problems are told, not kept.
        if (!is_away && given->status() == 200) {
            bytes_ -= size_of(key, each);
            each.answer = std::move(answer);
            bytes_ += size_of(key, each);
            each.made_in = begun_in;
        }
        std::erase_if(each.takers, [&](waiting_taker& waiting) {
            if (!is_away && waiting.needed > begun_in) return false;
            served.push_back(std::move(waiting.take));
            return true;
        });
        is_incomplete = !each.takers.empty();
        each.is_loading = is_incomplete;
        if (!each.answer.response && !is_incomplete) entries_.erase(key);
        make_room();
    }
    for (const answer_taker& take : served) take(given);
    if (is_incomplete) load(key);
}

// Drops what nobody asked for since it was made, then anything.
void answer_cache::make_room() {
    for (const bool is_strict : {true, false}) {
        if (bytes_ <= most_bytes_) return;
        std::erase_if(entries_, [&](const auto& each) {
            const entry& one = *each.second;
            if (bytes_ <= most_bytes_ || one.is_loading || (is_strict && one.is_wanted))
                return false;
            bytes_ -= size_of(each.first, one);
            return true;
        });
    }
}

shared_response marked_stale(const shared_response& response) {
    return std::make_shared<const ready_response>(
        *response,
        "Warning: 110 attrib \"Response is Stale\"\r\nCache-Status: attrib; hit; stale\r\n");
}

}  // namespace attrib
