#include <algorithm>
#include <atomic>
#include <libattrib/core/threads.hpp>
#include <libattrib/journeys/detail/number_filter.hpp>
#include <libattrib/journeys/detail/seen_users.hpp>
#include <libattrib/journeys/detail/session_slots.hpp>
#include <libattrib/journeys/session_fold.hpp>
#include <unordered_map>

namespace attrib {
namespace {

// Users whose groups fit the processor's cache.
constexpr user_number chunk_users = 4096;
// Users that a thread takes at a time: it looks for their first session in each block once.
constexpr user_number run_users = 16 * chunk_users;

// One thread's counts. Blocks have their sessions in the order of users, so that all sessions of a
// few users come together, and to know a user again takes a small set.
class partial_counts {
   public:
    partial_counts(const session_question& asked, const number_filter& filter,
                   const std::vector<shared_sessions>& blocks)
        : asked_(asked),
          filter_(filter),
          blocks_(blocks),
          slots_(asked.by, blocks),
          cursors_(blocks.size()) {}

    // All sessions of the users from `begin` to before `end`.
    void add(user_number begin, user_number end) {
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            cursors_[i] = static_cast<std::size_t>(
                std::ranges::lower_bound(blocks_[i]->users, begin) - blocks_[i]->users.begin());
        for (user_number chunk = begin; chunk < end; chunk += chunk_users) {
            for (std::size_t i = 0; i < blocks_.size(); ++i)
                add_chunk(i, chunk, std::min<user_number>(end - chunk, chunk_users));
            seen_.clear();
        }
    }

    template <class Visit>
    void for_each_group(const Visit& visit) const {
        slots_.for_each([&](const group_key& key, std::size_t slot) {
            if (slot < sums_.size() && sums_[slot].sessions != 0) visit(key, sums_[slot]);
        });
    }

   private:
    void add_chunk(std::size_t at, user_number chunk, user_number users) {
        const session_block& block = *blocks_[at];
        const std::size_t begin = cursors_[at];
        std::size_t end = begin;
        while (end < block.size() && block.users[end] - chunk < users) ++end;
        cursors_[at] = end;
        found_.resize(std::max(found_.size(), end - begin));
        if (filter_.takes_all_sessions()) return add_run(at, chunk, begin, end);
        // Of sessions that the filter does not take, no group is kept.
        for (std::size_t i = begin; i < end;) {
            const std::size_t first = i;
            while (i < end && filter_.takes(block, i)) ++i;
            if (i == first)
                ++i;
            else
                add_run(at, chunk, first, i);
        }
    }

    // Sessions from the place `begin` to before `end` of a block.
    void add_run(std::size_t at, user_number chunk, std::size_t begin, std::size_t end) {
        const session_block& block = *blocks_[at];
        slots_.find(at, begin, end, found_.data());
        if (slots_.size() > sums_.size()) {
            check_amounts(slots_.size(), asked_.most_groups);
            sums_.resize(slots_.size());
        }
        for (std::size_t i = begin; i < end; ++i) {
            const std::uint32_t slot = found_[i - begin];
            session_sums& sums = sums_[slot];
            ++sums.sessions;
            sums.users += static_cast<std::int64_t>(seen_.insert(slot, block.users[i] - chunk));
            if (asked_.has_counts) add_counts(block.counts[i], sums);
        }
    }

    static void add_counts(const session_counts& of, session_sums& to) noexcept {
        to.events += of.events;
        to.converting_sessions += of.conversions > 0 ? 1 : 0;
        to.conversions += of.conversions;
    }

    const session_question& asked_;
    const number_filter& filter_;
    const std::vector<shared_sessions>& blocks_;
    session_slots slots_;
    std::vector<std::size_t> cursors_;  // the next session of each block
    std::vector<std::uint32_t> found_;  // slots of the sessions under way
    std::vector<session_sums> sums_;    // by slot
    seen_users seen_{chunk_users};      // of the chunk, by slot
};

user_number end_of_users(const std::vector<shared_sessions>& blocks) {
    user_number end = 0;
    for (const shared_sessions& each : blocks)
        if (each->size() != 0) end = std::max(end, each->users.back() + 1);
    return end;
}

}  // namespace

void session_fold::add(const std::vector<shared_sessions>& blocks) {
    const user_number end = end_of_users(blocks);
    if (end == 0) return;
    const dictionary& texts = *blocks.front()->texts;
    const number_filter filter(asked_.only, texts);
    const user_number runs = (end - 1) / run_users + 1;
    const unsigned threads = std::min<unsigned>(threads_, runs);
    std::vector<partial_counts> counts;
    for (unsigned i = 0; i < threads; ++i) counts.emplace_back(asked_, filter, blocks);
    std::atomic<user_number> next{0};
    run_on_threads(threads, [&](unsigned thread) {
        for (user_number run = next++; run < runs; run = next++)
            counts[thread].add(run * run_users, run + 1 == runs ? end : (run + 1) * run_users);
    });
    std::unordered_map<group_key, session_sums, group_key_hash> all;
    for (const partial_counts& each : counts)
        each.for_each_group([&](const group_key& key, const session_sums& more) {
            all[key].add(more);
            check_amounts(all.size(), asked_.most_groups);
        });
    for (const auto& [key, more] : all) {
        groups_[values_of(asked_.by, texts, key)].add(more);
        check_amounts(groups_.size(), asked_.most_groups);
    }
}

std::vector<session_group> session_fold::rows() const {
    std::vector<session_group> rows;
    rows.reserve(groups_.size());
    for (const auto& [values, sums] : groups_) rows.push_back({values, sums});
    return rows;
}

}  // namespace attrib
