#include <libattrib/postgres/loader.hpp>

#include <algorithm>
#include <filesystem>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <libattrib/postgres/raw_batch.hpp>
#include <libattrib/postgres/source_identity.hpp>
#include <mutex>

namespace attrib {
namespace {

constexpr const char* how_to_go_on =
    "; what was committed stays, run the same command again to go on";

event_file open_file(const std::string& path, const load_options& options) {
    std::error_code unknown;
    const bool is_elsewhere = std::filesystem::exists(path, unknown) &&
                              !std::filesystem::is_regular_file(path, unknown) &&
                              !std::filesystem::is_directory(path, unknown);
    if (path == "-" || is_elsewhere)
        throw failure(errc::file_unreadable,
                      (path == "-" ? "standard input" : path) +
                          ": cannot be read a second time, which loading needs to add each row "
                          "once; write it to a file and load that");
    return event_file::open(path, {.renames = options.renames, .chunk_bytes = options.batch_bytes})
        .value();
}

// One file on its way: a reader and some writers around a queue.
class file_load {
   public:
    file_load(const std::string& path, const load_options& options)
        : options_(options),
          file_(open_file(path, options)),
          identity_(identify_source(path, options.renames).value()),
          guard_(options.database),
          lock_(guard_, lock_purpose::load, static_cast<std::uint32_t>(hash_of(identity_.text))),
          before_(progress_of(guard_, identity_.text)),
          queue_(options.threads) {}

    load_summary run();

   private:
    void read();
    bool offer(event_chunk&& chunk);
    void write();
    void store(connection& on, raw_batch& batch, const event_chunk& chunk);
    void check_complete();

    [[nodiscard]] bool is_interrupted() const noexcept {
        return options_.interrupt != nullptr && *options_.interrupt;
    }

    const load_options& options_;
    event_file file_;
    source_identity identity_;
    connection guard_;
    advisory_lock lock_;
    source_progress before_;
    bounded_queue<event_chunk> queue_;
    std::uint64_t end_ = 0;  // where reading came to

    std::mutex mutex_;  // for what follows
    row_counts added_;
    std::uint64_t done_ = 0;
};

load_summary file_load::run() {
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
    return {added_,
            {before_.accepted + before_.rejected, before_.accepted, before_.rejected, earlier, 0},
            file_.ignored_columns()};
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
    raw_batch batch;
    while (const auto chunk = queue_.pop()) {
        if (is_interrupted()) return queue_.abandon();
        store(on, batch, *chunk);
    }
}

void file_load::store(connection& on, raw_batch& batch, const event_chunk& chunk) {
    const std::int64_t batch_id = reserve_batch_id(
        on, chunk.text.size() < bulk_batch_bytes ? batch_kind::single_rows : batch_kind::bulk);
    batch.clear(batch_id);
    const row_counts counts = file_.parse(chunk, batch);
    const auto stored =
        store_batch(on, batch, {batch_id, identity_.text, file_.path(), chunk, counts});
    const std::scoped_lock lock(mutex_);
    if (stored) added_ += *stored;
    done_ += counts.bytes;
    if (options_.on_progress) options_.on_progress(done_, identity_.size);
}

// Every byte behind the header is in the ledger once, and the ledger's rows are those we counted.
void file_load::check_complete() {
    const source_progress now = progress_of(guard_, identity_.text);
    std::uint64_t place = now.parts.empty() ? end_ : now.parts.front().begin;
    for (const loaded_part& part : now.parts) {
        if (part.begin != place) break;
        place = part.end;
    }
    if (place != end_ || (end_ != 0 && end_ != identity_.size) ||
        now.accepted != before_.accepted + added_.accepted ||
        now.rejected != before_.rejected + added_.rejected ||
        added_.read != added_.accepted + added_.rejected + added_.forgotten)
        throw failure(errc::file_unreadable,
                      file_.path() +
                          ": changed while it was read, or was loaded by someone else at "
                          "the same time" +
                          how_to_go_on);
}

}  // namespace

void check_loadable(const std::string& path, const load_options& options) {
    open_file(path, options);
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
