#include <libattrib/postgres/copy_decoder.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <limits>

namespace attrib {
namespace {

[[noreturn]] void throw_malformed(const char* what) {
    throw failure(
        errc::database_refused,
        std::string("the database sent rows of another shape than the schema has: ") + what);
}

constexpr std::int64_t numeric_base = 10000;
constexpr std::int64_t negative = 0x4000;
constexpr std::int64_t special = 0xC000;  // NaN and infinities
constexpr std::int64_t six_decimals = 2;  // digits to base 10000, of which 2 places are too many

}  // namespace

std::string_view copy_decoder::take(std::size_t size) {
    if (rest_.size() < size) throw_malformed("a field ends too early");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
}

std::int64_t copy_decoder::take_integer(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = take(size);
    if ((static_cast<unsigned char>(bytes.front()) & 0x80) != 0) value = ~std::uint64_t{0};
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(value);
}

bool copy_decoder::next_row(std::int16_t fields) {
    if (rest_.empty()) return false;
    const std::int64_t count = take_integer(2);
    if (count == -1 && rest_.empty()) return false;
    if (count != fields) throw_malformed("number of fields");
    return true;
}

std::string_view copy_decoder::text() {
    const std::int64_t size = take_integer(4);
    return size < 0 ? std::string_view() : take(static_cast<std::size_t>(size));
}

std::int64_t copy_decoder::integer() {
    if (take_integer(4) != 8) throw_malformed("a bigint is null or of another size");
    return take_integer(8);
}

bool copy_decoder::flag() {
    if (take_integer(4) != 1) throw_malformed("a boolean is null or of another size");
    return take_integer(1) != 0;
}

// Postgres encodes infinity as the largest and the smallest number; added to an epoch they would
// overflow.
timestamp copy_decoder::time_of(std::int64_t since_postgres_epoch) {
    constexpr std::int64_t farthest = std::numeric_limits<std::int64_t>::max() / 2;
    if (since_postgres_epoch > farthest || since_postgres_epoch < -farthest)
        throw_malformed("a timestamptz is infinite or out of range");
    return postgres_epoch + microseconds{since_postgres_epoch};
}

timestamp copy_decoder::time() { return time_of(integer()); }

std::optional<timestamp> copy_decoder::time_or_null() {
    const std::int64_t size = take_integer(4);
    if (size < 0) return std::nullopt;
    if (size != 8) throw_malformed("a timestamptz is of another size");
    return time_of(take_integer(8));
}

calendar_day copy_decoder::day() {
    if (take_integer(4) != 4) throw_malformed("a date is null or of another size");
    constexpr std::int64_t farthest = std::numeric_limits<std::int32_t>::max() / 2;
    const std::int64_t since_postgres_epoch = take_integer(4);
    if (since_postgres_epoch > farthest || since_postgres_epoch < -farthest)
        throw_malformed("a date is infinite or out of range");
    return std::chrono::floor<std::chrono::days>(postgres_epoch) +
           std::chrono::days{since_postgres_epoch};
}

std::optional<money> copy_decoder::amount() {
    const std::int64_t size = take_integer(4);
    if (size < 0) return std::nullopt;
    const std::int64_t digits = take_integer(2);
    const std::int64_t weight = take_integer(2);
    const std::int64_t sign = take_integer(2) & 0xFFFF;
    take(2);
    if (size != 8 + 2 * digits || (sign & special) == special)
        throw_malformed("a numeric is no number");
    __extension__ __int128 total = 0;
    for (std::int64_t place = weight; place > weight - digits; --place) {
        __extension__ __int128 digit = take_integer(2);
        if (place > 3 || place < -six_decimals) throw_malformed("a numeric is out of range");
        // Millionths are six places; the digit at place -2 counts in units of 10^-8.
        if (place == -six_decimals) {
            total += digit / 100;
            continue;
        }
        digit *= place == -1 ? 100 : 1000000;
        for (std::int64_t i = 0; i < place; ++i) digit *= numeric_base;
        total += digit;
    }
    if (sign == negative) total = -total;
    const auto millionths = static_cast<std::int64_t>(total);
    if (millionths != total) throw_malformed("a numeric is out of range");
    return money{millionths};
}

}  // namespace attrib
