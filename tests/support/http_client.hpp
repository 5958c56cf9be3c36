/// @file
/// A plain client of HTTP/1.1 for tests: sends any bytes, reads answers and streams.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <libattrib/core/utf8.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace attrib::test {

struct http_answer {
    int status = 0;  ///< 0: the server closed instead
    std::string head;
    std::map<std::string, std::string> headers{};  ///< names in lower case
    std::string body{};

    /// Empty when there is none.
    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
    [[nodiscard]] nlohmann::ordered_json json() const {
        return nlohmann::ordered_json::parse(body);
    }
};

/// The bytes of a request; `lines` are whole header lines.
inline std::string http_request_text(const std::string& method, const std::string& target,
                                     const std::string& lines = {}, const std::string& body = {}) {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + lines;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

/// One connection. What takes longer than half a minute throws.
class http_client {
   public:
    /// A `receive_buffer` of a few bytes makes a client that lets the server wait.
    explicit http_client(std::uint16_t port, int receive_buffer = 0)
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) set(SOL_SOCKET, SO_RCVBUF, receive_buffer);
        const timeval longest{30, 0};
        set(SOL_SOCKET, SO_RCVTIMEO, longest);
        set(SOL_SOCKET, SO_SNDTIMEO, longest);
        set(IPPROTO_TCP, TCP_NODELAY, 1);
        sockaddr_in server{};
        server.sin_family = AF_INET;
        server.sin_port = htons(port);
        server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0)
            throw std::runtime_error("cannot connect");
    }
    http_client(http_client&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), in_(std::move(other.in_)) {}
    http_client(const http_client&) = delete;
    http_client& operator=(const http_client&) = delete;
    ~http_client() {
        if (socket_ >= 0) ::close(socket_);
    }

    /// False when the server has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Says that nothing more is to come.
    void finish() { ::shutdown(socket_, SHUT_WR); }

    /// Closes so that the server gets a reset.
    void reset() {
        set(SOL_SOCKET, SO_LINGER, linger{1, 0});
        ::close(std::exchange(socket_, -1));
    }

    /// The next answer; `is_head`: to a HEAD, which has no body. Throws where the body is cut off.
    http_answer read(bool is_head = false) {
        http_answer answer = read_head();
        if (is_head) return answer;
        if (answer.header("transfer-encoding") == "chunked")
            for (std::string chunk = read_chunk(); !chunk.empty(); chunk = read_chunk())
                answer.body += chunk;
        const std::string length = answer.header("content-length");
        if (!length.empty()) answer.body = take(std::stoul(length));
        return answer;
    }

    /// The next chunk of a chunked body; empty: the last one. Throws where the body is cut off.
    std::string read_chunk() {
        const std::string line = read_until("\r\n");
        if (line.empty()) throw std::runtime_error("the answer was cut off");
        std::string chunk = take(std::stoul(line, nullptr, 16));
        if (take(2) != "\r\n") throw std::runtime_error("a chunk is longer than it says");
        return chunk;
    }

    /// The next answer without its body.
    http_answer read_head() {
        http_answer answer;
        answer.head = read_until("\r\n\r\n");
        if (answer.head.size() < 12) return answer;
        answer.status = std::stoi(answer.head.substr(9, 3));
        std::size_t line = answer.head.find("\r\n") + 2;
        while (line + 2 < answer.head.size()) {
            const std::size_t end = answer.head.find("\r\n", line);
            const std::size_t colon = answer.head.find(": ", line);
            answer.headers[ascii_lower(answer.head.substr(line, colon - line))] =
                answer.head.substr(colon + 2, end - colon - 2);
            line = end + 2;
        }
        return answer;
    }

    http_answer ask(const std::string& method, const std::string& target,
                    const std::string& lines = {}, const std::string& body = {}) {
        send(http_request_text(method, target, lines, body));
        return read(method == "HEAD");
    }

    /// All bytes up to and with `mark`; empty when the server closed before it.
    std::string read_until(std::string_view mark) {
        std::size_t found;
        while ((found = in_.find(mark)) == std::string::npos)
            if (!receive()) return {};
        return take(found + mark.size());
    }

    /// The data of the next message of that name of an event stream, and its id. Throws when the
    /// server closes.
    std::pair<nlohmann::ordered_json, std::string> message(const std::string& name) {
        while (true) {
            const std::string text = read_until("\n\n");
            if (text.empty()) throw std::runtime_error("the stream ended before " + name);
            if (!text.starts_with("event: " + name + "\n")) continue;
            const auto line = [&](std::string_view key) {
                const std::size_t begin = text.find(key);
                if (begin == std::string::npos) return std::string();
                return text.substr(begin + key.size(),
                                   text.find('\n', begin + 1) - begin - key.size());
            };
            return {nlohmann::ordered_json::parse(line("\ndata: ")), line("\nid: ")};
        }
    }

    /// Some of the bytes that come next, at most so many; none when the server has closed.
    std::string read_some(std::size_t most) {
        std::string bytes(most, '\0');
        const ssize_t got = ::recv(socket_, bytes.data(), most, 0);
        bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return bytes;
    }

    /// Whether the server ended the connection by a reset.
    [[nodiscard]] bool is_reset() const noexcept { return is_reset_; }

    /// Waits until the server closes; gives what it sent before.
    std::string read_all() {
        while (receive()) {
        }
        return std::exchange(in_, {});
    }

   private:
    template <class Value>
    void set(int level, int option, const Value& value) {
        ::setsockopt(socket_, level, option, &value, sizeof value);
    }

    std::string take(std::size_t size) {
        while (in_.size() < size)
            if (!receive()) throw std::runtime_error("the answer was cut off");
        std::string taken = in_.substr(0, size);
        in_.erase(0, size);
        return taken;
    }

    bool receive() {
        char bytes[16'384];
        const ssize_t got = ::recv(socket_, bytes, sizeof bytes, 0);
        if (got < 0 && errno == EAGAIN) throw std::runtime_error("the server says nothing");
        if (got < 0) is_reset_ = errno == ECONNRESET;
        if (got <= 0) return false;
        in_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    std::string in_;
    bool is_reset_ = false;
};

/// One request on a connection of its own.
inline http_answer fetch(std::uint16_t port, const std::string& target,
                         const std::string& lines = {}) {
    return http_client(port).ask("GET", target, lines);
}

/// As many descriptors as the system gives.
inline void raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace attrib::test
