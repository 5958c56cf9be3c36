// Answers of a session: whole ones, and those that are made while they are sent.
#include <boost/asio/post.hpp>
#include <libattrib/http/detail/chunk_framing.hpp>
#include <libattrib/http/detail/session.hpp>
#include <nlohmann/json.hpp>

namespace attrib::detail {
namespace {

constexpr std::size_t max_copied_body = 1024;  // about a head; a longer one is shared

}  // namespace

// The last answer of this connection.
void session::refuse(const problem& what) {
    closes_after_ = true;
    respond(make_ready(response_of(what)));
}

void session::respond(const shared_response& response) {
    const bool has_rest = response->has_rest();
    const bool is_old = parser_ && parser_->get().version() < 11;
    sent_ = {.is_chunked = has_rest && !is_old};
    // The end of the connection is that of the body then.
    closes_after_ |= has_rest && is_old;
    std::string lines = parts_.requests.origin_lines(request_);
    if (closes_after_)
        lines += "Connection: close\r\n";
    else if (is_old)
        lines += "Connection: keep-alive\r\n";
    if (sent_.is_chunked) lines += "Transfer-Encoding: chunked\r\n";
    std::string& head = worker_.scratch();
    const auto [status, body] = response->append_head(head, request_, worker_.date(), lines);
    out_.add(head);
    sent_.status = status;
    sent_.bytes = head.size();
    add_body(response, body, response->size());
    parts_.metrics.count_request(status, clock::now() - began_);
    if (!has_rest || request_.method == http_method::head) return end_answer();
    rest_ = response->rest();
    phase_ = phase::sending;
}

// Appends a part of the answer under way. A short one is copied.
void session::add_body(const std::shared_ptr<const void>& owner, std::string_view text,
                       std::size_t owner_bytes) {
    const std::size_t before = out_.bytes();
    if (sent_.is_chunked)
        add_chunk(out_, owner, text, owner_bytes);
    else if (text.size() <= max_copied_body)
        out_.add(text);
    else
        out_.add(owner, text, owner_bytes);
    sent_.bytes += text.size();
    if (unread_ != 0) allow_time_for(out_.bytes() - before);
}

void session::end_answer() {
    log(sent_.status, sent_.bytes, false);
    rest_ = {};
    parser_.reset();
    body_.release();
    request_ = {};
    phase_ = phase::reading;
}

// Called when the client has taken all that was made.
void session::ask_piece() {
    if (is_piece_asked_) return;
    is_piece_asked_ = true;
    answer_by_ = clock::now() + parts_.options.answer_timeout;
    const auto taker = [weak = weak_from_this(),
                        &context = worker_.context](const std::shared_ptr<const csv_piece>& piece) {
        boost::asio::post(context, [weak, piece] {
            if (const auto self = weak.lock()) self->take_piece(piece);
        });
    };
    try {
        parts_.requests.make_piece(rest_, request_, taker);
    } catch (const std::exception&) {
        cut_off();
    }
}

void session::take_piece(const std::shared_ptr<const csv_piece>& piece) {
    if (phase_ != phase::sending) return;
    is_piece_asked_ = false;
    if (!piece) return cut_off();
    add_body(piece, piece->text, piece->text.size());
    if (piece->next) {
        rest_.position = *piece->next;
    } else {
        if (sent_.is_chunked) out_.add(last_chunk);
        end_answer();
    }
    advance();
}

void session::check_piece(clock::time_point now) {
    if (now >= answer_by_) cut_off();
}

// The client sees that the body is not whole: the last chunk is missing.
void session::cut_off() {
    parts_.metrics.answers_cut_off.fetch_add(1);
    close();
}

// A body that ends with the connection would look whole, were it closed in order.
void session::note_cut_off() {
    socket_.reset_when_closed();
    log(sent_.status, sent_.bytes, true);
}

void session::log(int status, std::size_t bytes, bool is_cut_off) const {
    if (!parts_.options.access_log) return;
    const auto took = std::chrono::duration_cast<microseconds>(clock::now() - began_);
    const auto when = std::chrono::floor<microseconds>(std::chrono::system_clock::now());
    nlohmann::ordered_json line{{"time", to_string(when)},
                                {"address", peer_},
                                {"method", request_.method_name},
                                {"target", request_.target},
                                {"status", status},
                                {"bytes", bytes},
                                {"ms", static_cast<double>(took.count()) / 1000},
                                {"user_agent", request_.user_agent}};
    if (is_cut_off) line["is_cut_off"] = true;
    parts_.options.access_log(
        line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

// A database that hangs keeps its connections, and may go on where it stopped: only who asked is
// told.
void session::check_answer(clock::time_point now) {
    if (now < answer_by_) return;
    refuse({.status = 503,
            .code = "answer_timeout",
            .detail = "the database does not answer; try again"});
    if (flush()) finish();
}

}  // namespace attrib::detail
