#include <simdjson.h>

#include <array>
#include <libattrib/collect/row_text.hpp>
#include <libattrib/collect/segment.hpp>
#include <libattrib/collect/user_agent.hpp>
#include <libattrib/io/json_rows.hpp>
#include <optional>

namespace attrib {
namespace {

namespace dom = simdjson::dom;

// The text at a path; empty if the path has no text.
std::string_view text_at(const dom::element& of, std::string_view path) noexcept {
    std::string_view text;
    return of.at_pointer(path).get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string_view first_text(const dom::element& of, std::initializer_list<std::string_view> paths) {
    for (const std::string_view path : paths)
        if (const std::string_view text = text_at(of, path); !text.empty()) return text;
    return {};
}

std::optional<timestamp> time_of_text(std::string_view text) {
    timestamp when;
    if (time_parser().parse(text, when) != time_parse::ok) return std::nullopt;
    return when;
}

class message_reader {
   public:
    message_reader(const client_request& request, std::string_view type)
        : request_(request), type_(type) {}

    // Of the batch, for messages without one of their own.
    void set_sent_at(std::string_view text) { sent_at_ = text; }

    void append(std::string_view message, collected_rows& out) {
        const simdjson::padded_string text(message);
        dom::element members;
        if (parser_.parse(text).get(members) != simdjson::SUCCESS || !members.is_object()) {
            out.rows.append(message).append("\n");  // the rules refuse it
            return;
        }
        const std::string_view agent = text_at(members, "/context/userAgent");
        row_text row;
        if (const std::string when = corrected_time(members); !when.empty())
            row.add(column::event_timestamp, when);
        if (text_at(members, "/context/device/type").empty())
            row.add(column::device_category, device_category_of(agent));
        if (text_at(members, "/type").empty()) row.add("type", type_);
        row.add_members(members_of(message));
        row.finish(out.rows_of(agent));
    }

   private:
    // Empty where the message's own time stands.
    [[nodiscard]] std::string corrected_time(const dom::element& message) const {
        const std::string_view happened =
            first_text(message, {"/originalTimestamp", "/original_timestamp", "/timestamp"});
        if (happened.empty()) return to_string(request_.now);
        const std::string_view own = first_text(message, {"/sentAt", "/sent_at"});
        const auto sent = time_of_text(own.empty() ? sent_at_ : own);
        const auto began = time_of_text(happened);
        if (!sent || !began) return {};
        return to_string(request_.now - (*sent - *began));
    }

    const client_request& request_;
    std::string_view type_;
    std::string_view sent_at_;
    dom::parser parser_;
};

error no_messages(const char* what) { return error{errc::invalid_option, what}; }

// The array of messages as it was written.
std::optional<std::string_view> batch_of(simdjson::ondemand::parser& parser,
                                         const simdjson::padded_string& body) {
    simdjson::ondemand::document document;
    simdjson::ondemand::object members;
    simdjson::ondemand::array messages;
    std::string_view raw;
    if (parser.iterate(body).get(document) != simdjson::SUCCESS ||
        document.get_object().get(members) != simdjson::SUCCESS ||
        members["batch"].get_array().get(messages) != simdjson::SUCCESS ||
        messages.raw_json().get(raw) != simdjson::SUCCESS)
        return std::nullopt;
    return raw;
}

}  // namespace

std::string write_key_of(std::string_view body) {
    const simdjson::padded_string text(body);
    dom::parser parser;
    dom::element members;
    if (parser.parse(text).get(members) != simdjson::SUCCESS) return {};
    return std::string(text_at(members, "/writeKey"));
}

result<collected_rows> read_segment(const client_request& request, std::string_view type) {
    const simdjson::padded_string body(request.body);
    dom::parser parser;
    dom::element members;
    if (parser.parse(body).get(members) != simdjson::SUCCESS || !members.is_object())
        return no_messages("the body must be one JSON object");
    message_reader reader(request, type);
    std::string_view messages = request.body;
    simdjson::ondemand::parser batches;
    if (type.empty()) {
        const auto batch = batch_of(batches, body);
        if (!batch) return no_messages("the body must have an array `batch` of messages");
        messages = *batch;
        reader.set_sent_at(first_text(members, {"/sentAt", "/sent_at"}));
    }
    const auto lines = ndjson_of(messages);
    if (!lines) return lines.error();
    collected_rows collected;
    for (std::string_view rest = *lines; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        reader.append(rest.substr(0, end), collected);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return collected;
}

}  // namespace attrib
