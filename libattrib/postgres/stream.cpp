#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/io/live_source.hpp>
#include <libattrib/io/row_splitter.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <libattrib/postgres/raw_batch.hpp>
#include <libattrib/postgres/source_identity.hpp>
#include <libattrib/postgres/stream.hpp>
#include <limits>
#include <mutex>

namespace attrib {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t batches_waiting = 8;
constexpr std::size_t read_bytes = std::size_t{256} * 1024;
constexpr std::chrono::milliseconds look_again_after{50};
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view shift_mark = ":shift=";

// One file, or what took its name: rows with one header.
struct generation {
    std::string name;      // as the user named it
    std::string identity;  // in the ledger
    row_parser parser;
    microseconds shift{0};
    std::vector<loaded_part> parts;  // that are in the ledger
};

struct stream_batch {
    const generation* source = nullptr;
    event_chunk rows;
    std::uint64_t count = 0;
    clock::time_point since;
};

// Moves times on their way.
class shifting_consumer final : public event_consumer {
   public:
    shifting_consumer(event_consumer& to, microseconds shift) : to_(to), shift_(shift) {}

    void accept(const event& taken) override {
        event moved = taken;
        moved.event_timestamp += shift_;
        to_.accept(moved);
    }
    void refuse(const reject& refused) override { to_.refuse(refused); }

   private:
    event_consumer& to_;
    microseconds shift_;
};

// The time of a row, if it is an event.
class time_reader final : public event_consumer {
   public:
    std::optional<timestamp> read(const row_parser& parser, const event_chunk& row) {
        found_.reset();
        parser.parse(row, *this);
        return found_;
    }
    void accept(const event& taken) override { found_ = taken.event_timestamp; }
    void refuse(const reject&) override {}

   private:
    std::optional<timestamp> found_;
};

event_chunk chunk_of(const stream_row& row) {
    event_chunk chunk;
    chunk.text = row.text;
    chunk.begin = row.begin;
    chunk.end = row.end;
    chunk.first_line = row.line;
    chunk.end_line = row.end_line;
    chunk.oversize = row.oversize;
    return chunk;
}

// Waits without reading on, as a pace wants; looks at the flag now and then.
void wait_until(clock::time_point due, const patience& how) {
    while (!how.is_interrupted()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - clock::now());
        if (left.count() <= 0) return;
        ::poll(nullptr, 0, static_cast<int>(std::min(left, look_again_after).count()));
    }
}

class event_stream {
   public:
    event_stream(const std::string& path, const stream_options& options)
        : path_(path), options_(options), queue_(batches_waiting) {}

    stream_status run();

   private:
    void read();
    bool read_generation();
    [[nodiscard]] std::unique_ptr<live_source> open() const;
    static bool read_row(live_source& source, row_splitter& rows, std::optional<stream_row>& row);
    void begin_generation(const stream_row& header);
    void identify(const stream_row& first);
    void shift(connection& on, const stream_row& first);
    void take(const stream_row& row);
    void keep_pace(const event_chunk& row);
    void send();
    void send_when_old();

    void write();
    void store(connection& on, const stream_batch& batch);

    [[nodiscard]] std::string name() const { return path_ == "-" ? "standard input" : path_; }
    [[nodiscard]] const patience& how() const noexcept { return options_.how; }

    const std::string& path_;
    const stream_options& options_;
    bounded_queue<stream_batch> queue_;
    std::deque<generation> generations_;

    // The reader's.
    stream_batch open_;
    std::optional<clock::time_point> started_;
    std::uint64_t paced_ = 0;
    std::optional<timestamp> first_time_;
    bool is_identified_ = false;

    std::mutex mutex_;  // for what follows
    stream_status status_;
};

stream_status event_stream::run() {
    run_on_threads(2, [&](unsigned index) {
        try {
            if (index == 0)
                read();
            else
                write();
        } catch (...) {  // thrown again: only the other thread must learn of it
            queue_.abandon();
            throw;
        }
    });
    return status_;
}

void event_stream::read() {
    while (read_generation() && options_.follow && !how().is_interrupted()) {
    }
    queue_.close();
}

