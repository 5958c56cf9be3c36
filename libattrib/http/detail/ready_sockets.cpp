#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <libattrib/http/detail/ready_sockets.hpp>
#include <system_error>

namespace attrib::detail {

ready_sockets::ready_sockets() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (descriptor_ < 0)
        throw std::system_error(errno, std::generic_category(), "cannot make an epoll set");
}

ready_sockets::~ready_sockets() { ::close(descriptor_); }

bool ready_sockets::add(int socket, void* owner) const noexcept {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = owner;
    return ::epoll_ctl(descriptor_, EPOLL_CTL_ADD, socket, &event) == 0;
}

std::span<const epoll_event> ready_sockets::take() noexcept {
    // An interrupted call has taken nothing: the set stays readable.
    const int ready =
        ::epoll_wait(descriptor_, events_.data(), static_cast<int>(events_.size()), 0);
    return {events_.data(), static_cast<std::size_t>(std::max(ready, 0))};
}

}  // namespace attrib::detail
