/// @file
/// The HTTP server: sockets, threads, limits, and an orderly end.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <libattrib/http/api.hpp>
#include <libattrib/http/ingest.hpp>
#include <libattrib/http/sse_broker.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace attrib {

struct server_options {
    std::string address = "127.0.0.1";  ///< numeric, or localhost
    std::uint16_t port = 8080;          ///< 0: any that is free
    unsigned threads = 2;
    std::size_t most_connections = 8000;
    std::size_t most_per_address = 4000;
    std::size_t most_body_bytes = max_body_bytes;
    std::size_t most_header_bytes = std::size_t{16} << 10;
    std::size_t most_target_bytes = std::size_t{8} << 10;
    std::size_t most_stream_backlog = std::size_t{1} << 20;  ///< bytes that one client may lag
    std::size_t max_request_bytes = std::size_t{64} << 20;   ///< of all bodies being read; then 503
    /// Of all answers that clients have not read; then the slowest readers are closed.
    std::size_t max_unread_bytes = std::size_t{256} << 20;
    std::size_t min_bytes_per_second = std::size_t{32} << 10;  ///< who reads less is closed
    std::chrono::seconds idle_timeout{60};                     ///< between requests
    std::chrono::seconds request_timeout{10};  ///< from the first byte of a request to its last
    std::chrono::seconds answer_timeout{15};   ///< for the database to answer; then 503
    std::chrono::seconds write_timeout{15};    ///< without the client taking a byte; and what it
                                               ///< has beyond min_bytes_per_second
    std::chrono::seconds drain_timeout{5};     ///< for requests under way when it stops
    /// Told one line of JSON a request, from any thread; empty: no log.
    std::function<void(std::string_view)> access_log{};
};

/// A port that is bound before there is anything to serve, so that one that is not free stops a
/// program before it starts. Who connects is refused until the server listens there.
class listener {
   public:
    /// Throws failure: invalid_option (no address of this machine), address_in_use (taken by
    /// another program, or not ours to take).
    listener(const std::string& address, std::uint16_t port);
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;
    ~listener();

   private:
    friend class server;

    int release() noexcept;

    int socket_ = -1;
};

/// HTTP/1.1 with keep-alive and pipelining. Thread-safe. What is given must outlive it.
class server {
   public:
    /// Takes the port of `listening`; null: that of the options. Throws failure as listener does.
    server(server_options options, api& requests, sse_broker& hub, server_metrics& metrics,
           std::unique_ptr<listener> listening = {});
    server(const server&) = delete;
    server& operator=(const server&) = delete;
    ~server();

    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Serves until `stop`; then takes no more connections, answers what is under way and returns.
    void run();

    /// From any thread.
    void stop();

   private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Whether an address is one of this machine alone. Errors: invalid_option (no address).
[[nodiscard]] result<bool> is_loopback_address(const std::string& address);

}  // namespace attrib
