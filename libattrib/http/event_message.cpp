#include <libattrib/http/event_message.hpp>
#include <string>

namespace attrib {
namespace {

constexpr const char* ellipsis = "\xE2\x80\xA6";

// Between characters of UTF-8.
void cut_text(std::string& text) {
    std::size_t end = max_told_text_bytes;
    while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.erase(end);
    text += ellipsis;
}

// Cuts the texts of an object or array; the names of those that were too long go to `names`.
void cut_texts(json& object, json& names) {
    for (auto& [name, value] : object.items()) {
        if (value.is_structured()) cut_texts(value, names);
        if (!value.is_string()) continue;
        auto& text = value.get_ref<std::string&>();
        if (text.size() <= max_told_text_bytes) continue;
        cut_text(text);
        names.push_back(name);
    }
}

}  // namespace

json event_message(std::int64_t change, std::uint64_t count, json events) {
    json told = json::array();
    std::size_t bytes = 0;
    for (json& event : events) {
        json names = json::array();
        cut_texts(event, names);
        if (!names.empty()) event["cut"] = std::move(names);
        bytes += event.dump().size() + 1;
        if (bytes > max_message_bytes) break;
        told.push_back(std::move(event));
    }
    const std::uint64_t more = count - std::min<std::uint64_t>(count, told.size());
    return {{"change", change}, {"count", count}, {"more", more}, {"events", std::move(told)}};
}

}  // namespace attrib
