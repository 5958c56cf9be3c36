/// @file
/// One connection: requests in, answers out, in their order; or a client of the event stream.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <libattrib/http/detail/io_worker.hpp>
#include <libattrib/http/detail/out_queue.hpp>
#include <libattrib/http/detail/stream_socket.hpp>
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

    session(stream_socket socket, io_worker& worker, server_parts& parts, std::string peer,
            connection_limits::verdict verdict);

    void start();

    /// What its socket became ready for, as epoll names it.
    void on_ready(std::uint32_t events);

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
        sending,    // the answer goes out in pieces, of which some are not made yet
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
    bool take_head();
    [[nodiscard]] bool is_too_large(const boost::system::error_code& wrong) const;
    void answer();
    [[nodiscard]] std::optional<problem> refusal_of_head() const;
    void refuse(const problem& what);
    void check_answer(clock::time_point now);
    void check_piece(clock::time_point now);
    void respond(const shared_response& response);
    void add_body(const std::shared_ptr<const void>& owner, std::string_view text,
                  std::size_t owner_bytes);
    void end_answer();
    void ask_piece();
    void take_piece(const std::shared_ptr<const csv_piece>& piece);
    void cut_off();
    void note_cut_off();
    void log(int status, std::size_t bytes, bool is_cut_off) const;
    void enqueue(const std::shared_ptr<const std::string>& text);
    bool flush();
    void wait_for_room();
    void allow_time_for(std::size_t bytes);
    void begin_stream();
    void give_up();
    void finish();
    void free_buffers();
    void set_deadline(std::chrono::seconds from_now) { deadline_ = clock::now() + from_now; }

    stream_socket socket_;
    io_worker& worker_;
    server_parts& parts_;
    std::string peer_;
    connection_limits::verdict verdict_;
    phase phase_ = phase::reading;
    bool closes_after_ = false;
    bool needs_bytes_ = false;
    bool wants_bytes_ = false;
    bool is_readable_ = false;  // the socket told so, and was not read to its end since
    bool is_hung_up_ = false;   // it will not be told of again
    bool is_writing_ = false;   // waits for room
    bool is_head_taken_ = false;
    bool is_kept_alive_ = false;  // as the request's head says
    clock::time_point deadline_;
    clock::time_point began_;      // the request under way
    clock::time_point answer_by_;  // its answer, while `answering`; the next piece, while `sending`
    clock::time_point written_by_;  // all that waits to be written, while `unread_` is not 0

    boost::beast::flat_buffer in_;
    std::optional<request_parser> parser_;
    std::size_t header_bytes_ = 0;  // that it took
    byte_budget::share body_;       // that it holds
    http_request request_;
    std::optional<std::int64_t> seen_;  // Last-Event-ID
    response_callback taker_;

    struct sent_answer {
        int status = 0;
        std::size_t bytes = 0;
        bool is_chunked = false;
    };
    sent_answer sent_;  // the answer under way, as far as it went to `out_`
    answer_rest rest_;  // of it, while `sending`
    bool is_piece_asked_ = false;

    out_queue out_;
    unread_answers::ticket unread_ = 0;
    std::uint64_t heard_ = 0;      // last message of the hub that was added
    std::size_t max_backlog_ = 0;  // of a client of the event stream
};

}  // namespace attrib::detail
