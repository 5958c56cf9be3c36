#include <algorithm>
#include <libattrib/ingest/source_store.hpp>
#include <libattrib/postgres/reconnect.hpp>

namespace attrib {
namespace {

std::uint64_t rows_of(const row_counts& counts) { return counts.accepted + counts.rejected; }

}  // namespace

source_store::source_store(const stream_options& options, std::string name,
                           const row_parser& parser, claim_source claim, stream_status& status)
    : options_(options),
      name_(std::move(name)),
      parser_(parser),
      claim_(std::move(claim)),
      status_(status),
      before_(status) {}

// Calls `work` with the source held, again after each loss of the connection; false when
// interrupted while the server was away.
bool source_store::while_claimed(const claimed_work& work) {
    return while_server_returns(options_.how, [&](const std::function<void()>& succeeded) {
        try {
            if (!session_) claim();
            work(succeeded);
        } catch (...) {  // thrown again: the lock is lost, and nobody knows what was committed
            session_.reset();
            throw;
        }
    });
}

void source_store::claim() {
    auto made = std::make_unique<session>(options_.database);
    made->source = claim_(made->on);
    const source_progress& progress = made->source.progress;
    if (!identity_.empty() && identity_ != made->source.identity)
        throw failure(errc::file_unreadable,
                      name_ +
                          ": was rewritten while the database was away; run the same "
                          "command again to go on");
    identity_ = made->source.identity;
    parts_ = progress.parts;
    // What this run did not add itself; rows of forgotten users may be gone from the ledger.
    const std::uint64_t there = progress.accepted + progress.rejected;
    const std::uint64_t own = rows_of(status_.added) - rows_of(before_.added);
    status_.earlier = before_.earlier + there - std::min(there, own);
    session_ = std::move(made);
}

bool source_store::open() {
    try {
        return while_claimed([](const std::function<void()>& succeeded) { succeeded(); });
    } catch (const failure& failed) {
        if (failed.code() != errc::interrupted) throw;
        return false;
    }
}

void source_store::write(batch_queue& queue) {
    std::optional<stream_batch> batch;
    const bool is_done = while_claimed([&](const std::function<void()>& succeeded) {
        while (batch || (batch = queue.pop())) {
            store(*batch);
            succeeded();
            status_.waiting = queue.size();
            status_.lag = std::chrono::duration_cast<microseconds>(
                std::chrono::steady_clock::now() - batch->since);
            if (options_.on_status) options_.on_status(status_);
            batch.reset();
        }
    });
    if (!is_done)
        throw failure(errc::database_unavailable,
                      name_ +
                          ": interrupted while the database was away; what was read since is not "
                          "committed, run the same command again to go on");
}

void source_store::store(const stream_batch& batch) { store_missing(batch.rows, batch); }

// Only who did not keep to the lock can have added some of it since the ledger was read.
void source_store::store_missing(event_chunk rows, const stream_batch& batch) {
    for (const event_chunk& piece : pieces_outside(std::move(rows), parts_)) {
        const auto mark = piece.end == batch.rows.end ? std::optional(batch.mark) : std::nullopt;
        if (!store_piece(piece, mark))
            throw failure(errc::database_unavailable,
                          name_ + ": the ledger got bytes of this source from another program");
    }
}

bool source_store::store_piece(const event_chunk& rows, std::optional<content_mark> mark) {
    connection& on = session_->on;
    const std::int64_t batch_id = reserve_batch_id(on);
    rows_.clear(batch_id);
    const microseconds shift = session_->source.shift;
    shifting_consumer shifted(rows_, shift);
    reject_tally rejects;
    tallying_consumer consumer(shifted, rejects);
    const timestamp latest =
        options_.now ? options_.now() + future_allowance - shift : timestamp::max();
    const row_counts counts = parser_.parse(rows, consumer, nullptr, latest);
    const auto stored = store_batch(on, rows_, {batch_id, identity_, name_, rows, counts, mark});
    if (stored) {
        status_.added += *stored;
        status_.rejects.add(rejects);
    }
    return stored.has_value();
}

void source_store::check_complete(std::uint64_t begin, std::uint64_t end) {
    bool is_whole = false;
    const bool is_known = while_claimed([&](const std::function<void()>& succeeded) {
        const auto parts = progress_of(session_->on, identity_).parts;
        is_whole = parts.size() == 1 && parts[0].begin == begin && parts[0].end == end;
        succeeded();
    });
    if (is_known && !is_whole)
        throw failure(errc::file_unreadable,
                      name_ +
                          ": the ledger does not have all of it; run the same command again to go "
                          "on");
}

}  // namespace attrib
