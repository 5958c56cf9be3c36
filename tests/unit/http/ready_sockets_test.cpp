#include <sys/socket.h>
#include <unistd.h>

#include <libattrib/http/detail/ready_sockets.hpp>
#include <libattrib/http/detail/stream_socket.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

using detail::ready_sockets;
using detail::stream_socket;

struct socket_pair {
    socket_pair() : socket_pair(made()) {}
    explicit socket_pair(const std::array<int, 2>& ends) : ours(ends[0]), peer(ends[1]) {}

    static std::array<int, 2> made() {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
        return ends;
    }
    void say(std::string text) {
        const std::array parts{iovec{text.data(), text.size()}};
        REQUIRE(peer.write(parts).bytes == text.size());
    }

    stream_socket ours;
    stream_socket peer;
};

std::uint32_t told_of(ready_sockets& ready, const void* owner) {
    std::uint32_t all = 0;
    for (const epoll_event& each : ready.take())
        if (each.data.ptr == owner) all |= each.events;
    return all;
}

TEST_CASE("a socket is told of once for all bytes that came") {
    ready_sockets ready;
    socket_pair pair;
    REQUIRE(ready.add(pair.ours.descriptor(), &pair));
    CHECK(told_of(ready, &pair) == EPOLLOUT);
    pair.say("one");
    pair.say("two");
    CHECK((told_of(ready, &pair) & EPOLLIN) != 0);
    CHECK(ready.take().empty());

    std::string text(16, '\0');
    CHECK(pair.ours.read(text.data(), text.size()).bytes == 6);
    CHECK(ready.take().empty());
    pair.say("three");
    CHECK((told_of(ready, &pair) & EPOLLIN) != 0);
}

TEST_CASE("the end of the peer is told with its last bytes") {
    ready_sockets ready;
    socket_pair pair;
    REQUIRE(ready.add(pair.ours.descriptor(), &pair));
    pair.say("bye");
    pair.peer.close();
    CHECK((told_of(ready, &pair) & (EPOLLIN | EPOLLRDHUP)) == (EPOLLIN | EPOLLRDHUP));

    std::string text(16, '\0');
    CHECK(pair.ours.read(text.data(), text.size()).bytes == 3);
    CHECK(pair.ours.read(text.data(), text.size()).how == stream_socket::outcome::over);
    CHECK(ready.take().empty());
}

TEST_CASE("room is told when the peer has read") {
    ready_sockets ready;
    socket_pair pair;
    REQUIRE(ready.add(pair.ours.descriptor(), &pair));
    CHECK(told_of(ready, &pair) == EPOLLOUT);
    std::string block(1 << 16, 'x');
    const std::array parts{iovec{block.data(), block.size()}};
    stream_socket::step step;
    std::size_t sent = 0;
    while ((step = pair.ours.write(parts)).how == stream_socket::outcome::moved) sent += step.bytes;
    REQUIRE(step.how == stream_socket::outcome::would_block);
    CHECK(ready.take().empty());
    while (sent != 0) sent -= pair.peer.read(block.data(), block.size()).bytes;
    CHECK(told_of(ready, &pair) == EPOLLOUT);
}

TEST_CASE("a closed socket is not told of") {
    ready_sockets ready;
    socket_pair pair;
    REQUIRE(ready.add(pair.ours.descriptor(), &pair));
    pair.say("one");
    pair.ours.close();
    CHECK(ready.take().empty());
    CHECK_FALSE(ready.add(pair.ours.descriptor(), &pair));
}

TEST_CASE("a peer that is gone is an outcome, not a signal") {
    socket_pair pair;
    pair.peer.close();
    std::string text = "hello";
    const std::array parts{iovec{text.data(), text.size()}};
    CHECK(pair.ours.write(parts).how == stream_socket::outcome::over);
}

TEST_CASE("no bytes yet is not the end") {
    socket_pair pair;
    std::string text(16, '\0');
    CHECK(pair.ours.read(text.data(), text.size()).how == stream_socket::outcome::would_block);
    pair.peer.end_writing();
    CHECK(pair.ours.read(text.data(), text.size()).how == stream_socket::outcome::over);
}

}  // namespace
}  // namespace attrib
