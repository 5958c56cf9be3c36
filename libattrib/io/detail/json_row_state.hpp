/// @file
/// How rows of JSON are read: for the sources of json_row_reader alone.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <deque>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/json_row_reader.hpp>
#include <span>
#include <string>

namespace attrib::json_reading {

namespace json = simdjson::ondemand;

using broken_rule = std::optional<rule_break>;

/// Whether a field was found and is what was asked for. Throws where the JSON is broken.
inline bool is_there(simdjson::error_code found) {
    if (found == simdjson::NO_SUCH_FIELD || found == simdjson::INCORRECT_TYPE) return false;
    if (found != simdjson::SUCCESS) throw simdjson::simdjson_error(found);
    return true;
}

inline bool is_integer(std::string_view token) noexcept {
    if (token.size() > 1 && token.front() == '0') return false;
    return std::ranges::all_of(token, [](char c) { return c >= '0' && c <= '9'; });
}

/// What a value begins as; nothing for what is no JSON, such as NaN.
inline std::optional<json::json_type> type_of(json::value& value) {
    json::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return std::nullopt;
    return type;
}

/// What a value is: a text, a number as it is written, nothing (null, NaN), or neither.
struct scalar {
    std::string_view text;
    bool is_scalar = true;
    bool is_infinite = false;
};

inline scalar scalar_of(json::value& value) {
    const auto type = type_of(value);
    if (!type) {
        // No JSON, but what some programs write.
        const std::string_view token = trimmed(value.raw_json_token());
        if (token == "NaN") return {};
        if (token == "Infinity") return {.text = token, .is_infinite = true};
        throw simdjson::simdjson_error(simdjson::TAPE_ERROR);
    }
    switch (*type) {
        case json::json_type::string:
            return {trimmed(value.get_string())};
        case json::json_type::number: {
            const std::string_view token = trimmed(value.raw_json_token());
            if (token == "-Infinity") return {.text = token, .is_infinite = true};
            // Whether it is a number at all: the token is only where one begins.
            if (!is_integer(token)) static_cast<void>(double{value.get_double()});
            return {token};
        }
        case json::json_type::null:
            static_cast<void>(value.is_null());
            return {};
        default:
            return {.text = {}, .is_scalar = false};
    }
}

inline std::string_view raw_json_of(json::value value) {
    switch (type_of(value).value_or(json::json_type::null)) {
        case json::json_type::object:
            return trimmed(value.get_object().value().raw_json());
        case json::json_type::array:
            return trimmed(value.get_array().value().raw_json());
        default:
            return trimmed(value.raw_json_token());
    }
}

inline bool is_json(std::string_view text) noexcept {
    return text.starts_with('{') || text.starts_with('[');
}

}  // namespace attrib::json_reading

namespace attrib {

struct json_row_reader::state {
    explicit state(const json_keys& given) : keys(given), used(given.renames().size()) {}

    /// A parser with room for the bytes that simdjson may read after the text.
    struct document_parser {
        json_reading::json::parser parser;
        std::string padded;

        json_reading::json::document read(std::string_view text) {
            padded.assign(text);
            padded.resize(text.size() + simdjson::SIMDJSON_PADDING, ' ');
            json_reading::json::document document =
                parser.iterate(padded.data(), text.size(), padded.size());
            return document;
        }
    };

    const json_keys& keys;
    std::vector<bool> used;
    document_parser rows;
    document_parser bodies;             // of events
    document_parser lists;              // of items
    std::deque<document_parser> texts;  // of JSON inside a text or read twice
    std::size_t texts_in_use = 0;
    json_row said;
    json_row said_by_body;
    std::vector<std::string_view> events;

    json_reading::broken_rule read(std::string_view text);
    json_reading::broken_rule read_event(std::string_view text);
    json_reading::broken_rule take(const json_key& key, std::string_view name,
                                   json_reading::json::value value);
    json_reading::broken_rule take_on_path(const json_key& key, std::string_view name,
                                           json_reading::json::value value);
    json_reading::broken_rule take_role(const json_key& key, json_reading::json::value value);
    json_reading::broken_rule take_own(const json_key& key, json_reading::json::value value);
    json_reading::broken_rule take_scalar(column target, json_origin where,
                                          json_reading::json::value value);
    void take_of_shape(const json_key& key, json_reading::json::value value);
    json_reading::broken_rule take_object(json_object object, json_reading::json::value value);
    json_reading::broken_rule take_ecommerce(json_reading::json::value value);
    json_reading::broken_rule take_parameters(json_reading::json::value value);
    json_reading::broken_rule take_parameter(json_reading::json::object parameter);
    json_reading::broken_rule take_reversed_parameter(json_reading::json::object& parameter);
    json_reading::broken_rule take_parameter_value(column target, json_origin where,
                                                   json_reading::json::value value);
    void take_click_id(std::string_view name, json_reading::json::value value);
    json_reading::broken_rule take_paths(std::string_view name, std::span<const json_path> paths,
                                         json_reading::json::value value);
    json_reading::broken_rule take_path_key(std::span<const json_path> paths, std::string_view name,
                                            json_reading::json::value value);
    json_reading::broken_rule take_inner_paths(std::span<const json_path> paths,
                                               json_reading::json::value value);
    json_reading::json::document read_inner(std::string_view text);
};

}  // namespace attrib
