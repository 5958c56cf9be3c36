/// @file
/// What passes between the thread that reads a log of messages and the one that stores them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <libattrib/io/content_mark.hpp>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib::detail {

using steady_clock = std::chrono::steady_clock;

/// Messages of one partition, without a hole between `begin` and `end`.
struct partition_rows {
    struct piece {
        std::uint64_t offset = 0;
        std::size_t end = 0;  ///< in `text`
    };

    std::int32_t partition = 0;
    std::uint64_t claim = 0;  ///< see claim_request
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::string text;
    std::vector<piece> messages;
    std::uint64_t tombstones = 0;
    std::optional<content_mark> mark;  ///< of the last message, unless that is a tombstone
};

struct message_batch {
    std::vector<partition_rows> parts;
    std::uint64_t messages = 0;
    std::size_t bytes = 0;
    steady_clock::time_point since{};  ///< when the first was read
};

/// The store is to take a partition. What was read under an earlier claim does not count any more.
struct claim_request {
    std::int32_t partition = 0;
    std::uint64_t claim = 0;
};

struct claim_answer {
    std::int32_t partition = 0;
    std::uint64_t claim = 0;
    bool is_busy = false;  ///< another program has it; else it is ours
    std::optional<std::uint64_t>
        place{};  ///< how far the ledger has it; nothing: it does not know it
    std::optional<content_mark> mark{};  ///< of the message before `place`
};

/// Two threads, the reader's and the store's.
class message_handoff {
   public:
    struct work {
        std::vector<claim_request> claims;
        std::vector<std::int32_t> releases;
        std::optional<message_batch> batch;
    };
    struct answers {
        bool is_all_lost = false;  ///< no partition is claimed any more; older than the claims here
        std::vector<claim_answer> claims;
    };

    // The reader's side.

    void claim(const claim_request& request);
    void release(std::int32_t partition);

    /// Takes the batch unless one waits already.
    [[nodiscard]] bool deliver(message_batch& batch);

    /// Waits until no batch waits, but no longer than so.
    void wait_for_room(std::chrono::milliseconds longest);

    [[nodiscard]] answers take_answers();

    /// Nothing more comes; what waits is to be stored.
    void close();

    // The store's side.

    /// Waits for work. Releases come before claims, and both before the batch. Nothing: closed.
    [[nodiscard]] std::optional<work> next();

    void answer(const claim_answer& made);

    /// The store has lost all partitions, and drops what waits.
    void lose_all();

    // Of either side that has failed.

    void abandon();
    [[nodiscard]] bool is_abandoned() const;

   private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    work waiting_;
    answers answers_;
    bool is_closed_ = false;
    bool is_abandoned_ = false;
};

}  // namespace attrib::detail
