#include <libattrib/attribution/touch.hpp>

#include <algorithm>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

// ^(.*cp.*|ppc|retargeting|paid.*)$ of the channel rules, for a text in lower case.
bool is_paid_medium(std::string_view medium) noexcept {
    return medium.find("cp") != std::string_view::npos || medium == "ppc" ||
           medium == "retargeting" || medium.starts_with("paid");
}

}  // namespace

touch_classifier::touch_classifier(std::vector<std::string> paid_channels)
    : paid_channels_(std::move(paid_channels)) {
    std::ranges::sort(paid_channels_);
}

touch_traits touch_classifier::traits_of(std::string_view channel, std::string_view source,
                                         std::string_view medium) const {
    return {
        .is_direct = channel == "Direct",
        .is_paid = std::ranges::binary_search(paid_channels_, channel),
        .is_google_paid = ascii_lower(source) == "google" && is_paid_medium(ascii_lower(medium))};
}

}  // namespace attrib
