#include <fmt/format.h>

#include <libattrib/core/array_text.hpp>

namespace attrib {
namespace {

void append_quoted(std::string& array, const std::string& text) {
    array += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') array += '\\';
        array += c;
    }
    array += '"';
}

template <class Append>
std::string array_of(const std::vector<std::string>& texts, const Append& append) {
    std::string array = "{";
    for (const std::string& text : texts) {
        if (array.size() > 1) array += ',';
        append(array, text);
    }
    return array + '}';
}

}  // namespace

std::string array_text(const std::vector<std::int64_t>& numbers) {
    return fmt::format("{{{}}}", fmt::join(numbers, ","));
}

std::string array_text(const std::vector<std::string>& texts) {
    return array_of(texts, append_quoted);
}

std::string nullable_array_text(const std::vector<std::string>& texts) {
    return array_of(texts, [](std::string& array, const std::string& text) {
        if (text.empty())
            array += "NULL";
        else
            append_quoted(array, text);
    });
}

}  // namespace attrib
