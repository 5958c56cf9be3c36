#include <libattrib/attribution/path_log.hpp>

#include <libattrib/core/error.hpp>

// Numbers are written seven bits at a time, the lowest first; all bytes but the last have the
// highest bit.

namespace attrib {
namespace {

constexpr unsigned number_bits = 7;
constexpr std::uint8_t more_follows = 0x80;

// Small numbers for amounts near 0 of either sign.
std::uint64_t folded(std::int64_t amount) noexcept {
    const auto bits = static_cast<std::uint64_t>(amount);
    return (bits << 1) ^ (amount < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unfolded(std::uint64_t number) noexcept {
    return static_cast<std::int64_t>((number >> 1) ^ (0 - (number & 1)));
}

}  // namespace

void path_log::put(std::uint64_t number) {
    for (; number >= more_follows; number >>= number_bits)
        bytes_.push_back(static_cast<std::uint8_t>(number | more_follows));
    bytes_.push_back(static_cast<std::uint8_t>(number));
}

void path_log::add(const path_row& taken) {
    std::uint64_t visits = 0;
    if (__builtin_mul_overflow(taken.channels.size(), taken.conversions + taken.ends, &visits) ||
        __builtin_add_overflow(visits_, visits, &visits_))
        throw failure(errc::too_large, "the paths count more than 2^64 visits of channels");
    put(taken.channels.size());
    for (const std::string_view channel : taken.channels) put(numbers_.id_of(channel));
    put(taken.conversions);
    put(taken.ends);
    put(folded(taken.value.millionths));
    conversions_ += taken.conversions;
    ends_ += taken.ends;
    value_ += taken.value;
}

std::uint64_t path_log::reader::number() noexcept {
    std::uint64_t read = 0;
    for (unsigned shift = 0;; shift += number_bits) {
        const std::uint8_t byte = *at_++;
        read |= static_cast<std::uint64_t>(byte & ~more_follows) << shift;
        if ((byte & more_follows) == 0) return read;
    }
}

bool path_log::reader::next() {
    if (at_ == end_) return false;
    channels_.resize(number());
    for (std::uint32_t& each : channels_) each = static_cast<std::uint32_t>(number());
    conversions_ = number();
    ends_ = number();
    value_ = money{unfolded(number())};
    return true;
}

}  // namespace attrib
