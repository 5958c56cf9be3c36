/// @file
/// Which sockets can be read or written now.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <span>

namespace attrib::detail {

/// An epoll set, edge-triggered: it reports a socket once each time it becomes ready, so that
/// waiting costs no system call per socket. Closing a socket removes it. For one thread.
class ready_sockets {
   public:
    /// Throws std::system_error when the process has no descriptor left.
    ready_sockets();
    ready_sockets(const ready_sockets&) = delete;
    ready_sockets& operator=(const ready_sockets&) = delete;
    ~ready_sockets();

    /// Readable when one of its sockets is ready.
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    /// `owner` comes back with what happens to `socket`. False when the system refuses it.
    [[nodiscard]] bool add(int socket, void* owner) const noexcept;

    /// What is ready, without waiting; valid until it is called again. Some may be left for then.
    std::span<const epoll_event> take() noexcept;

   private:
    std::array<epoll_event, 64> events_{};
    int descriptor_;
};

}  // namespace attrib::detail
