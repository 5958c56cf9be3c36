#include <simdjson.h>

#include <libattrib/collect/pubsub.hpp>
#include <libattrib/core/base64.hpp>

namespace attrib {
namespace {

// The first of two spellings that is there: Pub/Sub sends both.
std::string_view member_of(const simdjson::dom::object& message, std::string_view name,
                           std::string_view other) {
    std::string_view text;
    if (message[name].get(text) == simdjson::SUCCESS) return text;
    return message[other].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

}  // namespace

result<enveloped_rows> read_pubsub_message(std::string_view body) {
    const simdjson::padded_string text(body);
    simdjson::dom::parser parser;
    simdjson::dom::object message;
    if (parser.parse(text)["message"].get(message) != simdjson::SUCCESS)
        return error{errc::invalid_option,
                     "the body must be a push request of Pub/Sub, "
                     R"({"message":{"data":"BASE64","messageId":"..."}}; )"
                     "turn payload unwrapping of the subscription off"};
    enveloped_rows rows{
        .rows = {},
        .event_id = std::string(member_of(message, "messageId", "message_id")),
        .event_timestamp = std::string(member_of(message, "publishTime", "publish_time"))};
    const std::string_view data = member_of(message, "data", "data");
    auto decoded = from_base64(data);
    // What is no JSON is kept as it came.
    if (data.empty())
        rows.rows = "?" + simdjson::minify(message);
    else
        rows.rows = decoded ? *std::move(decoded) : "?" + std::string(data);
    return rows;
}

result<collected_rows> read_pubsub(const client_request& request) {
    auto message = read_pubsub_message(request.body);
    if (!message) return message.error();
    collected_rows collected;
    collected.messages.push_back(*std::move(message));
    return collected;
}

}  // namespace attrib
