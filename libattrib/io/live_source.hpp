/// @file
/// Bytes that may still be coming: a pipe, a file that grows, or a file read once.
#pragma once

#include <chrono>
#include <cstdint>
#include <libattrib/core/error.hpp>
#include <memory>
#include <string>

namespace attrib {

/// Whether more may come from a source, and why not.
enum class source_end : unsigned char {
    open,       ///< more may come
    complete,   ///< a file was read to its end, a pipe was closed
    replaced,   ///< another file has the name; all that was in this one was read
    cut_short,  ///< what was read last is no longer there: truncated, or rewritten
};

/// One thread at a time.
class live_source {
   public:
    virtual ~live_source() = default;

    /// Reads what is there, up to `size` bytes; 0 when there is nothing now. Errors: as
    /// byte_source::read.
    [[nodiscard]] virtual result<std::size_t> read(char* out, std::size_t size) = 0;

    /// Goes forward by `size` bytes, to the end at most. Errors: as `read`.
    [[nodiscard]] virtual result<void> skip(std::uint64_t size);

    /// After a read of 0: whether more may come.
    [[nodiscard]] virtual source_end end() = 0;

    /// Waits until there may be more, the time is over or a signal was caught.
    virtual void wait(std::chrono::milliseconds longest) = 0;
};

/// Whether a path is one that can only be read once: standard input (`-`), a pipe, a FIFO, a
/// device, a socket.
[[nodiscard]] bool is_read_once(const std::string& path);

/// A file read to its end, decoded as by open_byte_source. Errors: as open_byte_source.
[[nodiscard]] result<std::unique_ptr<live_source>> open_stored(const std::string& path);

/// What is_read_once is true of, read as it comes, and decoded as a file is. A FIFO without a
/// writer has nothing yet; it is complete when its last writer has closed it. Errors:
/// file_not_found, file_unreadable; when read, corrupt_archive.
[[nodiscard]] result<std::unique_ptr<live_source>> open_piped(const std::string& path);

}  // namespace attrib
