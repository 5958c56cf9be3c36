#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <libattrib/http/detail/request_view.hpp>
#include <libattrib/http/detail/session.hpp>
#include <nlohmann/json.hpp>

namespace attrib::detail {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t read_bytes = std::size_t{16} << 10;
constexpr std::size_t most_unsent = std::size_t{64} << 10;  // then pipelined requests wait
constexpr std::chrono::seconds linger_time{2};

std::optional<std::int64_t> number_of(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

session::session(asio::ip::tcp::socket socket, io_worker& worker, server_parts& parts,
                 std::string peer, connection_limits::verdict verdict)
    : socket_(std::move(socket)),
      worker_(worker),
      parts_(parts),
      peer_(std::move(peer)),
      verdict_(verdict) {}

void session::start() {
    taker_ = [weak = weak_from_this(),
              &context = worker_.context](const shared_response& response) {
        asio::post(context, [weak, response] {
            const auto self = weak.lock();
            if (!self || self->phase_ != phase::answering) return;
            self->respond(*response);
            self->advance();
        });
    };
    error_code ignored;  // a connection that is gone already shows it when it is read
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    socket_.non_blocking(true, ignored);
    set_deadline(verdict_ == connection_limits::verdict::admitted ? parts_.options.idle_timeout
                                                                  : linger_time);
    wait_for_bytes();
}

void session::wait_for_bytes() {
    socket_.async_wait(asio::socket_base::wait_read,
                       [self = shared_from_this()](const error_code& wrong) {
                           if (wrong) return self->close();
                           self->read();
                       });
}

void session::read() {
    if (phase_ == phase::closed) return;
    error_code wrong;
    const std::size_t got = socket_.read_some(in_.prepare(read_bytes), wrong);
    if (wrong == asio::error::would_block) return wait_for_bytes();
    if (wrong) return close();  // the client has closed, or is gone
    if (phase_ == phase::streaming || phase_ == phase::lingering) return wait_for_bytes();
    in_.commit(got);
    advance();
}

// As far as it goes without waiting.
void session::advance() {
    do {
        take_requests();
        if (!flush()) return;
        if (phase_ == phase::streaming) return pump();
        if (phase_ != phase::reading) return;
        if (closes_after_) return finish();
    } while (!needs_bytes_);
    wait_for_bytes();
}

void session::take_requests() {
    needs_bytes_ = false;
    while (phase_ == phase::reading && !closes_after_ && !needs_bytes_ && out_.size() < most_unsent)
        if (parse()) answer();
}

void session::begin_parser() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(parts_.options.most_header_bytes));
    parser_->body_limit(parts_.options.most_body_bytes);
    was_continued_ = false;
    header_bytes_ = 0;
    began_ = clock::now();
    deadline_ = began_ + parts_.options.request_timeout;
}

// Whether a request is complete.
bool session::parse() {
    if (in_.size() == 0) {
        needs_bytes_ = true;
        if (!parser_) set_deadline(parts_.options.idle_timeout);
        return false;
    }
    if (!parser_) begin_parser();
    error_code wrong;
    const bool is_header = !parser_->is_header_done();
    const std::size_t taken = parser_->put(in_.data(), wrong);
    in_.consume(taken);
    if (is_header) header_bytes_ += taken;
    if (is_too_large(wrong)) wrong = http::error::header_limit;
    if (wrong && wrong != http::error::need_more) {
        request_ = {};
        refuse(problem_of(wrong));
        return false;
    }
    if (parser_->is_done()) return true;
    if (wrong) needs_bytes_ = true;
    if (!parser_->is_header_done()) return false;
    parser_->eager(true);  // the body; before, `put` stops behind the header
    if (!was_continued_ &&
        boost::beast::iequals(parser_->get()[http::field::expect], "100-continue")) {
        was_continued_ = true;
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    }
    return false;
}

// Beast limits each field by itself, and neither the head of a chunk nor what follows the last.
bool session::is_too_large(const error_code& wrong) const {
    const std::size_t waiting = wrong == http::error::need_more ? in_.size() : 0;
    const std::size_t held = parser_->is_header_done() ? 0 : waiting;
    return std::max(waiting, header_bytes_ + held) > parts_.options.most_header_bytes;
}

