/// @file
/// One connection: requests in, answers out, in their order; or a client of the event stream.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <deque>
#include <libattrib/http/detail/io_worker.hpp>
#include <libattrib/http/detail/stream_outbox.hpp>
#include <memory>
#include <optional>
#include <string>

namespace attrib::detail {

/// Lives as long as its worker holds it; for the worker's thread alone. Bytes are read when the
/// socket has some and written at once where it takes them, so that a request costs one system call
/// each way.
class session : public std::enable_shared_from_this<session> {
   public:
    using clock = std::chrono::steady_clock;

    session(boost::asio::ip::tcp::socket socket, io_worker& worker, server_parts& parts,
            std::string peer, connection_limits::verdict verdict);

    void start();

    /// Called now and then: ends what took too long.
    void check(clock::time_point now);

    /// Ends it as soon as nothing is under way.
    void drain();

    void close();

    void deliver(const stream_message& message);

   private:
    enum class phase : unsigned char {
        reading,    // waits for a request, or is within one
        answering,  // the answer comes later
        streaming,  // to a client of the event stream
        lingering,  // all is said; waits for the client to close
        closed,
    };
    using request_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void wait_for_bytes();
    void read();
    void advance();
    void take_requests();
    bool parse();
    void begin_parser();
    [[nodiscard]] bool is_too_large(const boost::system::error_code& wrong) const;
    void answer();
    [[nodiscard]] std::optional<problem> refusal_of(const http_request& request) const;
    [[nodiscard]] problem problem_of(const boost::system::error_code& wrong) const;
    void refuse(const problem& what);
    void check_answer(clock::time_point now);
    void respond(const ready_response& response);
    void log(int status, std::size_t bytes) const;
    bool flush();
    void wait_for_room(void (session::*then)());  // until the client has taken something
    void begin_stream();
    void pump();
    void finish();
    void set_deadline(std::chrono::seconds from_now) { deadline_ = clock::now() + from_now; }

    boost::asio::ip::tcp::socket socket_;
    io_worker& worker_;
    server_parts& parts_;
    std::string peer_;
    connection_limits::verdict verdict_;
    phase phase_ = phase::reading;
    bool closes_after_ = false;
    bool needs_bytes_ = false;
    bool is_writing_ = false;
    bool was_continued_ = false;
    clock::time_point deadline_;
    clock::time_point began_;      // the request under way
    clock::time_point answer_by_;  // its answer, while `answering`

    boost::beast::flat_buffer in_;
    std::optional<request_parser> parser_;
    std::size_t header_bytes_ = 0;  // that it took
    http_request request_;
    std::optional<std::int64_t> seen_;  // Last-Event-ID
    std::string out_;
    answer_taker taker_;
    stream_outbox outbox_;
};

}  // namespace attrib::detail