std::unique_ptr<live_source> event_stream::open() const {
    if (path_ == "-") return open_standard_input();
    return (options_.follow ? open_followed(path_) : open_stored(path_)).value();
}

// The next row; false when there is none now, or none any more.
bool event_stream::read_row(live_source& source, row_splitter& rows,
                            std::optional<stream_row>& row) {
    thread_local std::string piece(read_bytes, '\0');
    while (!(row = rows.next())) {
        const std::size_t got = source.read(piece.data(), piece.size()).value();
        if (got == 0) return false;
        rows.add(std::string_view(piece).substr(0, got));
    }
    return true;
}

// Reads one source to its end; false when there is nothing behind it.
bool event_stream::read_generation() {
    const auto source = open();
    row_splitter rows;
    bool has_header = false;
    is_identified_ = false;
    const auto deal_with = [&](const stream_row& row) {
        if (row.text.find_first_not_of("\r\n") == std::string_view::npos) return;
        if (!std::exchange(has_header, true)) {
            if (!rows.is_json()) return begin_generation(row);
            generations_.push_back({name(), {}, row_parser(name(), options_.renames), {}, {}});
        }
        take(row);
    };
    while (!how().is_interrupted()) {
        std::optional<stream_row> row;
        if (read_row(*source, rows, row)) {
            deal_with(*row);
            send_when_old();
            continue;
        }
        if (source->is_over()) {
            if (rows.is_quoted())
                throw failure(errc::unterminated_quote,
                              name() + ": ends inside a quoted value; what was before is loaded");
            if ((row = rows.rest())) deal_with(*row);
            send();
            return true;
        }
        send_when_old();
        source->wait(open_.count == 0 ? look_again_after : std::chrono::milliseconds{1});
    }
    send();
    return false;
}

void event_stream::begin_generation(const stream_row& header) {
    std::string_view text = header.text;
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    csv_rows values(text, header.line);
    values.next();
    auto mapped = map_columns(values.values().all(), options_.renames);
    if (!mapped) throw failure(mapped.error().code, name() + ": " + mapped.error().message);
    generations_.push_back({name(), {}, row_parser(name(), std::move(*mapped)), {}, {}});
}

// What the ledger knows this source by, and what it has of it.
void event_stream::identify(const stream_row& first) {
    generation& now = generations_.back();
    std::uint64_t size = std::numeric_limits<std::uint64_t>::max();
    if (path_ == "-") {
        now.identity =
            options_.source_name.empty()
                ? fmt::format("stdin:{}:{}", ::getpid(),
                              std::chrono::system_clock::now().time_since_epoch().count())
                : bounded_identity("stdin:" + options_.source_name);
    } else if (options_.follow) {
        struct stat status {};
        if (::stat(path_.c_str(), &status) != 0) status = {};
        size = static_cast<std::uint64_t>(status.st_size);
        now.identity = bounded_identity(fmt::format(
            "follow:{}:{}:{:016x}", std::filesystem::absolute(path_).lexically_normal().string(),
            status.st_ino, hash_of(first.text)));
    } else {
        now.identity = identify_source(path_, options_.renames).value().text;
    }
    const bool is_known = while_server_returns(how(), [&](const std::function<void()>& connected) {
        connection on(options_.database);
        connected();
        if (options_.shift_to_now) shift(on, first);
        source_progress progress = progress_of(on, now.identity);
        // A file shorter than what was read of it was cut and begun anew.
        const std::string identity = now.identity;
        for (int i = 2; !progress.parts.empty() && progress.parts.back().end > size; ++i) {
            now.identity = fmt::format("{}:{}", identity, i);
            progress = progress_of(on, now.identity);
        }
        now.parts = progress.parts;
        const std::scoped_lock lock(mutex_);
        status_.earlier += progress.accepted + progress.rejected;
    });
    if (!is_known) throw failure(errc::interrupted, name() + ": interrupted; nothing was begun");
}