problem session::problem_of(const error_code& wrong) const {
    const std::string_view sent(static_cast<const char*>(in_.data().data()), in_.size());
    if (wrong == http::error::body_limit)
        return {.status = 413,
                .code = "content_too_large",
                .detail = fmt::format("the body is over {} bytes; send it in parts",
                                      parts_.options.most_body_bytes)};
    if (wrong == http::error::header_limit) {
        if (parser_->get().target().empty() &&
            sent.substr(0, parts_.options.most_target_bytes).find('\n') == std::string_view::npos)
            return {.status = 414, .code = "target_too_long", .detail = "the target is too long"};
        return {.status = 431,
                .code = "headers_too_large",
                .detail =
                    fmt::format("the headers are over {} bytes", parts_.options.most_header_bytes)};
    }
    if (wrong == http::error::bad_version && names_other_version(sent))
        return {.status = 505, .code = "http_version", .detail = "speak HTTP/1.1"};
    return {.status = 400, .code = "bad_request", .detail = "not HTTP/1.1: " + wrong.message()};
}

// What a request is refused for before anyone looks at what it asks.
std::optional<problem> session::refusal_of(const http_request& request) const {
    if (verdict_ == connection_limits::verdict::too_many_from_there)
        return problem{.status = 429,
                       .code = "too_many_connections",
                       .detail = "too many connections from this address"};
    if (verdict_ == connection_limits::verdict::too_many)
        return problem{.status = 503, .code = "too_busy", .detail = "too many connections"};
    if (request.target.size() > parts_.options.most_target_bytes)
        return problem{
            .status = 414, .code = "target_too_long", .detail = "the target is too long"};
    const auto& message = parser_->get();
    if (message.count(http::field::transfer_encoding) != 0 && !parser_->chunked())
        return problem{.status = 501,
                       .code = "transfer_encoding",
                       .detail = "of transfer codings only chunked is known here"};
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11))
        return problem{.status = 400, .code = "bad_host", .detail = "send one Host header"};
    if (!request.target.starts_with('/') && request.target != "*")
        return problem{.status = 400,
                       .code = "bad_target",
                       .detail = "the target must be a path that begins with /"};
    return std::nullopt;
}

void session::answer() {
    request_ = request_of(parser_->get());
    closes_after_ = !parser_->keep_alive() || parts_.is_draining;
    phase_ = phase::answering;
    if (const auto refused = refusal_of(request_)) return refuse(*refused);
    seen_ = number_of(request_.last_event_id);
    answer_by_ = clock::now() + parts_.options.answer_timeout;
    const auto reply = parts_.requests.answer(request_, taker_);
    if (!reply) return;
    closes_after_ |= reply->is_stream;
    respond(*reply->response);
    if (reply->is_stream) begin_stream();
}

// The last answer of this connection.
void session::refuse(const problem& what) {
    closes_after_ = true;
    respond(*make_ready(response_of(what)));
}

void session::respond(const ready_response& response) {
    std::string lines = parts_.requests.origin_lines(request_.origin);
    if (closes_after_)
        lines += "Connection: close\r\n";
    else if (parser_ && parser_->get().version() < 11)
        lines += "Connection: keep-alive\r\n";
    const std::size_t before = out_.size();
    const int status = response.append_to(out_, request_, worker_.date(), lines);
    parts_.metrics.count_request(status, clock::now() - began_);
    if (parts_.options.access_log) log(status, out_.size() - before);
    parser_.reset();
    phase_ = phase::reading;
}

