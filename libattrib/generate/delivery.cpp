#include <charconv>
#include <libattrib/generate/delivery.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

void append_digits(std::string& out, std::uint64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_hex(std::string& out, std::uint64_t number) {
    constexpr std::string_view hex = "0123456789abcdef";
    char digits[16];
    for (std::size_t i = sizeof digits; i-- > 0; number >>= 4) digits[i] = hex[number & 15];
    out.append(digits, sizeof digits);
}

// Order values between 5 and about 500, in cents; now and then nothing, and zero.
std::optional<money> value_of(std::uint64_t random) noexcept {
    constexpr std::int64_t cent = 10'000;
    if (random % 64 == 0) return std::nullopt;
    if (random % 64 == 1) return money{};
    const std::uint64_t a = (random >> 8) % 250;
    const std::uint64_t b = (random >> 24) % 250;
    return money{static_cast<std::int64_t>(500 + a * b * 4 / 5 + random % 100) * cent};
}

}  // namespace

void append_user_id(std::string& out, std::uint32_t user) {
    // The multiplier shares no factor with the modulus, so no two users below it get one number.
    constexpr std::uint64_t ten_digits = 1'000'000'000;
    constexpr std::uint64_t modulus = 9'000'000'000;
    constexpr std::uint64_t multiplier = 1'618'033'997;
    append_digits(out, ten_digits + user * multiplier % modulus);
    out.push_back('.');
    append_digits(out, ten_digits + mix(user) % modulus);
}

const event& delivery_text::event_of(const delivery& what) {
    const traffic& arrived = all_traffic[what.arrived_by];
    const place& home = places[what.home];
    event_id_.clear();
    user_.clear();
    transaction_.clear();
    if (what.sends_event_id) append_hex(event_id_, mix(seed_ ^ what.number));
    append_user_id(user_, what.user);
    event_ = {};
    event_.event_id = event_id_;
    event_.user_pseudo_id = user_;
    event_.event_timestamp = what.time;
    event_.event_name = event_names[what.name];
    event_.channel = arrived.channel;
    event_.source = arrived.source;
    event_.medium = arrived.medium;
    event_.campaign = arrived.campaign;
    event_.page_location = page_address(what.page);
    event_.page_referrer = arrived.referrer;
    event_.device_category = devices[what.device];
    event_.country = home.country;
    if (what.name == purchase_code) {
        transaction_ += 'T';
        append_digits(transaction_, what.number - (what.repeats_order ? 1 : 0));
        event_.event_value = value_of(mix(~seed_ ^ what.number));
        event_.currency = home.currency;
        event_.transaction_id = transaction_;
    }
    return event_;
}

void delivery_text::append_row(std::string& out, const delivery& what) {
    static_cast<void>(event_of(what));
    if (what.fault == row_fault::none)
        append_event_row(out, event_);
    else
        append_broken(out, what.fault);
}

// The row as it should be, with one thing wrong.
void delivery_text::append_broken(std::string& out, row_fault fault) {
    std::string time = to_string(event_.event_timestamp);
    std::string user = user_;
    std::string value;
    std::string country(event_.country);
    std::string behind;
    switch (fault) {
        case row_fault::none:
            break;
        case row_fault::no_user:
            user.clear();
            break;
        case row_fault::no_time:
            time = "yesterday";
            break;
        case row_fault::time_in_seconds:
            time = "1735689600";
            break;
        case row_fault::time_without_offset:
            time.pop_back();
            break;
        case row_fault::time_out_of_range:
            time.replace(0, 4, "1970");
            break;
        case row_fault::bad_value:
            value = "12,5";
            break;
        case row_fault::value_too_large:
            value = "9223372036854.775808";
            break;
        case row_fault::one_field_more:
            behind = ",extra";
            break;
        case row_fault::stray_quote:
            country += '"';
            break;
        case row_fault::bad_utf8:
            country += '\xFF';
            break;
        case row_fault::long_user:
            user.assign(max_identifier_bytes + 1, 'u');
            break;
    }
    out += event_id_ + ',' + user + ',' + time + ',' + std::string(event_.event_name) + ",,,,,,,," +
           country + ',';
    append_csv_value(out, value);
    out += ",," + behind + '\n';
}

}  // namespace attrib
