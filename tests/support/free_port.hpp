/// @file
/// A port of this machine that nobody listens on.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>

namespace attrib::test {

/// Another process may take it before the caller does.
inline std::uint16_t free_port() {
    const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    ::bind(probe, reinterpret_cast<sockaddr*>(&place), size);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&place), &size);
    ::close(probe);
    return ntohs(place.sin_port);
}

}  // namespace attrib::test
