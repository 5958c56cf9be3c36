#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <libattrib/core/hash.hpp>
#include <libattrib/http/gzip.hpp>
#include <libattrib/http/negotiation.hpp>
#include <libattrib/http/response.hpp>

namespace attrib {
namespace {

constexpr std::size_t smallest_gzip = 1024;

struct status_reason {
    int status;
    std::string_view reason;
};
constexpr std::array status_reasons{
    status_reason{200, "OK"},
    status_reason{204, "No Content"},
    status_reason{304, "Not Modified"},
    status_reason{400, "Bad Request"},
    status_reason{401, "Unauthorized"},
    status_reason{403, "Forbidden"},
    status_reason{404, "Not Found"},
    status_reason{405, "Method Not Allowed"},
    status_reason{406, "Not Acceptable"},
    status_reason{408, "Request Timeout"},
    status_reason{413, "Content Too Large"},
    status_reason{414, "URI Too Long"},
    status_reason{415, "Unsupported Media Type"},
    status_reason{421, "Misdirected Request"},
    status_reason{422, "Unprocessable Content"},
    status_reason{429, "Too Many Requests"},
    status_reason{431, "Request Header Fields Too Large"},
    status_reason{500, "Internal Server Error"},
    status_reason{501, "Not Implemented"},
    status_reason{503, "Service Unavailable"},
    status_reason{505, "HTTP Version Not Supported"},
};

// What every answer says. The page's own scripts and styles, data from here, nothing else.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'\r\n";

// A year, the longest that caches keep anything.
constexpr std::string_view immutable_lines =
    "Cache-Control: public, max-age=31536000, immutable\r\nVary: Accept-Encoding, Origin\r\n";
constexpr std::string_view changing_lines =
    "Cache-Control: no-cache\r\nVary: Accept, Accept-Encoding, Authorization, Origin\r\n";

bool is_compressible(std::string_view content_type) noexcept {
    return !content_type.starts_with("image/png") && !content_type.starts_with("font/");
}

}  // namespace

std::string_view reason_of(int status) noexcept {
    const auto found = std::ranges::find(status_reasons, status, &status_reason::status);
    return found == status_reasons.end() ? "Unknown" : found->reason;
}

ready_response::ready_response(http_response&& response)
    : status_(response.status),
      status_line_(fmt::format("HTTP/1.1 {} {}\r\nDate: ", status_, reason_of(status_))),
      body_(std::move(response.body)),
      rest_(std::move(response.rest)) {
    if (!response.content_type.empty())
        common_ += fmt::format("Content-Type: {}\r\n", response.content_type);
    for (const auto& [name, value] : response.headers)
        common_ += fmt::format("{}: {}\r\n", name, value);
    common_ += security_headers;
    if (response.is_stream || has_rest()) {
        common_ += "Cache-Control: no-store\r\n";
        return;
    }
    if (status_ != 204) plain_length_ = fmt::format("Content-Length: {}\r\n", body_.size());
    if (status_ != 200 || response.content_type.empty()) {
        common_ += "Cache-Control: no-store\r\n";
        return;
    }
    common_ += response.is_immutable ? immutable_lines : changing_lines;
    etag_ = fmt::format("\"{:016x}\"", hash_of(body_));
    plain_length_ += "ETag: " + etag_ + "\r\n";
    if (body_.size() < smallest_gzip || !is_compressible(response.content_type)) return;
    gzip_body_ = gzip_of(body_);
    gzip_etag_ = fmt::format("\"{:016x}-gz\"", hash_of(body_));
    gzip_length_ = fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\nETag: {}\r\n",
                               gzip_body_.size(), gzip_etag_);
}

ready_response::ready_response(ready_response other, std::string_view lines)
    : ready_response(std::move(other)) {
    common_ += lines;
}

ready_response::message ready_response::append_head(std::string& out, const http_request& request,
                                                    std::string_view date,
                                                    std::string_view lines) const {
    const bool is_packed = !gzip_body_.empty() && accepts_gzip(request.accept_encoding);
    const std::string& tag = is_packed ? gzip_etag_ : etag_;
    const bool is_reading =
        request.method == http_method::get || request.method == http_method::head;
    const bool is_known = is_reading && !tag.empty() && names_tag(request.if_none_match, tag);
    if (is_known)
        out.append("HTTP/1.1 304 Not Modified\r\nDate: ").append(date).append("\r\n");
    else
        out.append(status_line_).append(date).append("\r\n");
    out.append(common_);
    if (is_known)
        out.append("ETag: ").append(tag).append("\r\n");
    else
        out.append(is_packed ? gzip_length_ : plain_length_);
    out.append(lines).append("\r\n");
    if (is_known || request.method == http_method::head) return {is_known ? 304 : status_, {}};
    return {status_, is_packed ? gzip_body_ : body_};
}

shared_response make_ready(http_response&& response) {
    return std::make_shared<const ready_response>(std::move(response));
}

}  // namespace attrib
