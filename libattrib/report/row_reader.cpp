#include <libattrib/report/row_reader.hpp>

#include <cassert>

namespace attrib {

std::string row_reader::text() { return std::string(answer_->text(row_, column_++)); }

std::optional<std::string> row_reader::optional_text() {
    if (!is_null()) return text();
    skip(1);
    return std::nullopt;
}

json row_reader::text_or_null() { return json_of(optional_text()); }

std::int64_t row_reader::integer() { return answer_->integer(row_, column_++); }

bool row_reader::boolean() { return answer_->boolean(row_, column_++); }

calendar_day row_reader::day() {
    calendar_day day;
    [[maybe_unused]] const bool is_day = parse_day(text(), day);
    assert(is_day);
    return day;
}

timestamp row_reader::time() {
    std::string written = text();
    // A connection's time zone is UTC, which the server writes as "+00".
    assert(written.ends_with("+00"));
    written.replace(written.size() - 3, 3, "Z");
    timestamp when;
    [[maybe_unused]] const time_parse parsed = time_parser().parse(written, when);
    assert(parsed == time_parse::ok);
    return when;
}

json row_reader::time_or_null() {
    if (!is_null()) return to_string(time());
    skip(1);
    return nullptr;
}

money_sum row_reader::amount() {
    money_sum sum;
    [[maybe_unused]] const money_parse parsed = parse_money(text(), sum);
    assert(parsed == money_parse::ok);
    return sum;
}

json row_reader::amount_or_null() {
    if (!is_null()) return to_string(amount());
    skip(1);
    return nullptr;
}

bool row_reader::is_null() const noexcept { return answer_->is_null(row_, column_); }

json json_of(const std::optional<std::string>& text) { return text ? json(*text) : json(nullptr); }

}  // namespace attrib
