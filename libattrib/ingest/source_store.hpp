/// @file
/// Batches of one source, stored each once whatever happens to the connection.
#pragma once

#include <functional>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <libattrib/ingest/stream_reader.hpp>
#include <memory>
#include <optional>
#include <string>

namespace attrib {

/// A source that a connection holds, and what the ledger has of it.
struct claimed_source {
    std::unique_ptr<source_lock> lock;
    std::string identity;   ///< in the ledger
    microseconds shift{0};  ///< added to the times of its events
    source_progress progress;
};

/// Takes a source on a connection; called again on each, since the lock goes with its session and
/// what the ledger has is known only under the lock. Throws what connection and source_lock throw.
using claim_source = std::function<claimed_source(connection&)>;

/// Writes what a stream_reader reads. Not thread-safe.
class source_store {
   public:
    /// `status` is added to; told through `options.on_status` after each batch.
    source_store(const stream_options& options, std::string name, const row_parser& parser,
                 claim_source claim, stream_status& status);

    /// Connects and takes the source; waits while the server is away or another program has the
    /// source. False when interrupted meanwhile.
    [[nodiscard]] bool open();

    /// REQUIRES: open() was true.
    [[nodiscard]] const std::vector<loaded_part>& parts() const noexcept { return parts_; }

    /// Stores batches until the queue is closed. After a lost connection it takes the source again
    /// and stores of the batch in doubt what the ledger lacks. Throws failure.
    void write(batch_queue& queue);

    /// Throws failure (file_unreadable) unless the ledger covers these bytes without a hole.
    void check_complete(std::uint64_t begin, std::uint64_t end);

   private:
    // Calls its argument whenever something was done.
    using claimed_work = std::function<void(const std::function<void()>& succeeded)>;
    struct session {
        explicit session(const std::string& database) : on(database) {}
        connection on;
        claimed_source source;
    };

    bool while_claimed(const claimed_work& work);
    void claim();
    void store(const stream_batch& batch);
    void store_missing(event_chunk rows, const stream_batch& batch);
    bool store_piece(const event_chunk& rows, std::optional<content_mark> mark);

    const stream_options& options_;
    std::string name_;
    const row_parser& parser_;
    claim_source claim_;
    stream_status& status_;
    stream_status before_;  // what status_ was before this source
    std::unique_ptr<session> session_;
    std::string identity_;
    std::vector<loaded_part> parts_;
    raw_batch rows_;
};

}  // namespace attrib
