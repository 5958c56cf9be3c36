#include <algorithm>
#include <chrono>
#include <functional>
#include <libattrib/http/answer_cache.hpp>
#include <utility>

namespace attrib {

bool answer_scope::is_touched_by(const table_change& change) const noexcept {
    if (change.is_everything || made_from == source::events) return true;
    if (made_from == source::settings) return false;
    if (made_from == source::credits) return change.moves_credits || change.first_day;
    const auto touches = [this](std::optional<calendar_day> first,
                                std::optional<calendar_day> last) {
        return first && last && (!to || *first < *to) && (!from || *last >= *from);
    };
    // How many conversions are dated after today, and which day is the newest, the sums say.
    if (today && change.last_day && *change.last_day > *today) return true;
    return touches(change.first_day, change.last_day) ||
           (made_from == source::journeys &&
            touches(change.first_journey_day, change.last_journey_day));
}

timestamp system_now() {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

// A plain read first: writing to what all threads share is dear.
void answer_cache::note_asked(entry& each) noexcept {
    if (!each.is_wanted)
        each.is_wanted = true;
    else if (!each.is_repeated)
        each.is_repeated = true;
}

shared_response answer_cache::find(const std::string& key) {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end() || !is_fresh(*found->second)) return nullptr;
    note_asked(*found->second);
    hits_.fetch_add(1, std::memory_order_relaxed);
    return found->second->answer.response;
}

void answer_cache::get(const std::string& key, const std::string& client, const answer_maker& make,
                       const response_callback& taker) {
    shared_response ready;
    {
        const std::unique_lock lock(mutex_);
        auto& each = entries_[key];
        if (!each) {
            each = std::make_unique<entry>();
            count(key, *each);
        }
        note_asked(*each);
        each->asked_in = generation_;
        if (is_fresh(*each)) {
            ready = each->answer.response;
        } else {
            each->make = make;
            each->client = client;
            each->takers.push_back({taker, is_live_ ? each->touched_in : generation_});
            if (std::exchange(each->is_loading, true)) return;
        }
    }
    if (ready)
        taker(ready);
    else
        load(key, {client});
}

void answer_cache::change(const table_change& change) {
    {
        const std::unique_lock lock(mutex_);
        ++generation_;
        std::vector<std::pair<std::uint64_t, std::string>> wanted;
        for (auto& [key, each] : entries_) {
            // An answer under way may be about more than the one before it.
            if (!each->answer.response || each->is_loading ||
                each->answer.scope.is_touched_by(change))
                each->touched_in = generation_;
            if (each->answer.response && !each->is_loading && each->is_wanted &&
                each->is_repeated && !is_fresh(*each))
                wanted.emplace_back(each->asked_in, key);
        }
        const auto kept = wanted.begin() +
                          static_cast<std::ptrdiff_t>(std::min(limits_.max_ahead, wanted.size()));
        std::partial_sort(wanted.begin(), kept, wanted.end(), std::greater<>());
        ahead_.clear();
        for (auto each = wanted.begin(); each != kept; ++each)
            ahead_.push_back(std::move(each->second));
    }
    load_ahead();
}

// Somebody may have had it made meanwhile, or it was dropped. REQUIRES: the lock.
std::optional<std::string> answer_cache::next_ahead() {
    while (!ahead_.empty() && loading_ahead_ < limits_.ahead_at_once) {
        std::string key = std::move(ahead_.front());
        ahead_.pop_front();
        const auto found = entries_.find(key);
        if (found == entries_.end() || found->second->is_loading || is_fresh(*found->second))
            continue;
        found->second->is_wanted = false;
        found->second->is_loading = true;
        ++loading_ahead_;
        return key;
    }
    return std::nullopt;
}

void answer_cache::load_ahead() {
    while (true) {
        std::optional<std::string> key;
        {
            const std::unique_lock lock(mutex_);
            key = next_ahead();
        }
        if (!key) return;
        load(*key, {.is_ahead_of_time = true});
    }
}

void answer_cache::set_live(bool is_live) {
    const std::unique_lock lock(mutex_);
    is_live_ = is_live;
    ++generation_;
    for (auto& [key, each] : entries_) each->touched_in = generation_;
}

// REQUIRES: `is_loading` was set by the caller, who counted an answer ahead of time.
void answer_cache::load(const std::string& key, const job_owner& owner) {
    answer_maker make;
    std::uint64_t begun_in;
    {
        const std::shared_lock lock(mutex_);
        make = entries_.at(key)->make;
        begun_in = generation_;
    }
    make(owner, [this, key, begun_in, is_ahead = owner.is_ahead_of_time](scoped_answer answer) {
        loaded(key, begun_in, std::move(answer));
        if (!is_ahead) return;
        {
            const std::unique_lock lock(mutex_);
            --loading_ahead_;
        }
        load_ahead();
    });
}

void answer_cache::loaded(const std::string& key, std::uint64_t begun_in, scoped_answer answer) {
    std::vector<response_callback> served;
    shared_response given = answer.response;
    std::optional<std::string> again;  // for whom
    {
        const std::unique_lock lock(mutex_);
        entry& each = *entries_.at(key);
        const bool is_away = given == nullptr;
        if (is_away && each.answer.response) given = marked_stale(each.answer.response);
        // Problems are told, not kept.
        if (!is_away && given->status() == 200) {
            each.answer = given->has_rest() ? scoped_answer() : std::move(answer);
            each.made_in = begun_in;
            count(key, each);
        }
        std::erase_if(each.takers, [&](waiting_taker& waiting) {
            if (!is_away && waiting.needed > begun_in) return false;
            served.push_back(std::move(waiting.take));
            return true;
        });
        each.is_loading = !each.takers.empty();
        if (each.is_loading) {
            again = each.client;
        } else if (!each.answer.response) {
            bytes_ -= each.bytes;
            entries_.erase(key);
        }
        make_room();
    }
    for (const response_callback& take : served) take(given);
    if (again) load(key, {*again});
}

// The key stands in the map, in what makes the answer and in what waits for it.
void answer_cache::count(const std::string& key, entry& each) {
    constexpr std::size_t overhead = 1024;
    bytes_ -= each.bytes;
    each.bytes = overhead + 3 * key.size();
    if (each.answer.response) each.bytes += each.answer.response->size();
    bytes_ += each.bytes;
}

bool answer_cache::is_over(std::size_t eighths) const noexcept {
    return bytes_ > limits_.max_bytes / 8 * eighths ||
           entries_.size() > limits_.max_entries * eighths / 8;
}

// Drops what nobody asked for since it was made, then what was asked for once, then anything; some
// more than it must, as to look through all takes its time.
void answer_cache::make_room() {
    if (!is_over(8)) return;
    for (const int patience : {0, 1, 2})
        std::erase_if(entries_, [&](const auto& each) {
            const entry& one = *each.second;
            if (!is_over(7) || one.is_loading || (patience == 0 && one.is_wanted) ||
                (patience <= 1 && one.is_wanted && one.is_repeated))
                return false;
            bytes_ -= one.bytes;
            return true;
        });
}

shared_response marked_stale(const shared_response& response) {
    return std::make_shared<const ready_response>(
        *response,
        "Warning: 110 attrib \"Response is Stale\"\r\nCache-Status: attrib; hit; stale\r\n");
}

}  // namespace attrib
