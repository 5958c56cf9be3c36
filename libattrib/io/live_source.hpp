/// @file
/// Bytes that may still be coming: a file that grows, standard input, or a file read once.
#pragma once

#include <chrono>
#include <libattrib/core/error.hpp>
#include <memory>
#include <string>

namespace attrib {

/// One thread at a time.
class live_source {
   public:
    virtual ~live_source() = default;

    /// Reads what is there, up to `size` bytes; 0 when there is nothing now. Errors: as
    /// byte_source::read.
    [[nodiscard]] virtual result<std::size_t> read(char* out, std::size_t size) = 0;

    /// After a read of 0: whether no more will ever come from here: the end of a file that is read
    /// once, a pipe that was closed; a followed file that another has replaced or that was cut
    /// short.
    [[nodiscard]] virtual bool is_over() = 0;

    /// Waits until there may be more, the time is over or a signal was caught.
    virtual void wait(std::chrono::milliseconds longest) = 0;
};

/// A file read to its end; `.gz` and `.zst` are decompressed. Errors: as open_byte_source.
[[nodiscard]] result<std::unique_ptr<live_source>> open_stored(const std::string& path);

/// Standard input, read as it comes.
[[nodiscard]] std::unique_ptr<live_source> open_standard_input();

/// A file that others append to, from its beginning, told by the kernel (inotify) when it changes.
/// It is over when another file has its name and all of it was read, or when what was read last is
/// no longer there: it was cut short, even if it has grown again since. Errors: file_not_found,
/// file_unreadable.
[[nodiscard]] result<std::unique_ptr<live_source>> open_followed(const std::string& path);

}  // namespace attrib
