/// @file
/// Journeys kept in memory, a block per day, for as long as no change touches the day.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <libattrib/journeys/journey_loader.hpp>
#include <libattrib/marts/table_change.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

struct journey_store_options {
    std::size_t memory = std::size_t{512}
                         << 20;  ///< budget of the blocks and their texts, in bytes
    /// See journey_source.
    std::function<connection()> connect{};
};

/// What the store holds and did.
struct journey_store_figures {
    std::size_t bytes = 0;
    std::size_t days = 0;
    std::uint64_t hits = 0;   ///< days found
    std::uint64_t loads = 0;  ///< days read from the tables
};

/// Reads days on demand and drops the least recently asked for first when the memory budget is
/// spent. A day is *fresh* until a change touches it; nobody gets a day that was read before a
/// change that the store knew of when they began. Days that many ask for at once are read once.
/// Thread-safe.
class journey_store {
   public:
    explicit journey_store(journey_store_options options = {}) : options_(std::move(options)) {}

    /// A moment in the order of changes; to be taken before the transaction that reads.
    struct moment {
        std::uint64_t generation = 0;
    };
    [[nodiscard]] moment now() const;

    /// How the tables that `asked` days are of were made.
    struct made_with {
        const std::string& settings;  ///< as model_state has it: other settings, other blocks
        const attribution_options& options;
        const std::vector<std::string>& paid_channels;
    };

    /// What is asked for.
    struct request {
        calendar_day from;
        calendar_day to;  ///< day after the last
        touch_columns columns;
        moment began;
    };

    /// Calls `visit` with blocks of `columns` or more until each day of the range with conversions
    /// was in one call: all days at once where the memory budget allows it, else in several calls.
    /// REQUIRES: a read-only, repeatable read transaction on `on` that began after the moment.
    /// Throws what connection throws.
    void visit(connection& on, const made_with& how, const request& asked,
               const std::function<void(const std::vector<shared_block>&)>& visit);

    /// Days whose journeys the change touches are not fresh any more.
    void change(const table_change& change);

    /// Whether changes are heard of. While they are not, no day is fresh.
    void set_live(bool is_live);

    [[nodiscard]] journey_store_figures figures() const;

   private:
    struct entry {
        shared_block block;
        std::uint64_t begun_in = 0;    // generation that its reading began in
        std::uint64_t touched_in = 0;  // last generation that touched it
        std::uint64_t asked = 0;       // when it was last asked for, as asks are numbered
        bool is_loading = false;
    };
    using day_range = std::pair<calendar_day, calendar_day>;  // the second is the day after
    using held_lock = std::unique_lock<std::mutex>;

    // One call's work.
    struct reading {
        connection& on;
        const made_with& how;
        const request& asked;
        std::shared_ptr<dictionary> texts;
    };

    void settle(const made_with& how);
    [[nodiscard]] std::vector<day_range> pieces_of(connection& on, const made_with& how,
                                                   const request& asked) const;
    [[nodiscard]] std::vector<shared_block> days_of(connection& on, const made_with& how,
                                                    const request& asked);
    void load_all(held_lock& held, const reading& by, const std::vector<calendar_day>& unread,
                  std::vector<shared_block>& out);
    void load(held_lock& held, const reading& by, const day_range& days,
              std::vector<shared_block>& out);
    [[nodiscard]] bool is_fresh(const entry& each, const reading& by) const noexcept;
    void make_room();

    journey_store_options options_;
    mutable std::mutex mutex_;  // for all that follows
    std::condition_variable loaded_;
    std::string settings_;
    std::shared_ptr<dictionary> texts_ = std::make_shared<dictionary>();
    std::map<calendar_day, entry> days_;
    std::uint64_t generation_ = 1;
    std::uint64_t everything_touched_in_ = 1;
    std::uint64_t asks_ = 0;
    bool is_live_ = false;
    std::size_t bytes_ = 0;  // of the blocks
    std::uint64_t hits_ = 0;
    std::uint64_t loads_ = 0;
};

}  // namespace attrib
