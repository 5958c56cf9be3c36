/// @file
/// Whole rows of a source of events, parsed wherever they were cut from it.
#pragma once

#include <atomic>
#include <cstdint>
#include <libattrib/io/column_mapping.hpp>
#include <libattrib/io/event_feed.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Whole rows of a file. Offsets count bytes of the decompressed text.
struct event_chunk {
    std::string text;
    std::uint64_t begin = 0;       ///< offset of the first row
    std::uint64_t end = 0;         ///< offset after the last row
    std::uint64_t first_line = 1;  ///< line the first row begins on
    std::uint64_t end_line = 1;    ///< line after the last row
    bool oversize = false;     ///< the chunk is one row over 1 MiB; `text` holds only its beginning
    bool is_plain = false;     ///< whether all of it is known to be ASCII without NUL
    bool ends_source = false;  ///< of JSON: nothing follows
    bool is_by_line = false;   ///< of JSON: every line is a row, whatever it is
    bool is_in_array = false;  ///< of JSON: the source begins with a bracket
};

/// How many rows a chunk held; read = accepted + rejected + forgotten.
struct row_counts {
    std::uint64_t read = 0;
    std::uint64_t accepted = 0;
    std::uint64_t rejected = 0;
    std::uint64_t bytes = 0;
    std::uint64_t forgotten = 0;  ///< left out of a database, as their users asked to be forgotten
    std::uint64_t rounded = 0;    ///< of the accepted: amounts with more decimals than count

    row_counts& operator+=(const row_counts& more) noexcept;
    friend bool operator==(const row_counts&, const row_counts&) = default;
};

/// Told of the rows of CSV as they are parsed, whether they are events or not.
class row_watcher {
   public:
    virtual ~row_watcher() = default;

    /// The next row, of `size` bytes: its line end included, with whatever else stands before it.
    /// The user is empty where it has not the fields of the header.
    virtual void pass(std::string_view user_pseudo_id, std::size_t size) = 0;
};

/// Parses rows of one source, CSV or JSON. Const and may run on many threads.
class row_parser {
   public:
    /// CSV. `path` is what rejects name as their file.
    /// `reading` says its delimiter; a comma when it says none.
    row_parser(std::string path, column_mapping mapping, kept_columns kept = kept_columns::all,
               reading_options reading = {})
        : path_(std::move(path)),
          mapping_(std::move(mapping)),
          reading_(std::move(reading)),
          kept_(kept) {}

    /// JSON, of which all columns are kept. Each event of a body of GA4's Measurement Protocol is a
    /// row, and so is an array that the source ends in.
    row_parser(std::string path, reading_options reading);

    /// Events to `consumer.accept`, rule breakers to `.refuse`. Unless null, `watcher` is
    /// told of the rows of CSV, but for one over 1 MiB. Events later than `latest` are rejects.
    row_counts parse(const event_chunk& chunk, event_consumer& consumer,
                     row_watcher* watcher = nullptr, timestamp latest = timestamp::max()) const;

    /// Of JSON: renames of keys that no row had so far. Those of CSV are looked at by its header.
    [[nodiscard]] column_renames unused_renames() const;

    [[nodiscard]] bool is_json() const noexcept { return is_json_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const column_mapping& mapping() const noexcept { return mapping_; }

    /// Of CSV.
    [[nodiscard]] char delimiter() const noexcept { return reading_.delimiter.value_or(','); }

   private:
    struct idle_parsers;  // of JSON, for the next chunks

    std::string path_;
    column_mapping mapping_;
    reading_options reading_;
    std::shared_ptr<std::vector<std::atomic<bool>>> used_renames_;  // of JSON
    std::shared_ptr<idle_parsers> idle_;
    kept_columns kept_ = kept_columns::all;
    bool is_json_ = false;
};

/// How much of a row over 1 MiB is kept in its reject.
inline constexpr std::size_t kept_bytes_of_oversize_row = 4096;

}  // namespace attrib
