/// @file
/// Raw events of batches that the tables lack, by user.
#pragma once

#include <cstdint>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/postgres/connection.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// A batch of the ledger.
struct waiting_batch {
    std::int64_t batch_id = 0;
    std::uint64_t rows = 0;
};

/// Batches the tables lack, oldest first: as many as hold `max_rows` or 64 MiB of text, at least
/// one if there is one.
[[nodiscard]] std::vector<waiting_batch> find_waiting(connection& on, std::uint64_t max_rows);

/// All batches that the tables lack, oldest first.
[[nodiscard]] std::vector<waiting_batch> all_waiting(connection& on);

/// Those of `batches` that the tables still lack.
[[nodiscard]] std::vector<waiting_batch> still_waiting(connection& on,
                                                       std::span<const waiting_batch> batches);

/// One user's deliveries as a timeline: channels filled, repeats among them removed, in total
/// order.
struct pending_user {
    std::string_view user_pseudo_id;
    std::vector<event> events;
};

/// Owns what its views show. Users in quarantine are left out. Not thread-safe. Throws what
/// connection throws.
class pending_batches {
   public:
    /// Reads the batches' raw rows. A batch of which fewer rows can be seen than the ledger says is
    /// left for later (where rows are spread over nodes, a commit shows on them one by one).
    pending_batches(connection& on, const std::vector<waiting_batch>& batches,
                    const channel_classifier& classifier);

    /// Reads a batch that was set aside, whatever the ledger says.
    static pending_batches of_batch(connection& on, std::int64_t batch_id,
                                    const channel_classifier& classifier);

    /// Reads all that users did in batches that the tables hold, those in quarantine, too.
    static pending_batches of_users(connection& on, std::span<const std::string> users,
                                    const channel_classifier& classifier);
    pending_batches(const pending_batches&) = delete;
    pending_batches& operator=(const pending_batches&) = delete;

    [[nodiscard]] const std::vector<std::int64_t>& batches() const noexcept { return batches_; }
    /// The first of those left for later, if any.
    [[nodiscard]] std::optional<std::int64_t> hidden_batch() const noexcept {
        return hidden_batch_;
    }
    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
    [[nodiscard]] std::vector<pending_user>& users() noexcept { return users_; }

   private:
    pending_batches(std::string bytes, const channel_classifier& classifier);
    void add_user_events(const std::unordered_map<std::int64_t, std::uint64_t>& missing,
                         const channel_classifier& classifier);

    std::string bytes_;
    std::vector<std::int64_t> batches_;
    std::optional<std::int64_t> hidden_batch_;
    std::uint64_t rows_ = 0;
    std::vector<pending_user> users_;
};

}  // namespace attrib
