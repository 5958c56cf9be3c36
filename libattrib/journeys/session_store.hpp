/// @file
/// Sessions kept in memory, a block per day, for as long as they are those of the tables.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/journeys/session_loader.hpp>
#include <libattrib/marts/table_change.hpp>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

struct session_store_options {
    /// Budget of the blocks, their texts and users, in bytes.
    std::size_t memory = std::size_t{512} << 20;
    /// About how many one statement reads: the server limits its time, and what was read before
    /// it ended stays read. About a second's reading.
    std::size_t sessions_at_once = 1'000'000;
};

/// What the store holds and did.
struct session_store_figures {
    std::size_t bytes = 0;
    std::size_t days = 0;
    std::uint64_t hits = 0;     ///< days found
    std::uint64_t loads = 0;    ///< days read from the tables
    std::uint64_t patches = 0;  ///< days of which only changed users were read
};

/// Reads days on demand and drops the least recently asked for first when the memory budget is
/// spent. A change that names its batches costs the sessions of the users in them, not the day.
/// Nobody gets a day that lacks a change that the store knew of when they began. One thread reads
/// at a time; those who find all their days do not wait for it. Thread-safe.
class session_store {
   public:
    explicit session_store(session_store_options options = {}) : options_(options) {}

    /// A moment in the order of changes; to be taken before the transaction that reads.
    struct moment {
        std::uint64_t generation = 0;
    };
    [[nodiscard]] moment now() const;

    /// How the tables that `asked` days are of were made.
    struct made_with {
        const std::string& settings;  ///< as model_state has it: other settings, other blocks
        const attribution_options& options;
    };

    /// What is asked for.
    struct request {
        calendar_day from;
        calendar_day to;  ///< day after the last
        session_columns columns;
        moment began;
    };

    using block_visit = std::function<void(const std::vector<shared_sessions>&)>;

    /// Calls `visit` with blocks of `columns` or more, one per day of the range: once with all
    /// users where the memory budget allows it, else several times, each time with other users.
    /// REQUIRES: a read-only, repeatable read transaction on `on` that began after the moment.
    /// Throws what connection throws.
    void visit(connection& on, const made_with& how, const request& asked,
               const block_visit& visit);

    /// Days whose sessions the change touches are to be brought up to date.
    void change(const table_change& change);

    /// Whether changes are heard of. While they are not, every day is read.
    void set_live(bool is_live);

    [[nodiscard]] session_store_figures figures() const;

   private:
    // What a refresh took in.
    struct named_change {
        std::uint64_t generation;
        std::uint64_t rows;
        std::vector<std::int64_t> batch_ids;
    };
    struct entry {
        shared_sessions block;
        std::uint64_t begun_in = 0;         // generation that its reading began in
        std::uint64_t whole_in = 0;         // last generation whose users are not known
        std::uint64_t visitors_in = 0;      // the same of its visitors alone
        std::vector<named_change> changes;  // that the block lacks
        std::uint64_t changed_rows = 0;     // of these changes
        std::uint64_t asked = 0;            // when it was last asked for, as asks are numbered
    };
    // What must be read for a question.
    struct work {
        std::vector<calendar_day> whole;
        std::vector<shared_sessions> changed;
        std::vector<std::int64_t> batch_ids;  // that the changed days lack
        session_columns columns;              // of the whole days
    };

    // How the days of a question are read: users in `parts`, so many days at once.
    struct pieces {
        unsigned parts = 1;
        std::chrono::days at_once{1};
    };

    void settle(const made_with& how);
    void touch(entry& each, const table_change& change);
    static void visit_in_parts(connection& on, const made_with& how, const request& asked,
                               const pieces& of, const block_visit& visit);
    [[nodiscard]] bool is_known(const entry& each, const request& asked) const noexcept;
    [[nodiscard]] std::optional<std::vector<shared_sessions>> find(const made_with& how,
                                                                   const request& asked);
    [[nodiscard]] work work_of(const request& asked);
    void read(connection& on, const session_source& source, const request& asked,
              const work& needed, std::chrono::days at_once);
    void keep(const request& asked, const std::vector<shared_sessions>& read);
    void make_room();
    [[nodiscard]] std::size_t bytes() const;
    [[nodiscard]] pieces pieces_of(connection& on, const request& asked, const work& needed) const;

    session_store_options options_;
    std::mutex reading_;        // held by who reads; taken before the other
    mutable std::mutex mutex_;  // for all that follows
    std::string settings_;
    std::chrono::days visitor_days_{0};  // that a session's visitors are known by
    std::shared_ptr<dictionary> texts_ = std::make_shared<dictionary>();
    std::unique_ptr<user_table> users_ = std::make_unique<user_table>();  // for who reads
    std::size_t user_bytes_ = 0;
    std::map<calendar_day, entry> days_;
    std::uint64_t generation_ = 1;
    std::uint64_t everything_in_ = 1;
    std::uint64_t asks_ = 0;
    bool is_live_ = false;
    std::size_t block_bytes_ = 0;
    std::uint64_t hits_ = 0;
    std::uint64_t loads_ = 0;
    std::uint64_t patches_ = 0;
};

}  // namespace attrib
