#include <libattrib/io/csv_rows.hpp>

#include <algorithm>
#include <cstring>
#include <libattrib/core/blank.hpp>
#include <limits>

namespace attrib {
namespace {

// The first delimiter, quote or line feed from there on, or the text's size.
std::size_t find_structural_in(std::string_view text, std::size_t from, char delimiter) noexcept {
    const auto is_structural = [delimiter](char c) {
        return c == delimiter || c == '"' || c == '\n';
    };
    while (from < text.size() && !is_structural(text[from])) ++from;
    return from;
}

}  // namespace

std::vector<std::string_view> csv_values::all() const {
    std::vector<std::string_view> values;
    values.reserve(size());
    for (std::size_t i = 0; i < size(); ++i) values.push_back((*this)[i]);
    return values;
}

csv_rows::csv_rows(std::string_view text, std::uint64_t first_line,
                   const csv_format& format) noexcept
    : text_(text),
      format_(format),
      cursor_(text, format.delimiter),
      plain_irregular_(format.null_texts.empty() ? 0 : std::numeric_limits<std::size_t>::max()),
      line_(first_line),
      next_line_(first_line) {}

// As unquoted_value, with the texts that are null here.
std::string_view csv_rows::value_of(std::string_view unquoted) const noexcept {
    const std::string_view value = unquoted_value(unquoted);
    if (format_.null_texts.empty() ||
        std::ranges::find(format_.null_texts, value) == format_.null_texts.end())
        return value;
    return value.substr(0, 0);
}

// Reads a row with quotes by its structure, as far as that can be trusted, or without.
void csv_rows::read_other_row(std::span<const std::uint16_t> ends) {
    if (ends.empty() || !read_quoted_values(position_, ends)) return read_row(position_);
    end_row(cursor_.base() + ends.back());
}

// Takes the quotes off the values. Where all that is irregular in the row is a quote at the
// beginning and one at the end of some values, the rules and the structure agree; false where it is
// not.
bool csv_rows::read_quoted_values(std::size_t begin, std::span<const std::uint16_t> ends) {
    values_.clear();
    std::size_t quotes = 0;
    for (const std::uint16_t offset : ends) {
        const std::size_t end = cursor_.base() + offset;
        std::string_view value = text_.substr(begin, end - begin);
        begin = end + 1;
        if (value.starts_with('"')) {
            while (is_blank(value.back())) value.remove_suffix(1);
            if (value.size() < 2 || value.back() != '"') return false;
            value = trimmed(value.substr(1, value.size() - 2));
            quotes += 2;
        } else {
            value = value_of(value);
        }
        values_.push_back(value);
    }
    found_.listed_ = values_;
    found_.is_plain_ = false;
    return quotes == cursor_.irregular();
}

void csv_rows::read_row(std::size_t begin) {
    values_.clear();
    unquoted_.clear();
    cursor_.forget();
    walk_ = begin;
    std::size_t value = begin;
    std::size_t end = next_structural();
    for (;; value = end + 1, end = next_structural()) {
        if (end < text_.size() && text_[end] == '"')
            end = read_with_quotes(value, end);
        else
            values_.push_back(value_of(text_.substr(value, end - value)));
        if (end >= text_.size() || text_[end] != format_.delimiter) break;
    }
    found_.listed_ = values_;
    found_.is_plain_ = false;
    end_row(end);
}

// Reads the value that begins there and has its first quote at `end`; returns where the delimiter
// or line end after it stands.
std::size_t csv_rows::read_with_quotes(std::size_t begin, std::size_t end) {
    if (end == begin) return read_quoted(begin);
    while (end < text_.size() && text_[end] == '"') {
        stray_quote_ = true;
        end = next_structural();
    }
    values_.push_back(trimmed(text_.substr(begin, end - begin)));
    return end;
}

// The same for a value that opens with a quote there.
std::size_t csv_rows::read_quoted(std::size_t open) {
    const std::size_t close = find_closing_quote(open + 1);
    unterminated_ = close == text_.size();
    const std::string_view inside = text_.substr(open + 1, close - open - 1);
    next_line_ += static_cast<std::uint64_t>(std::count(inside.begin(), inside.end(), '\n'));
    values_.push_back(trimmed(without_doubled_quotes(inside)));
    walk_ = std::min(close + 1, text_.size());
    std::size_t end = next_structural();
    while (end < text_.size() && text_[end] == '"') end = next_structural();
    if (!unterminated_ && !trimmed(text_.substr(close + 1, end - close - 1)).empty())
        stray_quote_ = true;
    return end;
}

// Position of the next delimiter, quote or line feed, or the text's size.
std::size_t csv_rows::next_structural() noexcept {
    const std::size_t found = find_structural_in(text_, walk_, format_.delimiter);
    walk_ = std::min(found + 1, text_.size());
    return found;
}

// Position of the quote that ends the quoted value whose text begins there, or the text's size.
std::size_t csv_rows::find_closing_quote(std::size_t begin) const noexcept {
    for (std::size_t at = text_.find('"', begin); at != std::string_view::npos;
         at = text_.find('"', at + 2))
        if (at + 1 == text_.size() || text_[at + 1] != '"') return at;
    return text_.size();
}

std::string_view csv_rows::without_doubled_quotes(std::string_view inside) {
    std::size_t quote = inside.find('"');
    if (quote == std::string_view::npos) return inside;
    // Views of earlier values point into unquoted_: it must not grow beyond what it has.
    unquoted_.reserve(text_.size());
    const std::size_t begin = unquoted_.size();
    std::size_t copied = 0;
    for (; quote != std::string_view::npos; quote = inside.find('"', copied)) {
        unquoted_.append(inside.substr(copied, quote + 1 - copied));
        copied = quote + 2;
    }
    unquoted_.append(inside.substr(copied));
    return std::string_view(unquoted_).substr(begin);
}

row_boundaries::found row_boundaries::scan(std::string_view piece) noexcept {
    if (state_ != state::quoted && state_ != state::quote_in_quoted &&
        piece.find('"') == std::string_view::npos)
        return scan_unquoted(piece);
    found ends;
    std::size_t behind = 0;  // position after the last structural character
    for (std::size_t at = find_structural(piece, 0); at < piece.size();
         at = find_structural(piece, at + 1)) {
        enter(at > behind);
        step(piece[at]);
        if (piece[at] == '\n' && state_ == state::value_start) {
            ends.last = at + 1;
            if (ends.first == 0) ends.first = ends.last;
        }
        behind = at + 1;
    }
    enter(piece.size() > behind);
    return ends;
}

row_boundaries::found row_boundaries::scan_unquoted(std::string_view piece) noexcept {
    const std::size_t first = piece.find('\n');
    const void* last = ::memrchr(piece.data(), '\n', piece.size());
    if (!piece.empty())
        state_ = piece.back() == '\n' || is_delimiter(piece.back()) ? state::value_start
                                                                    : state::unquoted;
    if (last == nullptr) return {};
    return {first + 1, static_cast<std::size_t>(static_cast<const char*>(last) - piece.data()) + 1};
}

bool row_boundaries::is_delimiter(char c) const noexcept {
    return c == delimiter_ ||
           (delimiter_ == any_delimiter && usual_delimiters.find(c) != std::string_view::npos);
}

std::size_t row_boundaries::find_structural(std::string_view text,
                                            std::size_t from) const noexcept {
    if (delimiter_ != any_delimiter) return find_structural_in(text, from, delimiter_);
    while (from < text.size() && !is_delimiter(text[from]) && text[from] != '"' &&
           text[from] != '\n')
        ++from;
    return from;
}

// Takes note of ordinary characters between two structural ones.
void row_boundaries::enter(bool characters) noexcept {
    if (characters && state_ != state::quoted) state_ = state::unquoted;
}

void row_boundaries::step(char structural) noexcept {
    switch (state_) {
        case state::value_start:
            if (structural == '"') state_ = state::quoted;
            break;
        case state::unquoted:
            if (structural != '"') state_ = state::value_start;
            break;
        case state::quoted:
            if (structural == '"') state_ = state::quote_in_quoted;
            break;
        case state::quote_in_quoted:
            state_ = structural == '"' ? state::quoted : state::value_start;
            break;
    }
}

std::size_t first_row_end(std::string_view text, char delimiter) noexcept {
    row_boundaries boundaries(delimiter);
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t feed = text.find('\n', begin);
        if (feed == std::string_view::npos) return 0;
        boundaries.scan(text.substr(begin, feed + 1 - begin));
        if (!boundaries.is_quoted()) return feed + 1;
        begin = feed + 1;
    }
    return 0;
}

}  // namespace attrib
