#include <fmt/format.h>

#include <charconv>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/utf8.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/path_parser.hpp>

namespace attrib {
namespace {

std::string_view without_first_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

std::string_view without_last_blanks(std::string_view text) noexcept {
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

}  // namespace

path_parser::path_parser(const path_columns& columns, std::string_view separator, char delimiter)
    : columns_(columns),
      separator_(separator),
      first_separator_(without_first_blanks(separator)),
      last_separator_(without_last_blanks(separator)),
      amounts_(delimiter) {}

bool path_parser::fail(reject_reason reason, std::string message) {
    reason_ = reason;
    message_ = std::move(message);
    return false;
}

bool path_parser::parse(const csv_values& values, bool is_clean, path_row& out) {
    if (values.size() != columns_.width)
        return fail(reject_reason::field_count, message_of(reject_reason::field_count, "", 0));
    const std::string_view path = values[columns_.path.position];
    if (!is_clean && !is_text(path)) {
        const reject_reason reason = path.find('\0') != std::string_view::npos
                                         ? reject_reason::nul_byte
                                         : reject_reason::bad_utf8;
        return fail(reason, message_of(reason, columns_.path.name, 0));
    }
    out = {};
    is_rounded_ = false;
    if (!read_channels(path)) return false;
    out.channels = channels_;
    if (!read_counts(values, out)) return false;
    return !columns_.value || read_value(values[columns_.value->position], out);
}

// As string_view::find. Channels are short, so that looking at each character is sooner than calls.
std::size_t path_parser::find_separator(std::string_view path) const noexcept {
    const std::size_t size = separator_.size();
    if (path.size() < size) return std::string_view::npos;
    const char* const last = path.data() + (path.size() - size);
    for (const char* at = path.data(); at <= last; ++at) {
        if (*at != separator_.front()) continue;
        std::size_t same = 1;
        while (same < size && at[same] == separator_[same]) ++same;
        if (same == size) return static_cast<std::size_t>(at - path.data());
    }
    return std::string_view::npos;
}

// A separator at an end of the value has lost its white space there.
bool path_parser::read_channels(std::string_view path) {
    channels_.clear();
    if (path.empty())
        return fail(
            reject_reason::missing_value,
            fmt::format("{} is empty; it must name at least one channel", columns_.path.name));
    bool has_empty = (!first_separator_.empty() && path.starts_with(first_separator_)) ||
                     (!last_separator_.empty() && path.ends_with(last_separator_));
    for (;;) {
        const std::size_t end = find_separator(path);
        const std::string_view channel = trimmed(path.substr(0, end));
        if (channel.size() > max_text_bytes)
            return fail(reject_reason::text_too_long,
                        fmt::format("a channel is longer than {} bytes; does --path-separator say "
                                    "what stands between channels?",
                                    max_text_bytes));
        has_empty = has_empty || channel.empty();
        channels_.push_back(channel);
        if (end == std::string_view::npos) break;
        path.remove_prefix(end + separator_.size());
    }
    if (!has_empty) return true;
    return fail(reject_reason::missing_value,
                fmt::format("{} has an empty channel; take out the separator beside it",
                            columns_.path.name));
}

bool path_parser::read_counts(const csv_values& values, path_row& out) {
    std::optional<std::uint64_t> journeys;
    if (columns_.journeys &&
        !read_count(values[columns_.journeys->position], *columns_.journeys, journeys.emplace()))
        return false;
    if (columns_.conversions &&
        !read_conversions(values[columns_.conversions->position], journeys, out.conversions))
        return false;
    if (columns_.ends) return read_count(values[columns_.ends->position], *columns_.ends, out.ends);
    if (!journeys) return true;
    if (*journeys < out.conversions)
        return fail(
            reject_reason::value_range,
            fmt::format("{} is above {}", columns_.conversions->name, columns_.journeys->name));
    out.ends = *journeys - out.conversions;
    return true;
}

// A flag says of all journeys, of one where no column counts them, whether they convert.
bool path_parser::read_conversions(std::string_view text, std::optional<std::uint64_t>& journeys,
                                   std::uint64_t& out) {
    const bool is_true = is_same_name(text, "true");
    if (!is_true && !is_same_name(text, "false"))
        return read_count(text, *columns_.conversions, out);
    if (!journeys) journeys = 1;
    out = is_true ? *journeys : 0;
    return true;
}

bool path_parser::read_count(std::string_view text, const path_columns::column& column,
                             std::uint64_t& out) {
    if (text.empty()) return true;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    bool is_count = problem == std::errc() && end == text.data() + text.size();
    if (money amount;
        !is_count && amounts_.parse(text, amount) == money_parse::ok) {  // 1.0 or 1e+05
        is_count = amount.millionths >= 0 && amount.millionths % 1'000'000 == 0;
        out = static_cast<std::uint64_t>(amount.millionths) / 1'000'000;
    }
    if (is_count && out <= most_row_journeys) return true;
    return fail(
        is_count ? reject_reason::value_range : reject_reason::bad_value,
        fmt::format("{} is not a whole number from 0 to {}", column.name, most_row_journeys));
}

bool path_parser::read_value(std::string_view text, path_row& out) {
    if (text.empty()) return true;
    const money_parse parsed = amounts_.parse(text, out.value);
    if (!is_amount(parsed)) {
        const reject_reason reason = parsed == money_parse::too_large ? reject_reason::value_range
                                                                      : reject_reason::bad_value;
        return fail(reason, message_of(reason, columns_.value->name, 0));
    }
    is_rounded_ = parsed == money_parse::rounded;
    if (out.conversions != 0 || out.value.millionths == 0) return true;
    return fail(
        reject_reason::bad_value,
        fmt::format("{} is not 0, but nothing converts along the path", columns_.value->name));
}

}  // namespace attrib
