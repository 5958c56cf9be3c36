/// @file
/// Several files as one feed of events.
#pragma once

#include <libattrib/io/event_feed.hpp>
#include <libattrib/io/event_file.hpp>
#include <libattrib/io/shared_files.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Where a chunk of one of several files lies.
struct chunk_place {
    std::size_t file = 0;     ///< its place among the files
    std::uint64_t begin = 0;  ///< bytes of the file
    std::uint64_t end = 0;
    bool is_plain = false;  ///< as in event_chunk
};

/// Reads files one after the other, each by all threads that ask. Every file is opened at once, so
/// that a wrong one is found before any work is done.
class event_files final : public event_feed {
   public:
    /// Opens the files. Errors: those of event_file::open.
    [[nodiscard]] static result<std::unique_ptr<event_files>> open(
        const std::vector<std::string>& paths, const event_file_options& options = {});

    /// Throws failure with what event_file::next reports.
    bool read_some(event_consumer& consumer) override;

    /// As read_some; says what was read, nothing at the end. `watcher` as row_parser::parse has it.
    [[nodiscard]] std::optional<chunk_place> read_chunk(event_consumer& consumer,
                                                        row_watcher* watcher);

    /// Stored bytes read so far, and of all files (0 when unknown). From any thread.
    [[nodiscard]] std::uint64_t position() const noexcept { return files_.position(); }
    [[nodiscard]] std::uint64_t size() const noexcept { return files_.size(); }

    /// Whether every rename found its column or its key in one of the files. Errors: bad_mapping.
    /// REQUIRES: all was read.
    [[nodiscard]] result<void> check_renames() const;

    [[nodiscard]] const std::vector<event_file>& files() const noexcept { return files_.files(); }

    /// What was read of each file. REQUIRES: nobody reads.
    [[nodiscard]] const std::vector<row_counts>& counts() const noexcept { return files_.counts(); }

   private:
    explicit event_files(std::vector<event_file> files) : files_(std::move(files)) {}

    shared_files<event_file> files_;
};

/// The same of files that are yet to be read: opens them and reads as far as it takes, which is not
/// far where the renames are right, and nothing where there are none. Errors: bad_mapping, and
/// those of event_file.
[[nodiscard]] result<void> check_renames_of(const std::vector<std::string>& paths,
                                            const event_file_options& options);

}  // namespace attrib
