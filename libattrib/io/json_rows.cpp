#include <simdjson.h>

#include <libattrib/io/json_rows.hpp>

namespace attrib {
namespace {

error no_json(const std::string& why) {
    return {errc::invalid_option, "the body is not a JSON document: " + why};
}

// Walks over minified JSON and knows how deep it is, outside of strings.
class depth_counter {
   public:
    // Takes a character; whether it stands outside of strings.
    bool take(char c) noexcept {
        if (is_quoted_) {
            if (!std::exchange(is_escaped_, c == '\\' && !is_escaped_) && c == '"')
                is_quoted_ = false;
            return false;
        }
        is_quoted_ = c == '"';
        if (c == '{' || c == '[') ++depth_;
        if (c == '}' || c == ']') --depth_;
        return true;
    }
    [[nodiscard]] int depth() const noexcept { return depth_; }

   private:
    int depth_ = 0;
    bool is_quoted_ = false;
    bool is_escaped_ = false;
};

// `array` is minified and begins with a bracket.
result<std::string> rows_of(std::string_view array) {
    std::string rows;
    rows.reserve(array.size() + 1);
    depth_counter counter;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const bool is_outside = counter.take(array[i]);
        if (is_outside && counter.depth() == 0) {
            if (i + 1 != array.size()) return no_json("something follows the array");
            if (i != 1) rows += '\n';
            return rows;
        }
        if (i == 0) continue;
        rows += is_outside && counter.depth() == 1 && array[i] == ',' ? '\n' : array[i];
    }
    return no_json("the array does not end");
}

}  // namespace

result<std::string> ndjson_of(std::string_view document) {
    std::string text(document.size() + simdjson::SIMDJSON_PADDING, '\0');
    std::size_t size = 0;
    if (const auto wrong = simdjson::minify(document.data(), document.size(), text.data(), size))
        return no_json(simdjson::error_message(wrong));
    text.resize(size);
    if (text.empty()) return no_json("it is empty");
    if (text.front() == '[') return rows_of(text);
    return text += '\n';
}

}  // namespace attrib
