#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <libattrib/http/detail/stream_socket.hpp>

namespace attrib::detail {
namespace {

stream_socket::step step_of(ssize_t moved) noexcept {
    if (moved > 0) return {stream_socket::outcome::moved, static_cast<std::size_t>(moved)};
    if (moved < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return {stream_socket::outcome::would_block, 0};
    return {};
}

}  // namespace

// A connection that is gone already refuses the options and shows it when it is read.
stream_socket::stream_socket(int descriptor) noexcept : descriptor_(descriptor) {
    int on = 1;
    ::ioctl(descriptor_, FIONBIO, &on);
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

stream_socket::step stream_socket::read(void* to, std::size_t size) const noexcept {
    ssize_t got = 0;
    do {
        got = ::recv(descriptor_, to, size, 0);
    } while (got < 0 && errno == EINTR);
    return step_of(got);
}

stream_socket::step stream_socket::write(std::span<const iovec> parts) const noexcept {
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(parts.data());  // which sendmsg only reads
    message.msg_iovlen = parts.size();
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(descriptor_, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return step_of(sent);
}

void stream_socket::end_writing() const noexcept { ::shutdown(descriptor_, SHUT_WR); }

void stream_socket::reset_when_closed() const noexcept {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

void stream_socket::close() noexcept {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

}  // namespace attrib::detail
