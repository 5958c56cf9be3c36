/// @file
/// A connected socket, read and written without waiting.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <span>
#include <utility>

namespace attrib::detail {

/// Owns its descriptor. For one thread.
class stream_socket {
   public:
    enum class outcome : unsigned char {
        moved,        ///< some bytes went
        would_block,  ///< none now
        over,         ///< the peer has closed, or is gone
    };
    struct step {
        outcome how = outcome::over;
        std::size_t bytes = 0;
    };

    /// Makes `descriptor` non-blocking, without Nagle's delay, and kept alive.
    explicit stream_socket(int descriptor) noexcept;
    stream_socket(stream_socket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}
    stream_socket(const stream_socket&) = delete;
    stream_socket& operator=(const stream_socket&) = delete;
    stream_socket& operator=(stream_socket&&) = delete;
    ~stream_socket() { close(); }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    step read(void* to, std::size_t size) const noexcept;

    /// The first so many bytes of `parts`, one after the other.
    step write(std::span<const iovec> parts) const noexcept;

    /// The peer reads to the end of what was written, and then the end.
    void end_writing() const noexcept;

    /// The peer sees an error in place of an end when it is closed.
    void reset_when_closed() const noexcept;

    void close() noexcept;

   private:
    int descriptor_;
};

}  // namespace attrib::detail
