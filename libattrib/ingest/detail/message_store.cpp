#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/detail/message_store.hpp>
#include <libattrib/postgres/reconnect.hpp>

namespace attrib::detail {
namespace {

// A partition that moves from one program to another is busy for a moment.
constexpr unsigned times_busy_before_said = 20;

}  // namespace

message_store::message_store(const stream_options& options, message_source& source,
                             message_handoff& handoff, const std::atomic<std::uint64_t>& behind)
    : options_(options),
      source_(source),
      handoff_(handoff),
      behind_(behind),
      parser_(options.reading) {}

void message_store::run() {
    const bool is_done =
        while_server_returns(options_.how, [&](const std::function<void()>& succeeded) {
            try {
                if (!session_) session_ = std::make_unique<session>(options_.database);
                while (auto work = handoff_.next()) {
                    work_on(*work);
                    succeeded();
                }
            } catch (...) {  // thrown again: the locks are lost
                session_.reset();
                handoff_.lose_all();
                throw;
            }
        });
    if (!is_done)
        throw failure(errc::database_unavailable,
                      "interrupted while the database was away; what is not committed is read "
                      "again when the same command is run again");
}

void message_store::work_on(message_handoff::work& work) {
    for (const std::int32_t partition : work.releases) session_->held.erase(partition);
    for (const claim_request& request : work.claims) claim(request);
    if (work.batch) store(*work.batch);
}

void message_store::claim(const claim_request& request) {
    const std::string identity = source_.identity_of(request.partition);
    held_partition& held = session_->held[request.partition];
    if (!held.lock) held.lock = source_lock::if_free(session_->on, identity);
    if (!held.lock) {
        session_->held.erase(request.partition);
        say_if_busy(request.partition, identity);
        return handoff_.answer({request.partition, request.claim, true, {}, {}});
    }
    times_busy_.erase(request.partition);
    const source_progress progress = progress_of(session_->on, identity);
    if (seen_.insert(request.partition).second)
        status_.earlier += progress.accepted + progress.rejected;
    held.claim = request.claim;
    claim_answer answer{request.partition, request.claim, false, {}, {}};
    held.place = 0;
    if (!progress.parts.empty()) {
        held.place = progress.parts.back().end;
        answer.place = held.place;
        answer.mark = progress.parts.back().mark;
    }
    handoff_.answer(answer);
}

void message_store::say_if_busy(std::int32_t partition, const std::string& identity) {
    if (++times_busy_[partition] != times_busy_before_said || !options_.how.on_message) return;
    if (const auto who = holder_of(session_->on, identity))
        options_.how.on_message(fmt::format(
            "{}: another program adds this source ({}); waiting until it ends or gives it up",
            source_.name_of(partition), *who));
}

void message_store::store(message_batch& batch) {
    const auto is_current = [&](const partition_rows& rows) {
        const auto held = session_->held.find(rows.partition);
        return held != session_->held.end() && held->second.claim == rows.claim &&
               held->second.place < rows.end;
    };
    std::erase_if(batch.parts, [&](const partition_rows& rows) { return !is_current(rows); });
    if (batch.parts.empty()) return;
    done_ = status_;
    const auto kind = batch.bytes < bulk_batch_bytes ? batch_kind::single_rows : batch_kind::bulk;
    {
        batch_transaction work(session_->on);
        for (const partition_rows& rows : batch.parts)
            add(rows, session_->held.at(rows.partition), kind);
        work.commit();
    }
    for (const partition_rows& rows : batch.parts) {
        session_->held.at(rows.partition).place = rows.end;
        source_.stored(rows.partition, rows.end);
    }
    status_ = done_;
    status_.messages_behind = behind_;
    status_.lag = std::chrono::duration_cast<microseconds>(steady_clock::now() - batch.since);
    if (options_.on_status) options_.on_status(status_);
}

// Within the transaction.
void message_store::add(const partition_rows& rows, held_partition& held, batch_kind kind) {
    const std::string name = source_.name_of(rows.partition);
    const std::string identity = source_.identity_of(rows.partition);
    event_chunk where;
    where.begin = std::max(rows.begin, held.place);
    where.end = where.end_line = rows.end;
    const std::int64_t batch_id = reserve_batch_id(session_->on, kind);
    rows_.clear(batch_id);
    reject_tally rejects;
    tallying_consumer consumer(rows_, rejects);
    const row_counts counts = parse(rows, name, where.begin, consumer);
    const auto stored =
        add_batch(session_->on, rows_, {batch_id, identity, name, where, counts, rows.mark});
    if (!stored)
        throw failure(errc::database_unavailable,
                      name + ": the ledger got messages of this source from another program");
    done_.added += *stored;
    done_.rejects.add(rejects);
    done_.tombstones += rows.tombstones;
}

row_counts message_store::parse(const partition_rows& rows, const std::string& name,
                                std::uint64_t from, event_consumer& consumer) {
    const timestamp latest = options_.now ? options_.now() + future_allowance : timestamp::max();
    row_counts counts;
    std::size_t begin = 0;
    for (const partition_rows::piece& piece : rows.messages) {
        if (piece.offset >= from)
            counts +=
                parser_.parse(std::string_view(rows.text).substr(begin, piece.end - begin),
                              {.source = name, .offset = piece.offset, .latest = latest}, consumer);
        begin = piece.end;
    }
    return counts;
}

}  // namespace attrib::detail
