/// @file
/// A second look at files: the rows of some users.
#pragma once

#include <atomic>
#include <libattrib/converters/detail/row_index.hpp>
#include <libattrib/converters/detail/user_bloom_filter.hpp>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/io/event_file.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace attrib::detail {

/// Feeds the rows of users that a filter has, and maybe some others, from chunks that
/// `indexed_files` read. What it is made of must outlive it, and the files stay as they were.
/// Rejects come without their lines: they were told at the first look.
class filtered_feed final : public event_feed {
   public:
    /// Opens the files again. Errors: those of event_file::open.
    [[nodiscard]] static result<std::unique_ptr<filtered_feed>> open(
        const std::vector<std::string>& paths, const event_file_options& options,
        std::span<const indexed_chunk> chunks, const user_bloom_filter& users);

    /// Throws failure (file_unreadable), also when a file is shorter than it was.
    bool read_some(event_consumer& consumer) override;

    /// Bytes looked at so far. From any thread.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }

   private:
    filtered_feed(std::vector<event_file> files, std::span<const indexed_chunk> chunks,
                  const user_bloom_filter& users)
        : files_(std::move(files)), chunks_(chunks), users_(&users) {}

    std::vector<event_file> files_;
    std::span<const indexed_chunk> chunks_;
    const user_bloom_filter* users_;
    std::atomic<std::size_t> next_{0};
    std::atomic<std::uint64_t> position_{0};
};

}  // namespace attrib::detail
