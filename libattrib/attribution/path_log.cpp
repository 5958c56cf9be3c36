#include <libattrib/attribution/path_log.hpp>

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

void path_log::add(std::span<const std::uint32_t> channels, std::uint64_t conversions,
                   money value) {
    const std::size_t room = (channels.size() + 3) * longest_number;
    if (row_.size() < room) row_.resize(room);
    std::uint8_t* end = put(row_.data(), channels.size());
    for (const std::uint32_t channel : channels) end = put(end, channel);
    end = put(end, conversions);
    end = put(end, folded(value.millionths));
    bytes_.insert(bytes_.end(), row_.data(), end);
}

bool path_log::reader::next() {
    if (at_ == end_) return false;
    channels_.resize(number());
    for (std::uint32_t& each : channels_) each = static_cast<std::uint32_t>(number());
    conversions_ = number();
    value_ = money{unfolded(number())};
    return true;
}

}  // namespace attrib