// Whoever goes on moves the times as far as the one before.
void event_stream::shift(connection& on, const stream_row& first) {
    generation& now = generations_.back();
    const std::string prefix = now.identity + std::string(shift_mark);
    const query_result before = on.run(
        "select split_part(source, $1, 2)::bigint from ingest_batches where starts_with(source, "
        "$2) limit 1",
        {std::string(shift_mark), prefix});
    if (before.rows() != 0) {
        now.shift = microseconds{before.integer(0, 0)};
    } else if (const auto time = time_reader().read(now.parser, chunk_of(first))) {
        now.shift = std::chrono::floor<microseconds>(std::chrono::system_clock::now()) - *time;
    } else {
        throw failure(errc::file_unreadable,
                      name() + ": line " + std::to_string(first.line) +
                          ": the first row is no event, so nothing says how far to move the times");
    }
    now.identity = prefix + std::to_string(now.shift.count());
}

void event_stream::take(const stream_row& row) {
    if (!std::exchange(is_identified_, true)) identify(row);
    generation& now = generations_.back();
    const auto part = std::ranges::upper_bound(now.parts, row.begin, {}, &loaded_part::end);
    if (part != now.parts.end() && part->begin <= row.begin) return send();
    event_chunk rows = chunk_of(row);
    keep_pace(rows);
    if (open_.count != 0 && (rows.oversize || open_.rows.oversize)) send();
    if (open_.count++ == 0) {
        open_.source = &now;
        open_.rows = std::move(rows);
        open_.since = clock::now();
    } else {
        open_.rows.text += rows.text;
        open_.rows.end = rows.end;
        open_.rows.end_line = rows.end_line;
    }
    if (open_.count >= options_.batch_rows) send();
}

void event_stream::keep_pace(const event_chunk& row) {
    const stream_pace& pace = options_.pace;
    if (!pace.delay && !pace.rows_a_second && !pace.speed) return;
    const clock::time_point now = clock::now();
    if (!started_) started_ = now;
    clock::time_point due = *started_;
    if (pace.delay) due += *pace.delay * static_cast<std::int64_t>(paced_);
    if (pace.rows_a_second)
        due += std::chrono::duration_cast<clock::duration>(
            std::chrono::duration<double>(static_cast<double>(paced_) / *pace.rows_a_second));
    if (pace.speed) {
        const auto time = time_reader().read(generations_.back().parser, row);
        if (time && !first_time_) first_time_ = time;
        if (time)
            due += std::chrono::duration_cast<clock::duration>(
                std::chrono::duration<double>(*time - *first_time_) / *pace.speed);
    }
    ++paced_;
    if (due <= now) return;
    if (open_.count != 0 && due - open_.since >= options_.batch_age) {
        wait_until(std::min(due, open_.since + options_.batch_age), how());
        send();
    }
    wait_until(due, how());
}

void event_stream::send() {
    if (open_.count == 0) return;
    queue_.push(std::move(open_));
    open_ = {};
}

void event_stream::send_when_old() {
    if (open_.count != 0 && clock::now() - open_.since >= options_.batch_age) send();
}

void event_stream::write() {
    std::optional<stream_batch> batch;
    const bool is_done = while_server_returns(how(), [&](const std::function<void()>& connected) {
        connection on(options_.database);
        connected();
        while (batch || (batch = queue_.pop())) {
            store(on, *batch);
            batch.reset();
        }
    });
    if (is_done) return;
    queue_.abandon();
    throw failure(errc::database_unavailable,
                  name() +
                      ": interrupted while the database was away; what was read since is not "
                      "committed, run the same command again to go on");
}

void event_stream::store(connection& on, const stream_batch& batch) {
    thread_local raw_batch rows;
    const generation& source = *batch.source;
    const std::int64_t batch_id = reserve_batch_id(on);
    rows.clear(batch_id);
    shifting_consumer shifted(rows, source.shift);
    const row_counts counts = source.parser.parse(batch.rows, shifted);
    const auto stored =
        store_batch(on, rows, {batch_id, source.identity, source.name, batch.rows, counts});
    const std::scoped_lock lock(mutex_);
    if (stored)
        status_.added += *stored;
    else
        status_.earlier += counts.read;
    status_.waiting = queue_.size();
    status_.lag = std::chrono::duration_cast<microseconds>(clock::now() - batch.since);
    if (options_.on_status) options_.on_status(status_);
}

}  // namespace

stream_status stream_events(const std::string& path, const stream_options& options) {
    return event_stream(path, options).run();
}

}  // namespace attrib
