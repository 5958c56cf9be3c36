#include <libattrib/ingest/ignored_columns.hpp>
#include <libattrib/ingest/loader.hpp>

#include <algorithm>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/ingest/shard_store.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/ingest/source_lock.hpp>
#include <libattrib/io/event_files.hpp>
#include <libattrib/io/live_source.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <mutex>

namespace attrib {
namespace {

constexpr const char* how_to_go_on =
    "; what was committed stays, run the same command again to go on";

event_file open_file(const std::string& path, const load_options& options) {
    if (is_read_once(path))
        throw failure(errc::file_unreadable,
                      (path == "-" ? "standard input" : path) +
                          ": cannot be read a second time, which loading needs to add each row "
                          "once; write it to a file and load that, or stream it by attrib-stream");
    return event_file::open(path, {.reading = options.reading, .chunk_bytes = options.batch_bytes})
        .value();
}

// One file on its way: a reader and some writers around a queue.
class file_load {
   public:
    file_load(const std::string& path, const load_options& options)
        : options_(options),
          version_(version_of(path)),
          file_(open_file(path, options)),
          identity_(identify_source(path, options.reading).value()),
          guard_(options.database),
          lock_(guard_, identity_.text, path, options.how),
          before_(progress_of(guard_, identity_.text)),
          has_shards_(can_store_in_shards(guard_, options.database, options.how.on_message)),
          queue_(options.threads) {}

    load_summary run();

   private:
    void read();
    bool offer(event_chunk&& chunk);
    void write();
    void store(connection& on, shard_store* shards, raw_batch& batch, const event_chunk& chunk);
    void check_complete();

    [[nodiscard]] bool is_interrupted() const noexcept { return options_.how.is_interrupted(); }

    const load_options& options_;
    file_version version_;
    event_file file_;
    source_identity identity_;
    connection guard_;
    source_lock lock_;
    source_progress before_;
    bool has_shards_;
    bounded_queue<event_chunk> queue_;
    std::uint64_t begin_ = 0;  // of the first row
    std::uint64_t end_ = 0;    // where reading came to

    std::mutex mutex_;  // for what follows
    row_counts added_;
    reject_tally rejects_;
    std::uint64_t done_ = 0;
};

load_summary file_load::run() {
    recover_transactions(guard_);  // of a load before, which was cut off
    const std::uint64_t earlier = before_.bytes();
    done_ = earlier;
    run_on_threads(options_.threads + 1, [&](unsigned index) {
        try {
            if (index == 0)
                read();
            else
                write();
        } catch (...) {  // thrown again: only the other threads must learn of it
            queue_.abandon();
            throw;
        }
    });
    if (is_interrupted())
        throw failure(errc::interrupted, file_.path() + ": interrupted" + how_to_go_on);
    check_complete();
    note_ignored_columns(guard_, file_.path(), file_.ignored_columns());
    return {added_,
            {before_.accepted + before_.rejected, before_.accepted, before_.rejected, earlier, 0},
            file_.ignored_columns(),
            std::move(rejects_)};
}

void file_load::read() {
    const auto& parts = before_.parts;
    for (event_chunk chunk; !is_interrupted(); chunk = {}) {
        const auto here = std::ranges::find(parts, end_, &loaded_part::begin);
        if (end_ != 0 && here != parts.end()) {
            file_.skip_to(here->end, here->end_line).value();
            end_ = here->end;
            continue;
        }
        if (!file_.next(chunk).value()) break;
        if (end_ == 0) begin_ = chunk.begin;
        end_ = chunk.end;
        if (!offer(std::move(chunk))) return;
    }
    queue_.close();
}

bool file_load::offer(event_chunk&& chunk) {
    for (event_chunk& piece : pieces_outside(std::move(chunk), before_.parts))
        if (!queue_.push(std::move(piece))) return false;
    return true;
}

void file_load::write() {
    connection on(options_.database);
    lock_.admit(on);
    std::optional<shard_store> shards;
    if (has_shards_) shards.emplace(on, options_.database);
    raw_batch batch;
    while (const auto chunk = queue_.pop()) {
        if (is_interrupted()) return queue_.abandon();
        store(on, shards ? &*shards : nullptr, batch, *chunk);
    }
}

void file_load::store(connection& on, shard_store* shards, raw_batch& batch,
                      const event_chunk& chunk) {
    const std::int64_t batch_id = reserve_batch_id(
        on, chunk.text.size() < bulk_batch_bytes ? batch_kind::single_rows : batch_kind::bulk);
    batch.clear(batch_id, shards != nullptr ? shards->shards() : std::span<const shard>());
    reject_tally rejects;
    tallying_consumer consumer(batch, rejects);
    const row_counts counts = file_.parse(chunk, consumer);
    const batch_entry entry{batch_id, identity_.text, file_.path(), chunk, counts};
    const auto stored =
        shards != nullptr ? shards->store(batch, entry) : store_batch(on, batch, entry);
    const std::scoped_lock lock(mutex_);
    if (stored) {
        added_ += *stored;
        rejects_.add(rejects);
    }
    done_ += counts.bytes;
    if (options_.on_progress) options_.on_progress(done_, identity_.size);
}

// Every byte after the header is in the ledger once, and it has no rows that we did not count
// (those of people who were forgotten meanwhile it has no longer).
void file_load::check_complete() {
    const source_progress now = progress_of(guard_, identity_.text);
    const bool is_whole = end_ == 0 ? now.parts.empty()
                                    : end_ == identity_.size && now.parts.size() == 1 &&
                                          now.parts[0].begin == begin_ && now.parts[0].end == end_;
    if (!is_whole || version_of(file_.path()) != version_ ||
        now.accepted > before_.accepted + added_.accepted ||
        now.rejected > before_.rejected + added_.rejected ||
        added_.read != added_.accepted + added_.rejected + added_.forgotten)
        throw failure(errc::file_unreadable,
                      file_.path() + ": changed while it was read" + how_to_go_on);
}

}  // namespace

void check_loadable(const std::vector<std::string>& paths, const load_options& options) {
    for (const std::string& path : paths) static_cast<void>(open_file(path, options));
    check_renames_of(paths, {.reading = options.reading}).value();
}

load_summary load_file(const std::string& path, const load_options& options) {
    try {
        return file_load(path, options).run();
    } catch (const failure& failed) {
        if (failed.code() != errc::database_unavailable && failed.code() != errc::database_refused)
            throw;
        throw failure(failed.code(), path + ": " + failed.what() + how_to_go_on);
    }
}

}  // namespace attrib
