/// @file
/// A batch of raw events on its way into the database.
#pragma once

#include <functional>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/shards.hpp>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Encodes events and rejects as rows of ga4_events_raw and ga4_events_rejected.
class raw_batch final : public event_consumer {
   public:
    /// Keeps all rejects, or only the first `max_rejects` of a batch; the ledger counts all.
    explicit raw_batch(std::uint64_t max_rejects = std::numeric_limits<std::uint64_t>::max())
        : max_rejects_(max_rejects) {}

    /// Removes all rows, but not their memory; those added next belong to that batch. If shards are
    /// given, accepted rows are kept apart by the shard of their users; they must outlive the
    /// batch.
    void clear(std::int64_t batch_id, std::span<const shard> shards = {});

    void accept(const event& taken) override;
    void refuse(const reject& refused) override;

    /// Adds the rows of another batch, with its number. REQUIRES: neither has shards.
    void add(const raw_batch& more);

    /// Makes all rows those of that batch. REQUIRES: no shards.
    void renumber(std::int64_t batch_id);

    /// By shard; one text where no shards were given.
    [[nodiscard]] std::span<const std::string> accepted_rows() const noexcept { return accepted_; }
    [[nodiscard]] const std::string& rejected_rows() const noexcept { return rejected_; }

    /// Bytes of all rows.
    [[nodiscard]] std::size_t bytes() const noexcept;

    /// Rejects that are kept.
    [[nodiscard]] std::size_t rejects() const noexcept { return places_.size(); }
    [[nodiscard]] std::string_view reject_text(std::size_t index) const noexcept {
        return std::string_view(rejected_).substr(places_[index].text, places_[index].size);
    }
    /// rejected_rows but for some, given by index in ascending order.
    [[nodiscard]] std::string rejected_rows_without(const std::vector<std::size_t>& some) const;

   private:
    std::uint64_t max_rejects_;
    std::int64_t batch_id_ = 0;
    std::span<const shard> shards_;
    std::vector<std::string> accepted_{1};
    std::string rejected_;

    struct reject_place {
        std::size_t row;   // where it begins in rejected_
        std::size_t text;  // its last field, to the end of the row
        std::size_t size;
    };
    std::vector<reject_place> places_;
};

/// Sends the accepted rows of a batch to where they are kept, within the transaction that stores
/// the batch. Returns how many were taken; nothing when the rows are to go the usual way.
using row_sender = std::function<std::optional<std::uint64_t>()>;

/// Adds a batch and its row in the ledger to the transaction, without the rows of forgotten users.
/// Returns what was added; nothing when its part of the source is there already. Rows go into
/// ga4_events_raw on `on` unless `send` takes them. REQUIRES: a batch_transaction. Throws what
/// connection and `send` throw.
[[nodiscard]] std::optional<row_counts> add_batch(connection& on, const raw_batch& batch,
                                                  const batch_entry& entry,
                                                  const row_sender& send = {});

/// The transaction of batches: keeps out whoever forgets a person meanwhile, and announces the
/// batches on ingest_channel when it is committed.
class batch_transaction {
   public:
    explicit batch_transaction(connection& on);
    void commit();

   private:
    connection& connection_;
    transaction work_;
};

/// add_batch in a transaction of its own.
[[nodiscard]] std::optional<row_counts> store_batch(connection& on, const raw_batch& batch,
                                                    const batch_entry& entry,
                                                    const row_sender& send = {});

/// A source of one batch.
struct new_source {
    std::string source;
    std::string source_name;
    row_counts counts;
};

/// Stores such a source as store_batch does, in fewer round trips, and gives the rows its number.
[[nodiscard]] std::optional<row_counts> store_new_source(connection& on, raw_batch& batch,
                                                         const new_source& entry);

}  // namespace attrib
