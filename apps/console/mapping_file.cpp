#include <fmt/format.h>

#include <apps/console/mapping_file.hpp>
#include <libattrib/io/byte_source.hpp>
#include <nlohmann/json.hpp>

namespace attrib::console {
namespace {

using nlohmann::json;

// Of one key: what is wrong with its value; empty when nothing is.
using problem = std::string;

problem message_of(const result<void>& done) { return done ? problem() : done.error().message; }

problem take_map(const json& given, reading_options& out) {
    if (!given.is_object()) return R"(must be an object {"name in file": "event column"})";
    for (const auto& [name, target] : given.items()) {
        if (!target.is_string()) return name + " must name an event column, as text";
        auto added = add_rename(out.renames, name, target.get_ref<const std::string&>());
        if (!added) return name + ": " + message_of(added);
    }
    return {};
}

problem take_set(const json& given, reading_options& out) {
    if (!given.is_object()) return R"(must be an object {"event column": "value"})";
    for (const auto& [name, value] : given.items()) {
        if (!value.is_string()) return name + " must have a value of text";
        auto added = add_constant(out.constants, name, value.get_ref<const std::string&>());
        if (!added) return name + ": " + message_of(added);
    }
    return {};
}

problem take_null(const json& given, reading_options& out) {
    constexpr const char* form = R"(must be a list of texts, such as ["-", "n/a"])";
    if (!given.is_array()) return form;
    for (const json& text : given) {
        if (!text.is_string()) return form;
        out.null_texts.push_back(text);
    }
    return {};
}

problem take_own_hosts(const json& given, reading_options& out) {
    constexpr const char* form = "must be a list of hosts, such as [\"shop.example\"]";
    if (!given.is_array()) return form;
    for (const json& host : given) {
        if (!host.is_string()) return form;
        auto added = add_own_host(out.own_hosts, host.get_ref<const std::string&>());
        if (!added) return message_of(added);
    }
    return {};
}

// The others are one text each.
problem take_text(const std::string& key, const json& given, reading_options& out) {
    if (!given.is_string()) return "must be a text";
    const auto& text = given.get_ref<const std::string&>();
    if (key == "delimiter") {
        const auto named = delimiter_named(text);
        if (!named) return named.error().message;
        out.delimiter = *named;
    } else if (key == "time_unit") {
        const auto named = time_unit_named(text);
        if (!named) return named.error().message;
        out.unit = *named;
    } else {
        auto named = time_zone::named(text);
        if (!named) return named.error().message;
        out.zone = std::move(*named);
    }
    return {};
}

problem take(const std::string& key, const json& given, reading_options& out) {
    if (key == "map") return take_map(given, out);
    if (key == "set") return take_set(given, out);
    if (key == "null") return take_null(given, out);
    if (key == "own_hosts") return take_own_hosts(given, out);
    if (key == "delimiter" || key == "time_unit" || key == "input_timezone")
        return take_text(key, given, out);
    return "is no key of a mapping; those are map, set, null, delimiter, time_unit, "
           "input_timezone, "
           "own_hosts";
}

result<std::string> text_of(const std::string& path) {
    constexpr std::size_t max_bytes = std::size_t{1} << 20;
    auto source = open_byte_source(path);
    if (!source) return source.error();
    std::string text(max_bytes + 1, '\0');
    const auto got = (*source)->read(text.data(), text.size());
    if (!got) return got.error();
    if (*got > max_bytes)
        return error{errc::bad_mapping, path + ": is longer than 1 MiB, that is no mapping"};
    text.resize(*got);
    return text;
}

}  // namespace

result<reading_options> read_mapping_file(const std::string& path) {
    const auto text = text_of(path);
    if (!text) return text.error();
    reading_options out;
    std::string twice;
    const auto wrong = [&path](const std::string& what) {
        return error{errc::bad_mapping, path + ": " + what};
    };
    json given;
    try {
        std::vector<std::vector<std::string>> keys;
        given = json::parse(*text, [&](int, json::parse_event_t event, json& parsed) {
            if (event == json::parse_event_t::object_start) keys.emplace_back();
            if (event == json::parse_event_t::object_end) keys.pop_back();
            if (event == json::parse_event_t::key) {
                const auto& key = parsed.get_ref<const std::string&>();
                if (std::ranges::count(keys.back(), key) != 0) twice = key;
                keys.back().push_back(key);
            }
            return true;
        });
    } catch (const json::exception& broken) {
        return wrong(std::string("is not JSON: ") + broken.what());
    }
    if (!given.is_object()) return wrong("must be one JSON object, such as {\"map\": {}}");
    if (!twice.empty()) return wrong("'" + twice + "' is there twice");
    for (const auto& [key, value] : given.items())
        if (const problem found = take(key, value, out); !found.empty())
            return wrong(fmt::format("'{}' {}", key, found));
    return out;
}

}  // namespace attrib::console
