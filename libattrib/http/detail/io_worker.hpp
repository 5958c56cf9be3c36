/// @file
/// One thread of the server with the connections that it alone touches.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <libattrib/http/byte_budget.hpp>
#include <libattrib/http/detail/connection_limits.hpp>
#include <libattrib/http/detail/ready_sockets.hpp>
#include <libattrib/http/detail/stream_socket.hpp>
#include <libattrib/http/detail/unread_answers.hpp>
#include <libattrib/http/server.hpp>
#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace attrib::detail {

class session;

/// What all threads of a server share.
struct server_parts {
    connection_limits limits;
    server_options options;
    api& requests;
    sse_broker& hub;
    server_metrics& metrics;
    byte_budget bodies;  // of requests that are being read
    unread_answers unread;
    std::atomic<bool> is_draining{false};
};

/// All but `post`ing through `context` is for the worker's own thread.
class io_worker {
   public:
    explicit io_worker(server_parts& parts);

    /// Until `finish`.
    void run();

    /// Closes idle connections and those of the event stream; the others when they are answered.
    void drain();

    /// Closes what is left, and lets `run` return.
    void finish();

    void add(const std::shared_ptr<session>& added);
    void remove(session* gone);

    /// Tells `owner` when `socket` becomes ready. False when the system refuses it.
    [[nodiscard]] bool watch(const stream_socket& socket, session* owner) noexcept;

    void add_stream(session* listening) { streams_.insert(listening); }
    void remove_stream(session* gone) { streams_.erase(gone); }

    /// A message for all connections of the event stream here.
    void deliver(const stream_message& message);

    /// The Date header's value, made once a second.
    [[nodiscard]] std::string_view date() const noexcept { return date_; }

    /// Empty, with the memory of the head that was made in it last.
    [[nodiscard]] std::string& scratch() noexcept {
        scratch_.clear();
        return scratch_;
    }

    boost::asio::io_context context{1};

   private:
    void sweep();
    void wait_for_sockets();
    void serve_ready();
    void take_turns();

    server_parts& parts_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    boost::asio::steady_timer timer_;
    ready_sockets ready_;
    boost::asio::posix::stream_descriptor any_ready_;
    std::chrono::steady_clock::time_point turn_began_;
    std::unordered_map<session*, std::shared_ptr<session>> sessions_;
    std::unordered_set<session*> streams_;
    std::string date_;
    std::string scratch_;
    bool is_finished_ = false;
};

}  // namespace attrib::detail
