/// @file
/// Messages of a log on their way into the database.
#pragma once

#include <atomic>
#include <libattrib/ingest/detail/message_handoff.hpp>
#include <libattrib/ingest/message_source.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <libattrib/ingest/stream.hpp>
#include <libattrib/io/json_message_parser.hpp>
#include <map>
#include <memory>
#include <set>

namespace attrib::detail {

/// Holds the partitions that the reader claims, each by its source's lock, and stores what was
/// read of them; one transaction takes a batch of all of them with their rows of the ledger. When
/// the connection is lost, so are all partitions: the log still has what was not stored. One
/// thread.
class message_store {
   public:
    /// What it is made of must outlive it. `behind` is copied into the status.
    message_store(const stream_options& options, message_source& source, message_handoff& handoff,
                  const std::atomic<std::uint64_t>& behind);

    /// Works until the handoff is closed or abandoned. Throws failure.
    void run();

    [[nodiscard]] const stream_status& status() const noexcept { return status_; }

   private:
    struct held_partition {
        std::unique_ptr<source_lock> lock;
        std::uint64_t claim = 0;
        std::uint64_t place = 0;  ///< the end of what the ledger has
    };
    struct session {
        explicit session(const std::string& database) : on(database) {}
        connection on;
        std::map<std::int32_t, held_partition> held;
    };

    void work_on(message_handoff::work& work);
    void claim(const claim_request& request);
    void say_if_busy(std::int32_t partition, const std::string& identity);
    void store(message_batch& batch);
    void add(const partition_rows& rows, held_partition& held, batch_kind kind);
    [[nodiscard]] row_counts parse(const partition_rows& rows, const std::string& name,
                                   std::uint64_t from, event_consumer& consumer);

    const stream_options& options_;
    message_source& source_;
    message_handoff& handoff_;
    const std::atomic<std::uint64_t>& behind_;
    stream_status status_;
    stream_status done_;  // status_ and what the transaction under way adds
    json_message_parser parser_;
    raw_batch rows_;
    std::unique_ptr<session> session_;
    std::map<std::int32_t, unsigned> times_busy_;  // in a row
    std::set<std::int32_t> seen_;                  // whose earlier rows are counted
};

}  // namespace attrib::detail
