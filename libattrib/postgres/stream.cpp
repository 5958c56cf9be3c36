#include <fmt/format.h>

#include <filesystem>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/io/followed_file.hpp>
#include <libattrib/postgres/source_identity.hpp>
#include <libattrib/postgres/source_store.hpp>
#include <libattrib/postgres/stream.hpp>
#include <libattrib/postgres/stream_reader.hpp>
#include <random>

namespace attrib {
namespace {

constexpr std::size_t batches_waiting = 8;
constexpr std::string_view shift_mark = ":shift=";

std::string random_name() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

class event_stream {
   public:
    event_stream(const std::string& path, const stream_options& options)
        : path_(path), options_(options), pacer_(options.pace) {}

    stream_status run() {
        while (stream_one() && options_.follow && !options_.how.is_interrupted()) {
        }
        return status_;
    }

   private:
    bool stream_one();
    std::unique_ptr<live_source> open();
    source_end transfer(stream_reader& reader, source_store& store);
    void check_complete(const stream_reader& reader, source_store& store);

    claimed_source claim(connection& on, const stream_reader& reader);
    void find_shift(connection& on, const stream_reader& reader, claimed_source& source);

    [[nodiscard]] std::string name() const { return path_ == "-" ? "standard input" : path_; }

    const std::string& path_;
    const stream_options& options_;
    pacer pacer_;
    stream_status status_;

    // Of the source that is being read.
    file_version version_;
    std::optional<source_identity> digest_;
    followed_file* followed_ = nullptr;
    std::string identity_;
    std::optional<microseconds> shift_;
};

// Streams one source to its end; false when there is nothing after it.
bool event_stream::stream_one() {
    const auto source = open();
    stream_reader reader(*source, path_, options_, pacer_);
    if (!reader.begin()) return true;
    source_store store(
        options_, name(), reader.parser(), [&](connection& on) { return claim(on, reader); },
        status_);
    if (!store.open())
        throw failure(errc::interrupted, name() + ": interrupted; nothing was begun");
    reader.pass_over(store.parts());
    const source_end end = transfer(reader, store);
    if (end == source_end::complete) check_complete(reader, store);
    return end != source_end::open;
}

std::unique_ptr<live_source> event_stream::open() {
    identity_.clear();
    shift_.reset();
    if (is_read_once(path_) && !options_.follow) return open_piped(path_).value();
    if (!options_.follow) {
        version_ = version_of(path_);
        return open_stored(path_).value();
    }
    auto opened = followed_file::open(path_).value();
    followed_ = opened.get();
    return opened;
}

source_end event_stream::transfer(stream_reader& reader, source_store& store) {
    batch_queue queue(batches_waiting);
    source_end end = source_end::open;
    run_on_threads(2, [&](unsigned index) {
        try {
            if (index == 0)
                end = reader.run(queue);
            else
                store.write(queue);
        } catch (...) {  // thrown again: only the other thread must learn of it
            queue.abandon();
            throw;
        }
    });
    return end;
}

void event_stream::check_complete(const stream_reader& reader, source_store& store) {
    store.check_complete(reader.begin_offset(), reader.end_offset());
    if (digest_ && (version_of(path_) != version_ || reader.end_offset() != digest_->size))
        throw failure(errc::file_unreadable,
                      name() +
                          ": changed while it was read; what was read is in the database, run the "
                          "same command again to add what it holds now");
}

// Takes the source, and learns what the ledger knows it by and has of it.
claimed_source event_stream::claim(connection& on, const stream_reader& reader) {
    if (identity_.empty()) {
        if (followed_ != nullptr) {
            identity_ =
                bounded_identity(fmt::format("follow:{}:{}:{:016x}", followed_->real_path(),
                                             followed_->inode(), hash_of(reader.first().text)));
        } else if (is_read_once(path_)) {
            identity_ = bounded_identity(
                "stdin:" + (options_.source_name.empty() ? random_name() : options_.source_name));
        } else {
            digest_ = identify_source(path_, options_.renames).value();
            identity_ = digest_->text;
        }
    }
    claimed_source source;
    source.lock = std::make_unique<source_lock>(on, identity_, name(), options_.how);
    source.identity = identity_;
    if (options_.shift_to_now) find_shift(on, reader, source);
    source.progress = progress_of(on, source.identity);
    return source;
}

// Whoever goes on moves the times as far as the one before.
void event_stream::find_shift(connection& on, const stream_reader& reader, claimed_source& source) {
    const std::string prefix = source.identity + std::string(shift_mark);
    std::string after_all = prefix;
    ++after_all.back();
    const query_result before = on.run(
        "select split_part(source, $1, 2)::bigint from ingest_batches where source >= $2 and "
        "source < $3 limit 1",
        {std::string(shift_mark), prefix, after_all});
    if (before.rows() != 0) {
        shift_ = microseconds{before.integer(0, 0)};
    } else if (!shift_) {
        const auto time = time_of(reader.parser(), reader.first());
        if (!time)
            throw failure(errc::file_unreadable,
                          fmt::format("{}: line {}: the first row is no event, so nothing says how "
                                      "far to move the times",
                                      name(), reader.first().first_line));
        shift_ = std::chrono::floor<microseconds>(std::chrono::system_clock::now()) - *time;
    }
    source.shift = *shift_;
    source.identity = prefix + std::to_string(shift_->count());
}

}  // namespace

stream_status stream_events(const std::string& path, const stream_options& options) {
    return event_stream(path, options).run();
}

}  // namespace attrib
