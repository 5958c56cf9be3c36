#include <libattrib/io/event_parser.hpp>

#include <fmt/format.h>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

// What is wrong with a column, by reason; {0} is the column's name, {1} the bytes it may have.
std::string_view message_pattern(reject_reason reason) noexcept {
    switch (reason) {
        case reject_reason::field_count:
            return "the row has more or fewer fields than the header; quote values that hold "
                   "the delimiter";
        case reject_reason::stray_quote:
            return "a quote inside an unquoted value, or text after a closing quote; quote the "
                   "value and double the quotes in it";
        case reject_reason::row_too_long:
            return "the row is longer than 1 MiB, and only its beginning is kept; leave out "
                   "columns "
                   "that are not needed, or close a quote that was left open";
        case reject_reason::missing_value:
            return "{0} is empty; an event needs it: name the column that holds it with --map "
                   "COLUMN={0}";
        case reject_reason::bad_timestamp:
            return "{0} is not a time: give 2025-03-01T10:00:00Z, with up to 9 decimals and Z, "
                   "UTC, GMT or an offset such as +01:00, or 16 digits of microseconds since 1970; "
                   "--input-timezone says where times without an offset are from";
        case reject_reason::timestamp_unit:
            return "{0} has 10 or 13 digits, which would be seconds or milliseconds: say so by "
                   "--time-unit s or --time-unit ms, or give 16 digits of microseconds since 1970";
        case reject_reason::timestamp_range:
            return "{0} lies before 1990-01-01 or not before 2100-01-01 UTC; is it in another "
                   "unit, "
                   "or the wrong column?";
        case reject_reason::bad_value:
            return "{0} is not an amount: give digits, with a point before decimals and no other "
                   "sign between them, such as 1234.50 or 1.2345e3";
        case reject_reason::value_range:
            return "{0} does not fit 64 bits of millionths: at most 9223372036854.775807";
        case reject_reason::text_too_long:
            return "{0} is longer than {1} bytes; shorten it, or leave the column out with --map "
                   "COLUMN=";
        case reject_reason::bad_utf8:
            return "{0} is not UTF-8; if the file is text of Windows, convert it: iconv -f "
                   "WINDOWS-1252 -t UTF-8 FILE >FILE.csv";
        case reject_reason::nul_byte:
            return "{0} holds a NUL byte; take it out: tr -d '\\000' <FILE >NEW_FILE";
        case reject_reason::bad_json:
            return "the row is no JSON object, or a broken one; write one object a line";
        case reject_reason::row_not_utf8:
            return "the row is not UTF-8; if the file is text of Windows, convert it: iconv -f "
                   "WINDOWS-1252 -t UTF-8 FILE >FILE.ndjson";
        case reject_reason::wrong_type:
            return "{0} is neither text nor a number; name the key inside it that holds the value";
        case reject_reason::named_twice:
            return "the row gives {0} twice; keep the key that counts";
        case reject_reason::cut_off:
            return "the file ends inside this object or array: it is cut off, get it again whole";
        case reject_reason::timestamp_future:
            return "{0} lies more than 24 hours in the future; set the sender's clock, and send "
                   "the event again with its right time";
        case reject_reason::bot:
            return "the sender declares itself a crawler in User-Agent; --bots keep takes its "
                   "events";
    }
    return "";
}

// What GA4 calls a transaction without an id.
constexpr std::string_view no_transaction = "(not set)";

// Empties all texts; sooner than an assignment, which some compilers make a loop of the
// processor's.
void clear(event& out) noexcept {
    for (const column_rule& rule : column_rules)
        if (rule.text != nullptr) out.*rule.text = {};
    out.click_id = {};
    out.referrer_host = {};
}

// See kept_columns. What is not wanted is read where it may be too long, or all depends on it.
constexpr bool is_wanted(column which, kept_columns kept) noexcept {
    switch (kept) {
        case kept_columns::all:
            return true;
        case kept_columns::totals:
        case kept_columns::origins:
            return rule_of(which).max_bytes == max_identifier_bytes || which == column::channel ||
                   which == column::currency;
        case kept_columns::names:
            return which == column::user_pseudo_id || which == column::event_name;
    }
    return true;
}

}  // namespace

