#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <iterator>
#include <libattrib/http/detail/parse_problem.hpp>
#include <libattrib/http/detail/request_view.hpp>
#include <libattrib/http/detail/session.hpp>

namespace attrib::detail {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t read_bytes = std::size_t{16} << 10;
constexpr std::size_t most_unsent = std::size_t{64} << 10;  // then pipelined requests wait
constexpr std::size_t max_fields = 100;                     // each takes more memory than its bytes
constexpr std::chrono::seconds linger_time{2};

std::optional<std::int64_t> number_of(std::string_view text) noexcept {
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

session::session(stream_socket socket, io_worker& worker, server_parts& parts, std::string peer,
                 connection_limits::verdict verdict)
    : socket_(std::move(socket)),
      worker_(worker),
      parts_(parts),
      peer_(std::move(peer)),
      verdict_(verdict),
      body_(parts.bodies) {}

void session::start() {
    taker_ = [weak = weak_from_this(),
              &context = worker_.context](const shared_response& response) {
        asio::post(context, [weak, response] {
            const auto self = weak.lock();
            if (!self || self->phase_ != phase::answering) return;
            self->respond(response);
            self->advance();
        });
    };
    set_deadline(verdict_ == connection_limits::verdict::admitted ? parts_.options.idle_timeout
                                                                  : linger_time);
    wants_bytes_ = true;
    if (!worker_.watch(socket_, this)) close();
}

void session::on_ready(std::uint32_t events) {
    constexpr std::uint32_t hung_up = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    if ((events & hung_up) != 0) is_hung_up_ = true;
    if ((events & (EPOLLIN | hung_up)) != 0) is_readable_ = true;
    if (is_writing_ && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) {
        is_writing_ = false;
        advance();
    }
    if (is_readable_) read();
}

// Epoll reports new bytes, but not again those that it has reported.
void session::wait_for_bytes() {
    wants_bytes_ = true;
    if (is_readable_) asio::post(worker_.context, [self = shared_from_this()] { self->read(); });
}

void session::read() {
    if (phase_ == phase::closed || !std::exchange(wants_bytes_, false)) return;
    const auto [how, got] = socket_.read(in_.prepare(read_bytes).data(), read_bytes);
    if (how == stream_socket::outcome::over) return close();
    // A short read has emptied the socket: epoll reports the next bytes.
    if (got < read_bytes) is_readable_ = is_hung_up_;
    if (how == stream_socket::outcome::would_block || phase_ == phase::streaming ||
        phase_ == phase::lingering)
        return wait_for_bytes();
    in_.commit(got);
    advance();
}

// As far as it goes without waiting.
void session::advance() {
    do {
        take_requests();
        if (!flush()) return;
        if (phase_ == phase::sending) return ask_piece();
        if (phase_ != phase::reading) return;
        if (closes_after_) return finish();
    } while (!needs_bytes_);
    wait_for_bytes();
}

void session::take_requests() {
    needs_bytes_ = false;
    while (phase_ == phase::reading && !closes_after_ && !needs_bytes_ &&
           out_.bytes() < most_unsent)
        if (parse()) answer();
}

void session::begin_parser() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(parts_.options.most_header_bytes));
    parser_->body_limit(parts_.options.most_body_bytes);
    request_ = {};
    is_head_taken_ = false;
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
        const std::string_view unread(static_cast<const char*>(in_.data().data()), in_.size());
        refuse(parse_problem(wrong, unread, !parser_->get().target().empty(), parts_.options));
        return false;
    }
    if (parser_->is_header_done() && !is_head_taken_ && !take_head()) return false;
    if (!body_.grow_to(parser_->get().body().size())) {
        refuse({.status = 503,
                .code = "too_busy",
                .detail = "too many requests are being sent at once; try again"});
        return false;
    }
    if (parser_->is_done()) return true;
    if (wrong) needs_bytes_ = true;
    return false;
}

