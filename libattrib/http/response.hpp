/// @file
/// An answer: as handlers make it, and as bytes that are ready to be sent again and again.
#pragma once

#include <cstdint>
#include <libattrib/http/request.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

class csv_pieces;

/// What follows the body of an answer that is made while it is sent.
struct answer_rest {
    std::shared_ptr<const csv_pieces> pieces{};  ///< null: nothing follows
    std::string position{};                      ///< of the piece that follows
};

/// What a handler answers.
struct http_response {
    int status = 200;
    std::string content_type;  ///< empty: there is no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers{};  ///< besides those that all have
    bool is_stream = false;     ///< the body goes on until the connection closes
    bool is_immutable = false;  ///< the target names the content, so that caches keep it for good
    answer_rest rest{};         ///< then the length is unknown
};

/// A response as bytes, but for the lines that change: status line with Date in front, Connection
/// after. Immutable, shared by connections.
class ready_response {
   public:
    explicit ready_response(http_response&& response);

    /// The same with more header lines, each whole.
    ready_response(ready_response other, std::string_view lines);

    /// What follows the head: a view of this response, empty for HEAD and 304.
    struct message {
        int status;
        std::string_view body;
    };

    /// Appends the head of what `request` gets to `out`: gzip where it is accepted, or 304 where
    /// If-None-Match holds the tag. `lines` are whole header lines that differ from connection to
    /// connection. `date` is an HTTP date.
    message append_head(std::string& out, const http_request& request, std::string_view date,
                        std::string_view lines) const;

    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const std::string& body() const noexcept { return body_; }
    [[nodiscard]] const std::string& etag() const noexcept { return etag_; }
    [[nodiscard]] const answer_rest& rest() const noexcept { return rest_; }
    [[nodiscard]] bool has_rest() const noexcept { return rest_.pieces != nullptr; }

    /// About how much memory it takes.
    [[nodiscard]] std::size_t size() const noexcept {
        return body_.size() + gzip_body_.size() + 1024;
    }

   private:
    int status_;
    std::string status_line_;
    std::string common_;  // header lines of every variant
    std::string plain_length_;
    std::string gzip_length_;
    std::string etag_;
    std::string gzip_etag_;
    std::string body_;
    std::string gzip_body_;  // empty: not worth it
    answer_rest rest_;
};

using shared_response = std::shared_ptr<const ready_response>;

[[nodiscard]] shared_response make_ready(http_response&& response);

/// "OK", "Not Found", ...
[[nodiscard]] std::string_view reason_of(int status) noexcept;

}  // namespace attrib
