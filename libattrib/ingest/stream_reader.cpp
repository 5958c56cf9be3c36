#include <poll.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/stream_reader.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/event_header.hpp>
#include <libattrib/io/object_scanner.hpp>

namespace attrib {
namespace {

using clock = pacer::clock;

constexpr std::size_t read_bytes = std::size_t{256} * 1024;
constexpr std::chrono::milliseconds look_again_after{50};

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

// Whether it holds no row: an empty line, or of JSON what stands between rows.
bool is_empty_line(const event_chunk& row, bool is_json) {
    return std::ranges::all_of(row.text, [is_json](char c) {
        return is_json ? is_row_separator(c) : c == '\r' || c == '\n';
    });
}

}  // namespace

stream_reader::stream_reader(live_source& source, std::string name, const stream_options& options,
                             pacer& pace)
    : source_(source),
      name_(std::move(name)),
      options_(options),
      pace_(pace),
      piece_(read_bytes, '\0') {}

// Nothing when there is none now, or when interrupted, also inside a row without an end.
std::optional<stream_reader::marked_row> stream_reader::next_row() {
    while (!options_.how.is_interrupted()) {
        if (const auto row = rows_.next()) return marked_row{chunk_of(*row), rows_.mark()};
        const std::size_t got = source_.read(piece_.data(), piece_.size()).value();
        if (got == 0) break;
        bytes_read_ += got;
        rows_.add(std::string_view(piece_).substr(0, got));
    }
    return std::nullopt;
}

// After next_row() gave nothing. When that was because of an interrupt, the source may have given
// half a row and say that it is complete.
source_end stream_reader::end_of_source() {
    return options_.how.is_interrupted() ? source_end::open : source_.end();
}

// What is left without a line end. Of a file that was cut short it was never a whole row; where a
// file is followed, one that cannot be read is a reject, which stops nobody.
std::optional<stream_reader::marked_row> stream_reader::last_row(source_end end) {
    if (end == source_end::cut_short) return std::nullopt;
    if (end == source_end::complete && rows_.is_quoted() && !options_.follow)
        throw failure(errc::unterminated_quote,
                      name_ + ": ends inside a quoted value; what was before is loaded");
    const auto row = rows_.rest();
    if (!row) return std::nullopt;
    marked_row last{chunk_of(*row), rows_.mark()};
    last.row.ends_source = true;
    return last;
}

bool stream_reader::begin() {
    while (!options_.how.is_interrupted()) {
        if (auto row = next_row()) {
            if (take_beginning(std::move(*row))) return true;
            continue;
        }
        if (const source_end end = end_of_source(); end != source_end::open) {
            auto last = last_row(end);
            return last && take_beginning(std::move(*last));
        }
        source_.wait(look_again_after);
    }
    return false;
}

// Of CSV: a line that states the delimiter, or the header.
void stream_reader::take_header(const event_chunk& row) {
    if (row.oversize) throw failure(no_header(name_, row.text));
    if (const auto stated = stated_delimiter(row.text)) {
        stated_delimiter_ = stated;
        return;
    }
    reading_options reading = options_.reading;
    if (!reading.delimiter) reading.delimiter = stated_delimiter_;
    parser_.emplace(parser_of_header(row.text, row.first_line, name_, reading).value());
    rows_.delimit_by(parser_->delimiter());
    const column_mapping& mapping = parser_->mapping();
    if (!mapping.unmatched.empty())
        throw failure(no_such_column(name_, mapping.unmatched.front(), mapping.header_text));
}

// Whether it is the first row of data.
bool stream_reader::take_beginning(marked_row row) {
    if (!parser_ && !is_empty_line(row.row, rows_.is_json())) {
        if (!rows_.is_json()) {
            take_header(row.row);
            beginning_.clear();
            return false;
        }
        parser_.emplace(name_, options_.reading);
    }
    beginning_.push_back(std::move(row));
    if (is_empty_line(beginning_.back().row, rows_.is_json())) return false;
    first_ = beginning_.back().row;
    begin_offset_ = beginning_.front().row.begin;
    return true;
}

void stream_reader::pass_over(std::vector<loaded_part> parts, bool can_skip) {
    parts_ = std::move(parts);
    if (!can_skip || parts_.empty() || parts_.front().begin > begin_offset_) return;
    // Rows that were read with the first need no skipping.
    if (parts_.front().end >= bytes_read_ + marked_bytes) skip_to_end_of(parts_.front());
}

void stream_reader::skip_to_end_of(const loaded_part& known) {
    const std::uint64_t before = known.end - marked_bytes;
    source_.skip(before - bytes_read_).value();
    std::size_t got = 0;
    while (got < marked_bytes) {
        const std::size_t more = source_.read(piece_.data() + got, marked_bytes - got).value();
        if (more == 0) break;
        got += more;
    }
    bytes_read_ = before + got;
    rows_.restart(known.end, known.end_line, std::string_view(piece_).substr(0, got));
    beginning_.clear();
    is_rewritten_ = got < marked_bytes || (known.mark && *known.mark != rows_.mark());
}

source_end stream_reader::run(batch_queue& queue) {
    queue_ = &queue;
    source_end end = is_rewritten_ ? source_end::cut_short : source_end::open;
    for (marked_row& row : beginning_) take(std::move(row));
    beginning_.clear();
    while (!is_stopped() && end == source_end::open) {
        if (auto row = next_row()) {
            take(std::move(*row));
        } else if ((end = end_of_source()) != source_end::open) {
            if (auto last = last_row(end)) take(std::move(*last));
            check_all_passed();
            send();
        } else {
            send_when_old();
            source_.wait(open_ ? std::chrono::milliseconds{1} : look_again_after);
            continue;
        }
        send_when_old();
    }
    send();
    queue.close();
    return end;
}

// Interrupted, or nobody stores batches any more.
bool stream_reader::is_stopped() const {
    return options_.how.is_interrupted() || queue_->is_abandoned();
}

void stream_reader::take(marked_row row) {
    if (is_passed_over(row)) return send();
    if (!is_empty_line(row.row, rows_.is_json())) keep_pace(row.row);
    append(std::move(row));
    if (open_->count >= options_.batch_rows) send();
}

// Whether the ledger has it. The ends of parts are ends of rows, unless it is another source.
bool stream_reader::is_passed_over(const marked_row& taken) const {
    const event_chunk& row = taken.row;
    const auto part = std::ranges::upper_bound(parts_, row.begin, {}, &loaded_part::end);
    if (part == parts_.end() || part->begin >= row.end) return false;
    const bool is_other = row.begin < part->begin || row.end > part->end ||
                          (row.end == part->end && part->mark && *part->mark != taken.mark);
    if (is_other)
        throw failure(errc::file_unreadable,
                      name_ + ": other bytes came under this name before (what precedes byte " +
                          std::to_string(part->end) +
                          " differs); send the same bytes again, or name it otherwise by --source");
    return true;
}

void stream_reader::append(marked_row taken) {
    event_chunk& row = taken.row;
    const bool is_row = !is_empty_line(row, rows_.is_json());
    if (open_ && (row.oversize || open_->rows.oversize)) send();
    if (!open_) {
        open_.emplace();
        open_->since = clock::now();
        open_->rows = std::move(row);
    } else {
        open_->rows.text += row.text;
        open_->rows.end = row.end;
        open_->rows.end_line = row.end_line;
        open_->rows.ends_source = row.ends_source;
    }
    open_->mark = taken.mark;
    open_->count += is_row ? 1 : 0;
}

void stream_reader::keep_pace(const event_chunk& row) {
    const auto due = pace_.due(*parser_, row, clock::now());
    if (!due || *due <= clock::now()) return;
    if (open_ && *due - open_->since >= options_.batch_age) {
        wait_until(std::min(*due, open_->since + options_.batch_age));
        send();
    }
    wait_until(*due);
}

// Reads nothing meanwhile; looks now and then whether to stop.
void stream_reader::wait_until(clock::time_point due) const {
    while (!is_stopped()) {
        const clock::duration left = due - clock::now();
        if (left.count() <= 0) return;
        const auto slice = std::min<clock::duration>(left, look_again_after);
        ::poll(nullptr, 0,
               static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(slice).count()));
    }
}

void stream_reader::send() {
    if (open_) queue_->push(std::move(*open_));
    open_.reset();
}

void stream_reader::send_when_old() {
    if (open_ && clock::now() - open_->since >= options_.batch_age) send();
}

void stream_reader::check_all_passed() const {
    if (parts_.empty() || rows_.offset() >= parts_.back().end) return;
    throw failure(errc::file_unreadable,
                  name_ + ": ended at byte " + std::to_string(rows_.offset()) + ", but " +
                      std::to_string(parts_.back().end) +
                      " bytes came under this name before; send the same bytes again, or name it "
                      "otherwise by --source");
}

}  // namespace attrib