std::string message_of(const rule_break& broken) {
    const column_rule& rule = rule_of(broken.where.value_or(column::event_id));
    if (broken.is_unnamed)
        return fmt::format(
            "the row has no key {0}; add it, or name the one that holds it in files and streams "
            "with "
            "--map KEY={0}, one in an object as OBJECT.KEY",
            rule.name);
    return message_of(broken.reason, rule.name, rule.max_bytes);
}

std::string message_of(reject_reason reason, std::string_view column_name, std::size_t max_bytes) {
    return fmt::format(fmt::runtime(message_pattern(reason)), column_name, max_bytes);
}

event_parser::event_parser(const column_mapping& mapping, kept_columns kept,
                           const reading_options& reading)
    : width_(mapping.width),
      kept_(kept),
      columns_(mapping.columns),
      constants_(mapping.constants),
      click_ids_(mapping.click_ids),
      is_value_doubtful_(mapping.is_value_doubtful),
      amounts_(reading.delimiter.value_or(',')),
      zone_(reading.zone),
      time_({.unit = reading.unit, .zone = zone_ ? &*zone_ : nullptr}),
      campaign_(reading.own_hosts) {
    for (const auto& [target, text] : constants_)
        if (money amount; target == column::event_value && is_amount(parse_money(text, amount)))
            constant_value_ = amount;
    for (const auto& [position, target] : columns_) {
        const column_rule& rule = rule_of(target);
        if (target == column::user_pseudo_id) user_position_ = position;
        if (target == column::event_timestamp) time_position_ = position;
        if (target == column::event_value) value_position_ = position;
        if (rule.text == nullptr) continue;
        const bool is_identifier = rule.max_bytes == max_identifier_bytes;
        auto& list = is_wanted(target, kept) ? (is_identifier ? identifiers_ : texts_)
                                             : (is_identifier ? other_identifiers_ : other_texts_);
        list.push_back({position, rule.text});
    }
}

bool event_parser::parse(const csv_values& values, std::size_t row_bytes, bool is_clean,
                         event& out) {
    return values.is_plain() ? parse_values(values.plain(), row_bytes, is_clean, out)
                             : parse_values(values.listed(), row_bytes, is_clean, out);
}

bool event_parser::parse(std::span<const std::string_view> values, std::size_t row_bytes,
                         bool is_clean, event& out) {
    return parse_values(values, row_bytes, is_clean, out);
}

template <class Values>
bool event_parser::parse_values(const Values& values, std::size_t row_bytes, bool is_clean,
                                event& out) {
    if (values.size() != width_) {
        broken_ = {reject_reason::field_count, {}};
        return false;
    }
    if (has_others_) clear(out);
    if (!constants_.empty()) set_constants(out);
    // All sizes in one: where that is below a limit, none of them is above it.
    const auto read = [&](const std::vector<placed_text>& texts) {
        std::size_t sizes = 0;
        for (const auto& [position, text] : texts) {
            const std::string_view value = values[position];
            out.*text = value;
            sizes |= value.size();
        }
        return sizes;
    };
    bool is_good = read(identifiers_) < max_identifier_bytes;
    is_good &= !out.user_pseudo_id.empty() && !out.event_name.empty();
    is_good &= read(texts_) < max_text_bytes;
    const bool needs_others =
        kept_ == kept_columns::origins ||
        (kept_ == kept_columns::totals && (out.channel.empty() || out.event_id.empty()));
    has_others_ = kept_ == kept_columns::all || needs_others || row_bytes >= max_identifier_bytes;
    if (has_others_) is_good &= read(other_identifiers_) < max_identifier_bytes;
    if (needs_others || row_bytes >= max_text_bytes) is_good &= read(other_texts_) < max_text_bytes;
    is_good &= time_.parse(values[time_position_], out.event_timestamp) == time_parse::ok;
    out.event_value = constant_value_;
    out.is_value_rounded = false;
    if (value_position_) is_good &= read_value(values[*value_position_], out);
    if (!is_good || !is_clean) [[unlikely]]
        if (finds_break(values, is_clean)) return false;
    if (out.transaction_id == no_transaction) out.transaction_id = {};
    fold_currency(out);
    if (kept_ == kept_columns::all || needs_others) campaign_.fill(out);
    if (!click_ids_.empty() && out.click_id.empty()) find_click_id(values, out);
    return true;
}

