#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <libattrib/core/utf8.hpp>
#include <libattrib/event/event.hpp>
#include <libattrib/io/event_parser.hpp>
#include <libattrib/io/path_parser.hpp>

namespace attrib {
namespace {

bool is_too_long(std::string_view channel) noexcept { return channel.size() > max_text_bytes; }

}  // namespace

path_parser::path_parser(const path_columns& columns, std::string_view separator, char delimiter)
    : columns_(columns), cutter_(separator), amounts_(delimiter) {}

bool path_parser::fail(reject_reason reason, std::string message) {
    reason_ = reason;
    message_ = std::move(message);
    return false;
}

bool path_parser::parse(const csv_values& values, bool is_clean, path_row& out) {
    return values.is_plain() ? parse_values(values.plain(), is_clean, out)
                             : parse_values(values.listed(), is_clean, out);
}

template <class Values>
bool path_parser::parse_values(const Values& values, bool is_clean, path_row& out) {
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
    out.channels = cutter_.parts();
    if (!read_counts(values, out)) return false;
    return !columns_.value || read_value(values[columns_.value->position], out);
}

bool path_parser::read_channels(std::string_view path) {
    if (path.empty())
        return fail(
            reject_reason::missing_value,
            fmt::format("{} is empty; it must name at least one channel", columns_.path.name));
    const bool are_named = cutter_.cut(path);
    if (path.size() > max_text_bytes && std::ranges::any_of(cutter_.parts(), is_too_long))
        return fail(reject_reason::text_too_long,
                    fmt::format("a channel is longer than {} bytes; does --path-separator say "
                                "what stands between channels?",
                                max_text_bytes));
    if (are_named) return true;
    return fail(reject_reason::missing_value,
                fmt::format("{} has an empty channel; take out the separator beside it",
                            columns_.path.name));
}

template <class Values>
bool path_parser::read_counts(const Values& values, path_row& out) {
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
    if (text.size() == 1 && text.front() >= '0' && text.front() <= '9') {  // as most are
        out = static_cast<std::uint64_t>(text.front() - '0');
        return true;
    }
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
