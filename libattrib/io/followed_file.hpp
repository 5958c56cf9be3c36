/// @file
/// A file that others append to.
#pragma once

#include <libattrib/io/content_mark.hpp>
#include <libattrib/io/live_source.hpp>

namespace attrib {

/// Reads a file from its beginning on, told by the kernel (inotify) when it changes. It has ended
/// when another file has its name and all of it was read, or when what was read last is no longer
/// there: it was cut short, even if it has grown again since.
class followed_file final : public live_source {
   public:
    /// Errors: file_not_found; file_unreadable, also for what is no regular file, and for what is
    /// compressed or UTF-16, whose rows can be read only when they are complete.
    [[nodiscard]] static result<std::unique_ptr<followed_file>> open(const std::string& path);

    followed_file(const followed_file&) = delete;
    followed_file& operator=(const followed_file&) = delete;
    ~followed_file() override;

    /// Its path without links; other names of one file lead to the same.
    [[nodiscard]] const std::string& real_path() const noexcept { return real_path_; }
    [[nodiscard]] std::uint64_t inode() const;
    [[nodiscard]] std::uint64_t size() const;

    /// Whether it is so long and the bytes before that position are those of the mark. On any
    /// thread.
    [[nodiscard]] bool holds(std::uint64_t position, const content_mark& mark) const;

    result<std::size_t> read(char* out, std::size_t size) override;
    result<void> skip(std::uint64_t size) override;
    source_end end() override;
    void wait(std::chrono::milliseconds longest) override;

   private:
    followed_file(std::string path, int descriptor);

    // Reads until `size` bytes or the end of the file.
    [[nodiscard]] std::string bytes_at(std::uint64_t offset, std::size_t size) const;
    [[nodiscard]] bool still_has_tail() const;

    std::string path_;
    std::string real_path_;
    int descriptor_;
    int events_;
    std::uint64_t position_ = 0;
    std::string tail_;  // of what was read
    bool is_cut_short_ = false;
    bool was_replaced_ = false;
};

}  // namespace attrib
