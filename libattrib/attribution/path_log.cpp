#include <libattrib/attribution/path_log.hpp>

#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_number = 10;  // bytes

std::uint8_t* put(std::uint8_t* out, std::uint64_t number) noexcept {
    for (; number >= path_log::more_follows; number >>= 7)
        *out++ = static_cast<std::uint8_t>(number | path_log::more_follows);
    *out++ = static_cast<std::uint8_t>(number);
    return out;
}

// Small numbers for amounts near 0 of either sign.
std::uint64_t folded(std::int64_t amount) noexcept {
    const auto bits = static_cast<std::uint64_t>(amount);
    return (bits << 1) ^ (amount < 0 ? ~std::uint64_t{0} : 0);
}

std::int64_t unfolded(std::uint64_t number) noexcept {
    return static_cast<std::int64_t>((number >> 1) ^ (0 - (number & 1)));
}

}  // namespace

void path_log::add(const path_row& taken) {
    std::uint64_t visits = 0;
    if (__builtin_mul_overflow(taken.channels.size(), taken.conversions + taken.ends, &visits) ||
        __builtin_add_overflow(visits_, visits, &visits_))
        throw failure(errc::too_large, "the paths count more than 2^64 visits of channels");
    const std::size_t room = (taken.channels.size() + 4) * longest_number;
    if (row_.size() < room) row_.resize(room);
    std::uint8_t* end = put(row_.data(), taken.channels.size());
    std::uint32_t number = 0;
    std::string_view numbered;  // channels often come several times in a row
    for (const std::string_view channel : taken.channels) {
        if (!same_text(channel, numbered)) number = numbers_.id_of(channel);
        numbered = channel;
        end = put(end, number);
    }
    end = put(end, taken.conversions);
    end = put(end, taken.ends);
    end = put(end, folded(taken.value.millionths));
    bytes_.insert(bytes_.end(), row_.data(), end);
    conversions_ += taken.conversions;
    ends_ += taken.ends;
    value_ += taken.value;
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