// Before the body is read: fields that come later, in its trailer, do not count, and who may not
// ask need not send it. Whether to go on.
bool session::take_head() {
    is_head_taken_ = true;
    parser_->eager(true);  // the body; before, `put` stops after the header
    join_lists(parser_->get());
    request_ = request_of(parser_->get());
    request_.client = peer_;
    is_kept_alive_ = parser_->keep_alive();
    if (const auto refused = refusal_of_head()) {
        refuse(*refused);
        return false;
    }
    if (!parser_->is_done() &&
        boost::beast::iequals(parser_->get()[http::field::expect], "100-continue"))
        out_.add("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
}

// Beast limits each field by itself, and neither the head of a chunk nor what follows the last.
bool session::is_too_large(const error_code& wrong) const {
    const std::size_t waiting = wrong == http::error::need_more ? in_.size() : 0;
    const std::size_t held = parser_->is_header_done() ? 0 : waiting;
    return std::max(waiting, header_bytes_ + held) > parts_.options.most_header_bytes;
}

// What a request is refused for, whatever its body is.
std::optional<problem> session::refusal_of_head() const {
    if (verdict_ == connection_limits::verdict::too_many_from_there)
        return problem{.status = 429,
                       .code = "too_many_connections",
                       .detail = "too many connections from this address"};
    if (verdict_ == connection_limits::verdict::too_many)
        return problem{.status = 503, .code = "too_busy", .detail = "too many connections"};
    if (request_.target.size() > parts_.options.most_target_bytes)
        return target_too_long(parts_.options);
    const http_message& message = parser_->get();
    if (std::distance(message.begin(), message.end()) > static_cast<std::ptrdiff_t>(max_fields))
        return problem{.status = 431,
                       .code = "headers_too_large",
                       .detail = fmt::format("more than {} headers", max_fields)};
    if (auto wrong = problem_of_head(message)) return wrong;
    if (!request_.target.starts_with('/') && request_.target != "*")
        return problem{.status = 400,
                       .code = "bad_target",
                       .detail = "the target must be a path that begins with /"};
    return parser_->is_done() ? std::nullopt : parts_.requests.refusal(request_);
}

void session::answer() {
    request_.body = parser_->get().body();
    closes_after_ = !is_kept_alive_ || parts_.is_draining;
    phase_ = phase::answering;
    seen_ = number_of(request_.last_event_id);
    // What a request makes the API throw must not end the thread, which serves others.
    std::optional<api::reply> reply;
    try {
        reply = parts_.requests.answer(request_, taker_);
    } catch (const std::exception& failed) {
        return refuse({.status = 500, .code = "internal", .detail = failed.what()});
    }
    if (!reply) {
        answer_by_ = clock::now() + parts_.options.answer_timeout;
        return;
    }
    closes_after_ |= reply->is_stream;
    respond(reply->response);
    if (reply->is_stream) begin_stream();
}

// False when the client must take something first; then `advance` goes on.
bool session::flush() {
    if (is_writing_ || phase_ == phase::closed) return false;
    while (!out_.is_empty()) {
        const auto [how, sent] = socket_.write(out_.buffers());
        out_.take(sent);
        if (how == stream_socket::outcome::moved) continue;
        if (how == stream_socket::outcome::would_block)
            wait_for_room();
        else
            close();
        return false;
    }
    max_backlog_ = parts_.options.most_stream_backlog;
    if (unread_ != 0) parts_.unread.release(std::exchange(unread_, 0));
    return true;
}

void session::wait_for_room() {
    is_writing_ = true;
    set_deadline(parts_.options.write_timeout);
    if (unread_ == 0) {
        written_by_ = deadline_;
        allow_time_for(out_.bytes());
    }
    unread_ =
        parts_.unread.hold(unread_, out_, [weak = weak_from_this(), &context = worker_.context] {
            asio::post(context, [weak] {
                if (const auto self = weak.lock()) self->give_up();
            });
        });
}

// Who reads, but too slowly, would pin an answer for as long as they like.
void session::allow_time_for(std::size_t bytes) {
    written_by_ += std::chrono::milliseconds{bytes * 1000 / parts_.options.min_bytes_per_second};
}

void session::enqueue(const std::shared_ptr<const std::string>& text) {
    out_.add(text, *text, text->size());
    if (unread_ != 0) allow_time_for(text->size());
}

// Before the head goes out: whoever has read it hears all that is published from then on.
void session::begin_stream() {
    phase_ = phase::streaming;
    const sse_broker::opening opening = parts_.hub.open(seen_);
    heard_ = opening.sequence;
    for (const auto& text : opening.texts) enqueue(text);
    // What was missed is theirs; they lag by what comes then.
    max_backlog_ = out_.bytes() + parts_.options.most_stream_backlog;
    worker_.add_stream(this);
    parts_.metrics.stream_clients.fetch_add(1);
    wait_for_bytes();  // to see the client leave
}

void session::deliver(const stream_message& message) {
    if (phase_ != phase::streaming || message.sequence <= heard_) return;
    heard_ = message.sequence;
    enqueue(message.text);
    // A client that reads takes it at once, however long it is.
    if (!flush() && out_.bytes() > max_backlog_) give_up();
}

// It reads too slowly.
void session::give_up() {
    if (phase_ == phase::closed) return;
    auto& count = phase_ == phase::streaming ? parts_.metrics.stream_dropped
                                             : parts_.metrics.slow_readers_closed;
    count.fetch_add(1);
    close();
}

// Lets the client read the answer before the connection goes: closing with unread bytes in our
// buffer would reset it.
void session::finish() {
    socket_.end_writing();
    phase_ = phase::lingering;
    set_deadline(linger_time);
    wait_for_bytes();
}

void session::check(clock::time_point now) {
    if (is_writing_ && now >= std::min(deadline_, written_by_)) return give_up();
    if (phase_ == phase::streaming || is_writing_) return;
    if (phase_ == phase::answering) return check_answer(now);
    if (phase_ == phase::sending) return check_piece(now);
    if (phase_ == phase::reading && !parser_) free_buffers();
    if (now < deadline_) return;
    if (phase_ != phase::reading || !parser_) return close();
    request_ = {};
    refuse(
        {.status = 408, .code = "request_timeout", .detail = "the request did not arrive in time"});
    if (flush()) finish();
}

// An idle connection takes next to nothing.
void session::free_buffers() {
    if (in_.size() == 0) in_.shrink_to_fit();
    out_.shrink();
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
    if (phase_ == phase::sending) note_cut_off();
    phase_ = phase::closed;
    if (unread_ != 0) parts_.unread.release(std::exchange(unread_, 0));
    socket_.close();
    parts_.limits.leave(peer_);
    parts_.metrics.connections.fetch_sub(1);
    worker_.remove(this);
}

}  // namespace attrib::detail