void session::log(int status, std::size_t bytes) const {
    const auto took = std::chrono::duration_cast<microseconds>(clock::now() - began_);
    const auto when = std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    const nlohmann::ordered_json line{{"time", to_string(when)},
                                      {"address", peer_},
                                      {"method", request_.method_name},
                                      {"target", request_.target},
                                      {"status", status},
                                      {"bytes", bytes},
                                      {"ms", static_cast<double>(took.count()) / 1000},
                                      {"user_agent", request_.user_agent}};
    parts_.options.access_log(
        line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

// False when the client must take something first; then `advance` goes on.
bool session::flush() {
    if (is_writing_ || phase_ == phase::closed) return false;
    if (out_.empty()) return true;
    error_code wrong;
    const std::size_t written = socket_.write_some(asio::buffer(out_), wrong);
    if (wrong && wrong != asio::error::would_block) {
        close();
        return false;
    }
    out_.erase(0, written);
    if (out_.empty()) return true;
    wait_for_room(&session::advance);
    return false;
}

void session::wait_for_room(void (session::*then)()) {
    is_writing_ = true;
    set_deadline(parts_.options.write_timeout);
    socket_.async_wait(asio::socket_base::wait_write,
                       [self = shared_from_this(), then](const error_code& failed) {
                           self->is_writing_ = false;
                           if (failed) return self->close();
                           (*self.*then)();
                       });
}

// Before the head goes out: whoever has read it hears all that is published from then on.
void session::begin_stream() {
    phase_ = phase::streaming;
    event_hub::opening opening = parts_.hub.open(seen_);
    outbox_.sequence = opening.sequence;
    for (auto& text : opening.texts) outbox_.add(std::move(text));
    worker_.add_stream(this);
    parts_.metrics.stream_clients.fetch_add(1);
    wait_for_bytes();  // to see the client leave
}

void session::deliver(const stream_message& message) {
    if (phase_ != phase::streaming || message.sequence <= outbox_.sequence) return;
    outbox_.sequence = message.sequence;
    outbox_.add(message.text);
    if (outbox_.bytes() > parts_.options.most_stream_backlog) {
        parts_.metrics.stream_dropped.fetch_add(1);
        return close();
    }
    pump();
}

void session::pump() {
    while (!is_writing_ && phase_ == phase::streaming && !outbox_.is_empty()) {
        error_code wrong;
        outbox_.take(socket_.write_some(outbox_.buffers(), wrong));
        if (!wrong) continue;
        if (wrong != asio::error::would_block) return close();
        wait_for_room(&session::pump);
    }
}

// Lets the client read the answer before the connection goes: closing with unread bytes in our
// buffer would reset it.
void session::finish() {
    error_code ignored;  // a client that is gone needs no goodbye
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    phase_ = phase::lingering;
    set_deadline(linger_time);
    wait_for_bytes();
}

void session::check(clock::time_point now) {
    if (phase_ == phase::streaming && !is_writing_) return;
    if (phase_ == phase::answering) return check_answer(now);
    if (now < deadline_) return;
    if (phase_ != phase::reading || is_writing_ || !parser_) {
        if (phase_ == phase::streaming) parts_.metrics.stream_dropped.fetch_add(1);
        return close();
    }
    request_ = {};
    refuse(
        {.status = 408, .code = "request_timeout", .detail = "the request did not arrive in time"});
    if (flush()) finish();
}

// A database that hangs keeps its connections, and may go on where it stopped: only who asked is
// told.
void session::check_answer(clock::time_point now) {
    if (now < answer_by_) return;
    if (is_writing_) return close();
    refuse({.status = 503,
            .code = "answer_timeout",
            .detail = "the database does not answer; try again"});
    if (flush()) finish();
}

void session::drain() {
    if (phase_ != phase::streaming && (phase_ == phase::answering || is_writing_ || parser_)) {
        closes_after_ = true;
        return;
    }
    close();
}

void session::close() {
    if (phase_ == phase::closed) return;
    if (phase_ == phase::streaming) {
        worker_.remove_stream(this);
        parts_.metrics.stream_clients.fetch_sub(1);
    }
    phase_ = phase::closed;
    error_code ignored;  // it is closed either way
    socket_.close(ignored);
    parts_.limits.leave(peer_);
    parts_.metrics.connections.fetch_sub(1);
    worker_.remove(this);
}

}  // namespace attrib::detail
