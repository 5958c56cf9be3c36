#include <algorithm>
#include <libattrib/io/object_scanner.hpp>

namespace attrib {
namespace {

constexpr char any_value = '"';

constexpr std::string_view blanks = " \t\r\n";

}  // namespace

bool object_scanner::scan(std::string_view piece) noexcept {
    has_ended_ = false;
    std::size_t at = 0;
    while (at < piece.size() && !has_ended_) {
        switch (state_) {
            case state::between:
                at = scan_between(piece, at);
                break;
            case state::object:
                at = scan_object(piece, at);
                break;
            case state::string:
                at = scan_string(piece, at);
                break;
            case state::escape:
                // A line end ends the row all the same.
                if (piece[at] != '\n') ++at;
                state_ = state::string;
                break;
            case state::other:
                at = scan_other(piece, at);
                break;
        }
    }
    taken_ = at;
    offset_ += at;
    return has_ended_;
}

void object_scanner::begin_row(state kind, std::size_t at) noexcept {
    row_begin_ = offset_ + at;
    row_line_ = line_;
    state_ = kind;
    is_line_start_ = false;
}

std::size_t object_scanner::scan_between(std::string_view piece, std::size_t at) noexcept {
    for (; at < piece.size(); ++at) {
        const char c = piece[at];
        if (c == '{') {
            begin_row(state::object, at);
            depth_ = 0;
            open(c);
            return at + 1;
        }
        if (!is_row_separator(c)) {
            begin_row(state::other, at);
            before_ = c;
            return at;
        }
        line_ += c == '\n' ? 1U : 0U;
    }
    return at;
}

std::size_t object_scanner::scan_object(std::string_view piece, std::size_t at) noexcept {
    for (; at < piece.size(); ++at) {
        const char c = piece[at];
        switch (c) {
            case ' ':
            case '\t':
            case '\r':
                continue;
            case '\n':
                ++line_;
                is_line_start_ = true;
                continue;
            case '"':
                state_ = state::string;
                is_line_start_ = false;
                return at + 1;
            case '{':
                if (is_line_start_ && !may_begin_value()) {
                    end_row();
                    return at;
                }
                open(c);
                break;
            case '[':
                open(c);
                break;
            case '}':
            case ']':
                before_ = any_value;
                if (--depth_ == 0) {
                    end_row();
                    return at + 1;
                }
                break;
            case ',':
            case ':':
                before_ = c;
                break;
            default:
                before_ = any_value;
        }
        is_line_start_ = false;
    }
    return at;
}

std::size_t object_scanner::scan_string(std::string_view piece, std::size_t at) noexcept {
    for (; at < piece.size(); ++at) {
        const char c = piece[at];
        if (c == '"') {
            state_ = state::object;
            before_ = any_value;
            return at + 1;
        }
        if (c == '\\') {
            state_ = state::escape;
            return at + 1;
        }
        if (c == '\n') {
            ++line_;
            end_row();
            return at + 1;
        }
    }
    return at;
}

std::size_t object_scanner::scan_other(std::string_view piece, std::size_t at) noexcept {
    for (; at < piece.size(); ++at) {
        const char c = piece[at];
        if (c == '\n') {
            ++line_;
            end_row();
            return at + 1;
        }
        if (c == '{' && before_ == ',') {
            end_row();
            return at;
        }
        if (c != ' ' && c != '\t' && c != '\r') before_ = c;
    }
    return at;
}

void object_scanner::open(char c) noexcept {
    if (depth_ < known_levels) {
        const std::uint64_t bit = std::uint64_t{1} << (depth_ % 64);
        std::uint64_t& word = are_arrays_[depth_ / 64];
        word = c == '[' ? word | bit : word & ~bit;
    }
    ++depth_;
    before_ = c;
}

// Whether an object may stand here. REQUIRES: inside one.
bool object_scanner::may_begin_value() const noexcept {
    const std::uint64_t level = depth_ - 1;
    const bool is_array =
        level >= known_levels || (are_arrays_[level / 64] >> (level % 64) & 1) != 0;
    return is_array ? before_ == '[' || before_ == ',' : before_ == ':';
}

std::optional<std::size_t> after_separators(std::string_view text, std::size_t row_end) noexcept {
    if (row_end != 0 && text[row_end - 1] == '\n') return row_end;
    for (std::size_t at = row_end; at < text.size(); ++at) {
        if (text[at] == '\n') return at + 1;
        if (!is_row_separator(text[at])) return at;
    }
    return std::nullopt;
}

std::size_t whole_rows_of(std::string_view text) noexcept {
    // As a rule the last line but one ends with a brace, and the last one begins with one.
    std::size_t next = text.size();  // what is no blank after the line end
    for (std::size_t feed = text.rfind('\n'); feed != std::string_view::npos;) {
        next = std::min(next, text.find_first_not_of(blanks, feed));
        const std::size_t last = text.find_last_not_of(blanks, feed);
        if (last == std::string_view::npos) break;
        if (next < text.size() && text[next] == '{' && text[last] == '}') return feed + 1;
        next = text.size();
        feed = text.rfind('\n', last);
    }
    object_scanner scanner;
    std::size_t whole = 0;
    bool has_row = false;
    while (scanner.scan(text.substr(scanner.offset()))) {
        has_row = true;
        const auto end = after_separators(text, scanner.offset());
        if (end && *end < text.size()) whole = *end;
    }
    if (has_row) return whole;
    // What is left are separators. Of these alone one byte stays, as the source's last chunk is
    // never empty.
    if (scanner.is_inside()) return scanner.row_begin();
    return text.empty() ? 0 : text.size() - 1;
}

}  // namespace attrib
