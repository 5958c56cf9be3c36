#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <libattrib/http/group_commit.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <limits>
#include <span>

namespace attrib {
namespace {

constexpr std::chrono::milliseconds rest_between_attempts{250};

std::string name_of_group(std::span<const waiting_events> events) {
    const std::string& first = events.front().target;
    const bool is_one = std::ranges::all_of(
        events, [&](const waiting_events& each) { return each.target == first; });
    return is_one ? first : first + " and others";
}

// In one transaction.
void store(connection& on, std::span<const waiting_events> events, const std::string& source) {
    raw_batch all;
    row_counts counts;
    for (const waiting_events& each : events) {
        all.add(each.rows);
        counts += each.counts;
    }
    // What the ledger knows already was committed before the connection was lost.
    static_cast<void>(store_new_source(on, all, {source, name_of_group(events), counts}));
}

}  // namespace

struct group_commit::group {
    std::string source;
    std::vector<waiting_events> events{};
    std::vector<std::exception_ptr> outcomes{};  // of the first events, as far as they are known

    // Stores events from `begin` to `end`; those that the database refuses alone get that outcome.
    void store(connection& on, std::size_t begin, std::size_t end) {
        try {
            attrib::store(on, std::span(events).subspan(begin, end - begin),
                          fmt::format("{}.{}-{}", source, begin, end));
            outcomes.resize(end);
        } catch (const failure& refused) {
            if (kind_of(refused) != failure_kind::data) throw;
            const std::size_t middle = begin + (end - begin) / 2;
            if (middle == begin) {
                outcomes.push_back(std::current_exception());
                return;
            }
            store(on, begin, middle);
            store(on, middle, end);
        }
    }
};

group_commit::group_commit(database_pool& writers, group_commit_options options)
    : writers_(writers), options_(std::move(options)), identity_(random_identity()) {}

group_commit::~group_commit() {
    const std::scoped_lock lock(mutex_);
    is_closing_ = true;
    changed_.notify_all();
}

bool group_commit::add(waiting_events events) {
    const std::size_t bytes = events.rows.bytes();
    {
        const std::scoped_lock lock(mutex_);
        if (bytes > options_.max_bytes - bytes_) return false;
        bytes_ += bytes;
        waiting_bytes_ += bytes;
        events_ += events.counts.read;
        waiting_.push_back(std::move(events));
        if (is_gathering_ && is_enough()) changed_.notify_all();
        if (running_ == options_.max_groups) return true;
        ++running_;
    }
    start(std::make_shared<group>());
    return true;
}

// The pool refuses only when it ends; then nobody waits for an outcome any more.
void group_commit::start(const std::shared_ptr<group>& work) {
    static_cast<void>(
        writers_.submit({[this, work](connection& on) { run(on, *work); },
                         [this, work](const std::exception_ptr& why) { fail(work, why); }},
                        {.client = {}, .is_begun = true}));
}

bool group_commit::is_enough() const noexcept {
    return waiting_.size() >= expected_ || waiting_bytes_ >= options_.max_group_bytes;
}

// A transaction costs as much as many rows, and clients that have just been answered send again.
void group_commit::take(group& into) {
    std::unique_lock lock(mutex_);
    is_gathering_ = true;
    changed_.wait_until(lock, gather_until_, [this] { return is_closing_ || is_enough(); });
    is_gathering_ = false;
    into.source = fmt::format("post:{}.{}", identity_, next_group_++);
    for (std::size_t bytes = 0; !waiting_.empty() && bytes < options_.max_group_bytes;) {
        const std::size_t more = waiting_.front().rows.bytes();
        bytes += more;
        waiting_bytes_ -= more;
        into.events.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
}

void group_commit::run(connection& on, group& taken) {
    if (taken.events.empty()) take(taken);
    if (taken.outcomes.size() < taken.events.size())
        taken.store(on, taken.outcomes.size(), taken.events.size());
    end(taken, nullptr);
}

// Whose outcome is not known yet, fails for that reason.
void group_commit::end(group& taken, const std::exception_ptr& why) {
    taken.outcomes.resize(taken.events.size(), why);
    if (why == nullptr) note(false, {});
    std::size_t bytes = 0;
    std::size_t events = 0;
    for (std::size_t i = 0; i < taken.events.size(); ++i) {
        bytes += taken.events[i].rows.bytes();
        events += taken.events[i].counts.read;
        taken.events[i].on_outcome(taken.outcomes[i]);
    }
    bool is_more = false;
    {
        const std::scoped_lock lock(mutex_);
        bytes_ -= bytes;
        events_ -= events;
        if (why == nullptr) ++committed_;
        expected_ = options_.keeps_trying ? std::numeric_limits<std::size_t>::max()
                                          : taken.events.size() + waiting_.size();
        gather_until_ = std::chrono::steady_clock::now() + options_.gather;
        is_more = !waiting_.empty();
        if (!is_more) --running_;
        changed_.notify_all();
    }
    if (is_more) start(std::make_shared<group>());
}

void group_commit::fail(const std::shared_ptr<group>& taken, const std::exception_ptr& why) {
    // A connection that could not be made leaves the group as it was: empty.
    if (taken->events.empty()) take(*taken);
    if (!options_.keeps_trying) return end(*taken, why);
    try {
        std::rethrow_exception(why);
    } catch (const std::exception& failed) {
        note(true, failed.what());
    }
    {
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, rest_between_attempts, [this] { return is_closing_; })) return;
    }
    start(taken);
}

void group_commit::note(bool is_failing, const std::string& why) {
    {
        const std::scoped_lock lock(mutex_);
        if (is_failing_ == is_failing) return;
        is_failing_ = is_failing;
    }
    if (!options_.on_message) return;
    options_.on_message(is_failing ? "collected events wait for the database: " + why
                                   : "collected events that waited are stored");
}

void group_commit::flush() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return running_ == 0; });
}

std::size_t group_commit::waiting_bytes() const {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

std::size_t group_commit::waiting_events_count() const {
    const std::scoped_lock lock(mutex_);
    return events_;
}

std::uint64_t group_commit::groups() const {
    const std::scoped_lock lock(mutex_);
    return committed_;
}

}  // namespace attrib
