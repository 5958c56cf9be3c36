/// @file
/// Answers kept ready as bytes until the tables change under them.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <libattrib/http/fair_queue.hpp>
#include <libattrib/http/response.hpp>
#include <libattrib/marts/table_change.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace attrib {

/// What an answer was made from, and so which changes make it old.
struct answer_scope {
    enum class source : unsigned char {
        credits,   ///< rows of the click marts, of any day
        rollup,    ///< mart_channel_daily, of the days below
        journeys,  ///< journeys of conversions of the days below
        events,    ///< whatever comes in
        settings,  ///< how the tables were made
    };
    source made_from = source::events;
    std::optional<calendar_day> from{};   ///< nothing: any day before
    std::optional<calendar_day> to{};     ///< day after the last; nothing: any day after
    std::optional<timestamp> until{};     ///< when it is old by itself: a default range ends today
    std::optional<calendar_day> today{};  ///< it counts what is dated after this day, too

    [[nodiscard]] bool is_touched_by(const table_change& change) const noexcept;
};

/// An answer and what it was made from.
struct scoped_answer {
    shared_response response;
    answer_scope scope;
};

/// Makes an answer for somebody, on some thread of its own choice; calls back once, with an empty
/// response when the database was away.
using answer_maker = std::function<void(const job_owner&, std::function<void(scoped_answer)>)>;

/// Where an asker gets the answer; on any thread.
using response_callback = std::function<void(const shared_response&)>;

/// Tells the time; thread-safe.
using wall_clock = std::function<timestamp()>;

[[nodiscard]] timestamp system_now();

struct cache_limits {
    std::size_t max_bytes = std::size_t{64} << 20;
    std::size_t max_entries = 4096;
    std::size_t max_ahead =
        64;  ///< answers that one change has made again before they are asked for
    std::size_t ahead_at_once = 2;
};

/// Keeps answers by what was asked. An answer is *fresh* until a change touches what it was made
/// from; a stale one is kept for the time when the database is away. The same question asked by
/// many at once is computed once, and nobody gets an answer that was computed from before a change
/// that the cache knew of when they asked. Answers with a rest are given to those who wait for them
/// and not kept. Thread-safe.
class answer_cache {
   public:
    explicit answer_cache(cache_limits limits = {}, wall_clock now = system_now)
        : limits_(limits), now_(std::move(now)) {}

    /// The fresh answer, if there is one.
    [[nodiscard]] shared_response find(const std::string& key);

    /// Gives the fresh answer to `taker`, else has `make` compute it for `client`. When the
    /// database is away `taker` gets the stale answer marked as such, or nothing.
    void get(const std::string& key, const std::string& client, const answer_maker& make,
             const response_callback& taker);

    /// Answers that the change touches are stale from now on. Those that were asked for more than
    /// once, and since they were made, are computed again ahead of time, so that the next asker
    /// finds them ready: a bounded number, the last asked first, a few at once.
    void change(const table_change& change);

    /// Whether changes are heard of. While they are not, no answer is fresh.
    void set_live(bool is_live);

    [[nodiscard]] std::uint64_t hits() const noexcept { return hits_; }

   private:
    struct waiting_taker {
        response_callback take;
        std::uint64_t needed;  // generation that the answer must have been begun in
    };
    struct entry {
        scoped_answer answer;
        answer_maker make;
        std::string client;            // that asked last
        std::size_t bytes = 0;         // counted for it
        std::uint64_t made_in = 0;     // generation the answer was begun in
        std::uint64_t touched_in = 1;  // last generation that touched it
        std::uint64_t asked_in = 0;    // generation it became wanted in, about
        bool is_loading = false;
        std::atomic<bool> is_wanted{false};    // asked for since it was made
        std::atomic<bool> is_repeated{false};  // asked for more than once
        std::vector<waiting_taker> takers;
    };
    using entry_map = std::unordered_map<std::string, std::unique_ptr<entry>>;

    static void note_asked(entry& each) noexcept;
    void load(const std::string& key, const job_owner& owner);
    void load_ahead();
    [[nodiscard]] std::optional<std::string> next_ahead();
    void loaded(const std::string& key, std::uint64_t begun_in, scoped_answer answer);
    void count(const std::string& key, entry& each);
    [[nodiscard]] bool is_over(std::size_t eighths) const noexcept;
    void make_room();

    [[nodiscard]] bool is_fresh(const entry& each) const {
        return is_live_ && each.answer.response != nullptr && each.made_in >= each.touched_in &&
               (!each.answer.scope.until || now_() < *each.answer.scope.until);
    }

    std::shared_mutex mutex_;
    cache_limits limits_;
    wall_clock now_;
    std::size_t bytes_ = 0;
    std::uint64_t generation_ = 1;
    bool is_live_ = false;
    entry_map entries_;
    std::deque<std::string> ahead_;  // keys, the last asked first
    std::size_t loading_ahead_ = 0;
    std::atomic<std::uint64_t> hits_{0};
};

/// The same answer, marked as stale in its headers.
[[nodiscard]] shared_response marked_stale(const shared_response& response);

}  // namespace attrib
