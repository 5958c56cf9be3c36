/// @file
/// Reads the partitions of a log of messages that this program was given, each from where the
/// ledger has it.
#pragma once

#include <atomic>
#include <libattrib/ingest/detail/message_handoff.hpp>
#include <libattrib/ingest/message_source.hpp>
#include <libattrib/ingest/stream.hpp>
#include <map>
#include <vector>

namespace attrib::detail {

/// One thread. A partition goes from `wanted` to `claimed` when the store holds it, and to
/// `reading` when the log has the place; back to `wanted` when the store lost it.
class message_reader final : public message_listener {
   public:
    /// What it is made of must outlive it. `behind` is kept up to date.
    message_reader(const stream_options& options, message_source& source, message_handoff& handoff,
                   std::atomic<std::uint64_t>& behind);

    /// Reads until interrupted, or until the handoff is abandoned. Throws failure.
    void run();

    void given(const std::vector<std::int32_t>& partitions) override;
    void taken_away() override;
    void take(const log_message& next) override;
    void out_of_range(std::int32_t partition) override;

   private:
    enum class stage { wanted, claimed, reading };
    struct partition_state {
        stage at = stage::wanted;
        std::uint64_t claim = 0;
        std::optional<std::uint64_t> place{};  // next to be read; nothing: the first there is
        std::optional<content_mark> mark{};    // of the message before `place`, until it was seen
        steady_clock::time_point due{};        // of the next attempt to claim it
        std::optional<steady_clock::time_point> beyond_since{};  // its place lies after the end
    };

    void take_answers();
    void take_answer(const claim_answer& answer);
    void claim_wanted();
    void place_claimed();
    [[nodiscard]] bool place(std::int32_t partition, partition_state& state);
    [[nodiscard]] bool wait_for_place(std::int32_t partition, partition_state& state,
                                      const offset_range& range) const;
    void start_reading();
    [[nodiscard]] bool is_the_known_one(const log_message& next, partition_state& state) const;
    partition_rows& rows_of(const log_message& next, const partition_state& state);
    [[nodiscard]] bool is_full() const;
    void deliver();
    [[nodiscard]] std::chrono::milliseconds longest_poll() const;
    void note_behind();
    void say(std::int32_t partition, const std::string& message) const;

    const stream_options& options_;
    message_source& source_;
    message_handoff& handoff_;
    std::atomic<std::uint64_t>& behind_;
    std::map<std::int32_t, partition_state> partitions_;
    std::uint64_t last_claim_ = 0;
    message_batch open_;
    std::size_t last_part_ = 0;  // of open_, the one that a message was added to last
};

}  // namespace attrib::detail
