/// @file
/// Rows of one live source, made into batches.
#pragma once

#include <chrono>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/replay.hpp>
#include <libattrib/ingest/stream.hpp>
#include <libattrib/io/live_source.hpp>
#include <libattrib/io/row_splitter.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

struct stream_batch {
    event_chunk rows;
    std::uint64_t count = 0;  ///< rows that are not empty lines
    content_mark mark;        ///< of its end
    std::chrono::steady_clock::time_point since;
};

using batch_queue = bounded_queue<stream_batch>;

/// Reads one source: first `begin`, then `run`. Batches leave no byte between them out. All throw
/// failure: what the source reports, not_event_csv, bad_mapping. Not thread-safe.
class stream_reader {
   public:
    /// What it is made of must outlive it. `name` is what users call the source.
    stream_reader(live_source& source, std::string name, const stream_options& options,
                  pacer& pace);

    /// Reads up to the first row of data; false when the source ended before, or was interrupted.
    [[nodiscard]] bool begin();

    /// REQUIRES of these: begin() was true.
    [[nodiscard]] const row_parser& parser() const noexcept { return *parser_; }
    [[nodiscard]] const event_chunk& first() const noexcept { return first_; }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// What the ledger has is passed over; with `can_skip`, where that is the beginning, without
    /// reading it.
    void pass_over(std::vector<loaded_part> parts, bool can_skip);

    /// Reads on and fills the queue, which it closes. Returns how the source ended; `open` when
    /// interrupted or when the queue was abandoned, `cut_short`, too, when it was rewritten
    /// since the ledger was read. Throws failure, too, when the parts to be passed over are of
    /// another source.
    source_end run(batch_queue& queue);

    /// The bytes of all rows: from the first row of data to where reading came.
    [[nodiscard]] std::uint64_t begin_offset() const noexcept { return begin_offset_; }
    [[nodiscard]] std::uint64_t end_offset() const noexcept { return rows_.offset(); }

   private:
    struct marked_row {
        event_chunk row;
        content_mark mark;
    };

    std::optional<marked_row> next_row();
    [[nodiscard]] source_end end_of_source();
    std::optional<marked_row> last_row(source_end end);
    bool take_beginning(marked_row row);
    void take_header(const event_chunk& row);
    void skip_to_end_of(const loaded_part& known);
    [[nodiscard]] bool is_stopped() const;
    void take(marked_row row);
    [[nodiscard]] bool is_passed_over(const marked_row& taken) const;
    void append(marked_row taken);
    void keep_pace(const event_chunk& row);
    void wait_until(pacer::clock::time_point due) const;
    void send();
    void send_when_old();
    void check_all_passed() const;

    live_source& source_;
    std::string name_;
    const stream_options& options_;
    pacer& pace_;
    row_splitter rows_;
    std::string piece_;
    std::uint64_t bytes_read_ = 0;

    std::optional<char> stated_delimiter_;
    std::optional<row_parser> parser_;
    std::vector<marked_row> beginning_;  // rows that were read to find the first
    event_chunk first_;
    std::uint64_t begin_offset_ = 0;
    bool is_rewritten_ = false;

    std::vector<loaded_part> parts_;
    std::optional<stream_batch> open_;
    batch_queue* queue_ = nullptr;
};

}  // namespace attrib
