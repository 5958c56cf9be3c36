#include <algorithm>
#include <array>
#include <charconv>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/ingest/identifier_search.hpp>

namespace attrib {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_in_word(char c, word_kind words) {
    return is_letter_or_digit(c) ||
           (words == word_kind::of_identifiers && (c == '_' || c == '-' || c == '.'));
}

// Whether a part may begin (or end) before byte `at`.
bool is_edge(std::string_view text, std::size_t at, word_kind words) {
    return at == 0 || at == text.size() || !is_in_word(text[at - 1], words) ||
           !is_in_word(text[at], words) || text.substr(0, at).ends_with(no_break_space) ||
           text.substr(at).starts_with(no_break_space);
}

// As many digits as `count`, in hexadecimal; false when there are fewer.
bool read_hex(std::string_view text, std::size_t at, std::size_t count, std::uint32_t& out) {
    if (at + count > text.size()) return false;
    const char* const end = text.data() + at + count;
    const auto read = std::from_chars(text.data() + at, end, out, 16);
    return read.ec == std::errc{} && read.ptr == end;
}

void append_utf8(std::uint32_t code, std::string& out) {
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    const auto follow = [&](std::uint32_t shift) { put(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xE0 | code >> 12);
        } else {
            put(0xF0 | code >> 18);
            follow(12);
        }
        follow(6);
    }
    follow(0);
}

std::string with_single_quotes(std::string_view text) {
    std::string undone;
    for (std::size_t i = 0; i < text.size(); ++i) {
        undone += text[i];
        if (text.substr(i).starts_with("\"\"")) ++i;
    }
    return undone;
}

// What \uXXXX at `at` says, and where it ends: two of them may be one character.
std::uint32_t take_unicode(std::string_view text, std::size_t& at) {
    std::uint32_t code = 0;
    if (!read_hex(text, at + 2, 4, code)) return 0;
    at += 6;
    std::uint32_t low = 0;
    const bool is_high = code >= 0xD800 && code < 0xDC00;
    if (is_high && text.substr(at).starts_with("\\u") && read_hex(text, at + 2, 4, low) &&
        low >= 0xDC00 && low < 0xE000) {
        at += 6;
        return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    return code;
}

std::string without_json_escapes(std::string_view text) {
    constexpr std::string_view letters = "bfnrt";
    constexpr std::string_view meant = "\b\f\n\r\t";
    std::string undone;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            undone += text[i++];
            continue;
        }
        if (text[i + 1] == 'u') {
            const std::size_t begin = i;
            if (const std::uint32_t code = take_unicode(text, i); i != begin) {
                append_utf8(code, undone);
                continue;
            }
        }
        const std::size_t letter = letters.find(text[i + 1]);
        undone += letter == std::string_view::npos ? text[i + 1] : meant[letter];
        i += 2;
    }
    return undone;
}

std::string without_percents(std::string_view text) {
    std::string undone;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::uint32_t byte = 0;
        if (text[i] == '%' && read_hex(text, i + 1, 2, byte)) {
            undone += static_cast<char>(byte);
            i += 2;
        } else {
            undone += text[i] == '+' ? ' ' : text[i];
        }
    }
    return undone;
}

std::set<std::string> spellings_of(std::string_view text) {
    std::set<std::string> all{std::string(text), with_single_quotes(text),
                              without_json_escapes(text)};
    std::set<std::string> both = all;
    for (const std::string& each : all) both.insert(without_percents(each));
    return both;
}

}  // namespace

void identifier_search::add(std::string_view identifier) {
    add(identifier.size(), hash_of(identifier));
}

void identifier_search::add(std::size_t bytes, std::uint64_t hash) {
    lengths_.insert(bytes);
    hashes_.insert(hash);
}

std::vector<std::string> identifier_search::candidates(std::string_view text,
                                                       word_kind words) const {
    std::set<std::string> found;
    if (!is_empty())
        for (const std::string& each : spellings_of(text)) search(each, words, found);
    return {found.begin(), found.end()};
}

void identifier_search::search(std::string_view text, word_kind words,
                               std::set<std::string>& found) const {
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        if (is_blank(text[begin]) || !is_edge(text, begin, words)) continue;
        for (const std::size_t length : lengths_) {
            if (begin + length > text.size()) break;
            if (!is_edge(text, begin + length, words)) continue;
            const std::string_view part = text.substr(begin, length);
            if (hashes_.contains(hash_of(part))) found.emplace(part);
        }
        if (!takes_all_words_ || !is_in_word(text[begin], words)) continue;
        std::size_t end = begin + 1;
        while (!is_edge(text, end, words)) ++end;
        found.emplace(text.substr(begin, end - begin));
    }
}

}  // namespace attrib
