#include <fmt/format.h>

#include <libattrib/io/csv_writer.hpp>
#include <nlohmann/json.hpp>
#include <string_view>
#include <tests/torture/drawn_rows.hpp>

namespace attrib::test {
namespace {

constexpr std::uint64_t users = 200;
constexpr std::uint64_t one_extreme_in = 200;
constexpr std::uint64_t one_broken_in = 60;
constexpr std::size_t ids_remembered = 64;

std::size_t place_of(column which) { return static_cast<std::size_t>(which); }

template <std::size_t Count>
std::string one_of(random_stream& random, const std::array<std::string_view, Count>& choices) {
    return std::string(choices[random.below(Count)]);
}

}  // namespace

std::string drawn_row::csv() const {
    std::string out;
    for (const std::string& value : values) {
        append_csv_value(out, value);
        out += ',';
    }
    out.back() = '\n';
    return out;
}

std::string drawn_row::json() const {
    nlohmann::ordered_json object;
    for (std::size_t i = 0; i < column_count; ++i)
        if (!values[i].empty()) object[std::string(column_rules[i].name)] = values[i];
    return object.dump();
}

std::string drawn_header() {
    std::string out;
    append_event_header(out);
    return out;
}

// Text that does not compress, with what readers and writers must quote and escape.
std::string row_maker::text_of(std::size_t bytes) {
    static constexpr std::array<std::string_view, 8> odd{",",  "\"", "\n",       "\\",
                                                         "\t", " ",  "\xC3\xBC", "%"};
    std::string text;
    while (text.size() < bytes) {
        const std::uint64_t bits = random_.next();
        if (bits % 16 == 0 && text.size() + 2 <= bytes && !text.empty() && text.size() + 4 < bytes)
            text += odd[bits / 16 % odd.size()];
        else
            text += static_cast<char>('0' + bits % 75);
    }
    text.back() = 'z';
    return text;
}

std::string row_maker::user() {
    const std::uint64_t number = random_.below(users);
    if (number >= 4) return fmt::format("u{}", number);
    // Always the same text for the same number, as long as an identifier may be.
    random_stream own(number);
    std::string name = fmt::format("\xC3\xBC, \"{}\" ", number);
    while (name.size() < max_identifier_bytes) name += static_cast<char>('a' + own.below(26));
    return name;
}

std::string row_maker::event_id() {
    if (random_.one_in(3)) return {};
    if (random_.one_in(10) && !recent_ids_.empty())
        return recent_ids_[random_.below(recent_ids_.size())];
    std::string id = fmt::format("{:016x}", random_.next());
    if (recent_ids_.size() < ids_remembered)
        recent_ids_.push_back(id);
    else
        recent_ids_[random_.below(ids_remembered)] = id;
    return id;
}

// Within two months, often a microsecond beside what separates sessions and windows.
std::string row_maker::time() {
    constexpr std::int64_t start = 1'740'823'200'000'000;  // 2025-03-01T10:00:00Z
    constexpr std::int64_t half_hour = 1'800'000'000;
    const auto half_hours = static_cast<std::int64_t>(random_.below(48 * 60));
    const auto nudge = static_cast<std::int64_t>(random_.below(3)) - 1;
    return to_string(timestamp{microseconds{start + half_hours * half_hour + nudge}});
}

void row_maker::stretch(drawn_row& row) {
    ++extremes_;
    const bool all = random_.one_in(8);
    for (std::size_t i = 0; i < column_count; ++i) {
        const column_rule& rule = column_rules[i];
        const bool keeps = i == place_of(column::user_pseudo_id) ||
                           i == place_of(column::event_name) ||
                           i == place_of(column::device_category);
        if (rule.text == nullptr || keeps || (!all && !random_.one_in(5))) continue;
        row.values[i] = text_of(rule.max_bytes);
    }
    // Not the last moment there is: of live events, those of the future are rejected.
    row.values[place_of(column::event_timestamp)] =
        one_of<3>(random_, {"1990-01-01T00:00:00.000000Z", "2025-12-31T23:59:59.999999Z",
                            "2025-03-20T00:00:00.000000Z"});
    row.values[place_of(column::event_value)] =
        one_of<3>(random_, {"9223372036854.775807", "-9223372036854.775808", "0.000001"});
}

drawn_row row_maker::draw(const std::string& mark) {
    drawn_row row;
    const auto set = [&](column which, std::string value) {
        row.values[place_of(which)] = std::move(value);
    };
    set(column::event_id, event_id());
    set(column::user_pseudo_id, user());
    set(column::event_timestamp, time());
    set(column::event_name,
        one_of<4>(random_, {"page_view", "page_view", "purchase", "add_to_cart"}));
    set(column::channel, one_of<5>(random_, {"Direct", "Email", "Paid Search", "", ""}));
    set(column::page_location,
        one_of<4>(random_, {"https://shop.example/", "https://shop.example/?gclid=1",
                            "https://shop.example/?utm_source=news&utm_medium=email", ""}));
    set(column::page_referrer,
        one_of<3>(random_, {"", "https://www.google.com/", "https://a.example/"}));
    set(column::country, one_of<3>(random_, {"", "DE", "FR"}));
    set(column::event_value, one_of<4>(random_, {"", "19.99", "-5", "100"}));
    set(column::currency, one_of<3>(random_, {"EUR", "USD", ""}));
    set(column::transaction_id,
        random_.one_in(4) ? fmt::format("t{}", random_.below(50)) : std::string());
    set(column::device_category, "#" + mark + "#");
    if (random_.one_in(one_extreme_in)) stretch(row);
    if (random_.one_in(one_broken_in)) {
        ++broken_;
        set(column::event_timestamp, "yesterday");
    }
    return row;
}

}  // namespace attrib::test