// False when it is no amount.
inline bool event_parser::read_value(std::string_view value, event& out) {
    if (value.empty()) return true;
    money amount;
    const money_parse parsed = amounts_.parse(value, amount);
    out.is_value_rounded = parsed == money_parse::rounded;
    out.event_value = amount;
    if (!is_amount(parsed) && is_value_doubtful_) [[unlikely]]
        out.event_value.reset();
    return is_amount(parsed);
}

void event_parser::set_constants(event& out) const noexcept {
    for (const auto& [target, text] : constants_)
        if (const auto where = rule_of(target).text; where != nullptr) out.*where = text;
}

template <class Values>
void event_parser::find_click_id(const Values& values, event& out) const noexcept {
    for (const auto& [position, kind] : click_ids_)
        if (!values[position].empty()) {
            take_click(kind, out);
            return;
        }
}

// ISO 4217 has three letters: `eur` is `EUR`.
void event_parser::fold_currency(event& out) noexcept {
    if (out.currency.size() != currency_.size()) return;
    bool is_letters = true;
    bool is_upper = true;
    for (std::size_t i = 0; i < currency_.size(); ++i) {
        const char c = out.currency[i];
        const bool is_lower_letter = c >= 'a' && c <= 'z';
        is_upper &= !is_lower_letter;
        is_letters &= is_lower_letter || (c >= 'A' && c <= 'Z');
        currency_[i] = static_cast<char>(is_lower_letter ? c - 'a' + 'A' : c);
    }
    if (is_letters && !is_upper) out.currency = {currency_.data(), currency_.size()};
}

// The first rule that is broken, by the order of the file's columns.
template <class Values>
bool event_parser::finds_break(const Values& values, bool is_clean) {
    for (const auto& [position, target] : columns_) {
        const column_rule& rule = rule_of(target);
        const std::string_view value = values[position];
        std::optional<reject_reason> reason;
        if (!value.empty())
            reason = rule.text == nullptr ? check_number(target, value)
                                          : check_text(rule, value, is_clean);
        else if (rule.required)
            reason = reject_reason::missing_value;
        if (!reason) continue;
        broken_ = {*reason, target};
        return true;
    }
    return false;
}

std::optional<reject_reason> event_parser::check_text(const column_rule& rule,
                                                      std::string_view value, bool is_clean) {
    if (value.size() > rule.max_bytes) return reject_reason::text_too_long;
    if (is_clean || is_text(value)) return std::nullopt;
    if (value.find('\0') != std::string_view::npos) return reject_reason::nul_byte;
    return reject_reason::bad_utf8;
}

std::optional<reject_reason> event_parser::check_number(column target, std::string_view value) {
    if (target == column::event_value) {
        money amount;
        switch (amounts_.parse(value, amount)) {
            case money_parse::ok:
            case money_parse::rounded:
                return std::nullopt;
            case money_parse::malformed:
                if (is_value_doubtful_) return std::nullopt;
                return reject_reason::bad_value;
            case money_parse::too_large:
                return reject_reason::value_range;
        }
    }
    timestamp when;
    switch (time_.parse(value, when)) {
        case time_parse::ok:
            return std::nullopt;
        case time_parse::malformed:
            return reject_reason::bad_timestamp;
        case time_parse::wrong_unit:
            return reject_reason::timestamp_unit;
        case time_parse::out_of_range:
            return reject_reason::timestamp_range;
    }
    return reject_reason::bad_timestamp;
}

}  // namespace attrib
