#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <libattrib/collect/cloud_events.hpp>
#include <libattrib/collect/pubsub.hpp>
#include <libattrib/core/base64.hpp>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/query_string.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/io/json_rows.hpp>
#include <optional>

namespace attrib {
namespace {

namespace json = simdjson::ondemand;

constexpr std::ptrdiff_t max_batch = 1000;
constexpr std::string_view pubsub_type = "google.cloud.pubsub.topic.v1.messagePublished";

error no_cloud_event(const char* what) { return error{errc::invalid_option, what}; }

// Header values are percent-encoded.
std::string header_value(std::string_view text) {
    return decoded(text).value_or(std::string(text));
}

enveloped_rows rows_of(std::string data, std::string id, std::string type, std::string time) {
    if (type == pubsub_type)
        if (auto message = read_pubsub_message(data)) return *std::move(message);
    return {.rows = std::move(data),
            .event_id = std::move(id),
            .event_timestamp = std::move(time),
            .event_name = std::move(type)};
}

// The data of a structured event as it was written, so that no number changes.
std::string data_of(json::value value) {
    switch (value.type().value()) {
        case json::json_type::object:
            return std::string(trimmed(value.get_object().value().raw_json()));
        case json::json_type::array:
            return std::string(trimmed(value.get_array().value().raw_json()));
        case json::json_type::string:
            return std::string(value.get_string().value());
        default:
            return std::string(trimmed(value.raw_json_token()));
    }
}

// Throws simdjson_error where a member is no JSON.
std::optional<enveloped_rows> read_structured(std::string_view line, json::parser& parser) {
    const simdjson::padded_string text(line);
    json::document document = parser.iterate(text);
    std::string id;
    std::string type;
    std::string time;
    std::optional<std::string> data;
    for (auto member : document.get_object()) {
        const std::string_view name = member.unescaped_key();
        const auto as_text = [&] { return std::string(member.value().get_string().value()); };
        if (name == "id")
            id = as_text();
        else if (name == "type")
            type = as_text();
        else if (name == "time")
            time = as_text();
        else if (name == "data")
            data = data_of(member.value());
        else if (name == "data_base64")
            data = from_base64(as_text()).value_or("?");
    }
    if (id.empty() || !data) return std::nullopt;
    return rows_of(*std::move(data), std::move(id), std::move(type), std::move(time));
}

// No JSON any more, so that it is a row that breaks a rule.
enveloped_rows kept_as_it_came(std::string_view line) { return {.rows = "?" + std::string(line)}; }

enveloped_rows read_line(std::string_view line, json::parser& parser) {
    try {
        if (auto read = read_structured(line, parser)) return *std::move(read);
    } catch (const simdjson::simdjson_error&) {
    }
    return kept_as_it_came(line);
}

constexpr const char* not_structured =
    "the body must be one CloudEvent, a JSON object with an id that is a text and not empty; send "
    "several in an array as application/cloudevents-batch+json";

result<collected_rows> read_object(std::string_view body) try {
    json::parser parser;
    const simdjson::padded_string text(body);
    json::document document = parser.iterate(text);
    if (trimmed(document.get_object().value().raw_json()) != trimmed(body))
        return no_cloud_event(not_structured);  // more follows
    document.rewind();
    const std::string_view id = document["id"].get_string();
    if (id.empty()) return no_cloud_event(not_structured);
    auto read = read_structured(body, parser);
    collected_rows collected;
    collected.messages.push_back(read ? *std::move(read) : kept_as_it_came(body));
    return collected;
} catch (const simdjson::simdjson_error&) {
    return no_cloud_event(not_structured);
}

result<collected_rows> read_batch(std::string_view body) {
    if (!trimmed(body).starts_with('['))
        return no_cloud_event(
            "the body must be an array of CloudEvents; send one as application/cloudevents+json");
    const auto lines = ndjson_of(body);
    if (!lines) return lines.error();
    if (const auto count = std::ranges::count(*lines, '\n'); count > max_batch)
        return error{errc::too_large, fmt::format("the batch has {} events, more than {}; send it "
                                                  "in parts",
                                                  count, max_batch)};
    collected_rows collected;
    json::parser parser;
    for (std::string_view rest = *lines; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        collected.messages.push_back(read_line(rest.substr(0, end), parser));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return collected;
}

}  // namespace

result<collected_rows> read_cloud_events(const client_request& request) {
    const std::string media =
        ascii_lower(trimmed(request.content_type.substr(0, request.content_type.find(';'))));
    if (media == "application/cloudevents+json") return read_object(request.body);
    if (media == "application/cloudevents-batch+json") return read_batch(request.body);
    if (request.cloud_event.id.empty())
        return no_cloud_event(
            "send CloudEvents: as application/cloudevents+json, as "
            "application/cloudevents-batch+json, or with the headers ce-id, ce-source and ce-type");
    collected_rows collected;
    collected.messages.push_back(
        rows_of(std::string(request.body), header_value(request.cloud_event.id),
                header_value(request.cloud_event.type), header_value(request.cloud_event.time)));
    return collected;
}

}  // namespace attrib
