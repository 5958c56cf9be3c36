/// @file
/// Batches whose rows go straight to the workers of a Citus cluster, past its coordinator.
#pragma once

#include <functional>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/shards.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// Whether a shard_store can store batches: ga4_events_raw is spread over workers, the role may
/// lock its shards (its owner may), and the workers can be reached from here; says through
/// `on_message` when one of the latter is not so.
[[nodiscard]] bool can_store_in_shards(connection& on, const std::string& database,
                                       const std::function<void(const std::string&)>& on_message);

/// Stores batches by two-phase commit: each worker takes its rows and prepares them, the
/// coordinator commits the ledger's row, then the workers commit. When something breaks between,
/// recover_transactions decides by the coordinator's transaction, so that a batch is there with its
/// ledger row or not at all. Not thread-safe. REQUIRES: can_store_in_shards.
class shard_store {
   public:
    /// `on` is the coordinator, which must outlive this, and `database` its name.
    shard_store(connection& on, std::string database);

    /// For raw_batch; good until the next batch is stored.
    [[nodiscard]] std::span<const shard> shards() const noexcept { return shards_; }

    /// As store_batch does, and the shards stay where they are meanwhile; waits for one that moves.
    /// Rows go through the coordinator where shards were split since the batch was made, and where
    /// anybody was ever forgotten. REQUIRES: the batch was made with shards().
    [[nodiscard]] std::optional<row_counts> store(const raw_batch& batch, const batch_entry& entry);

   private:
    struct worker {
        std::optional<connection> on;
        std::vector<std::size_t> places;  // of its shards
        bool is_prepared = false;
    };

    [[nodiscard]] bool hold();
    [[nodiscard]] std::optional<std::uint64_t> prepare(const raw_batch& batch);
    std::uint64_t prepare_on(worker& which, const std::string& node, const raw_batch& batch);
    void commit_on_workers();
    void give_up();

    connection& on_;
    std::string database_;
    connection keeper_;
    std::optional<transaction> kept_;  // on keeper_: holds the locks
    std::vector<shard> shards_;
    std::map<std::string, worker> workers_;  // by node
    std::string parts_;                      // their name
};

}  // namespace attrib
