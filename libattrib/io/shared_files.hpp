/// @file
/// Several files of one kind, read by several threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/io/row_parser.hpp>
#include <mutex>
#include <vector>

namespace attrib {

/// Hands out the chunks of files, one file after the other, to whatever thread asks. `File` has
/// `next`, `stored_size` and `stored_position` as event_file has them.
template <class File>
class shared_files {
   public:
    explicit shared_files(std::vector<File> files)
        : files_(std::move(files)), counts_(files_.size()) {
        for (const File& file : files_) size_ += file.stored_size();
    }

    /// Fills the next chunk and says from which file; null at the end. Throws failure with what
    /// File::next reports; then there is no more for any thread.
    const File* next(event_chunk& chunk) {
        const std::scoped_lock lock(mutex_);
        if (!spare_.empty()) {
            chunk = std::move(spare_.back());
            spare_.pop_back();
        }
        for (; current_ < files_.size(); ++current_) {
            File& file = files_[current_];
            auto more = file.next(chunk);
            if (!more) {
                current_ = files_.size();
                throw failure(more.error());
            }
            position_ = done_before_ + file.stored_position();
            if (*more) return &file;
            done_before_ += file.stored_size();
        }
        return nullptr;
    }

    /// Takes back a chunk of `file` with what it held; the next chunks use its memory.
    void give_back(const File& file, event_chunk&& chunk, const row_counts& counts) {
        const std::scoped_lock lock(mutex_);
        counts_[place_of(file)] += counts;
        spare_.push_back(std::move(chunk));
    }

    [[nodiscard]] std::size_t place_of(const File& file) const noexcept {
        return static_cast<std::size_t>(&file - files_.data());
    }

    /// Stored bytes read so far, and of all files (0 when unknown). From any thread.
    [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    [[nodiscard]] const std::vector<File>& files() const noexcept { return files_; }

    /// What was read of each file. REQUIRES: nobody reads.
    [[nodiscard]] const std::vector<row_counts>& counts() const noexcept { return counts_; }

   private:
    std::vector<File> files_;
    std::vector<row_counts> counts_;  // of each file; guarded by mutex_
    std::uint64_t size_ = 0;
    std::mutex mutex_;
    std::size_t current_ = 0;
    std::vector<event_chunk> spare_;
    std::uint64_t done_before_ = 0;  // stored bytes of the files that are done
    std::atomic<std::uint64_t> position_{0};
};

}  // namespace attrib
