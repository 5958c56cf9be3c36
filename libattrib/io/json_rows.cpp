#include <simdjson.h>

#include <algorithm>
#include <libattrib/core/blank.hpp>
#include <libattrib/io/json_rows.hpp>
#include <libattrib/io/object_scanner.hpp>

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

bool json_rows::next() noexcept {
    is_line_ = is_cut_off_ = false;
    begin_ = end_;
    while (begin_ < text_.size() &&
           (by_line_ ? is_blank(text_[begin_]) : is_row_separator(text_[begin_])))
        line_ += text_[begin_++] == '\n' ? 1U : 0U;
    row_line_ = line_;
    if (begin_ == text_.size()) {
        row_ = text_.substr(end_);
        end_ = begin_;
        return false;
    }
    if (begin_ >= line_end_) line_end_ = std::min(text_.find('\n', begin_), text_.size());
    if (by_line_) {
        end_ = line_end_;
        row_ = trimmed(text_.substr(begin_, end_ - begin_));
        return true;
    }
    if (text_[begin_] == '{' && begin_ >= lines_from_) {
        const std::size_t last = text_.find_last_not_of(" \t\r,]", line_end_ - 1);
        is_line_ = text_[last] == '}';
        end_ = last + 1;
        row_ = text_.substr(begin_, end_ - begin_);
    }
    if (!is_line_) scan_row();
    return true;
}

bool json_rows::look_closer() noexcept {
    if (!std::exchange(is_line_, false)) return false;
    const std::size_t seemed = end_;
    scan_row();
    // So that no line is tried again from each of its rows.
    lines_from_ = std::max(lines_from_, line_end_);
    return end_ != seemed;
}

// The row at begin_.
void json_rows::scan_row() noexcept {
    object_scanner scanner;
    const std::string_view open = text_.substr(begin_);
    is_cut_off_ = !scanner.scan(open) && open.front() == '{';
    end_ = begin_ + scanner.taken();
    line_ = row_line_ + scanner.line();
    row_ = trimmed(open.substr(0, scanner.taken()));
}

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
