/// @file
/// A touchpoint as attribution models see it: when it began and what kind of visit it was.
#pragma once

#include <libattrib/core/time.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// What models ask of a session's origin.
struct touch_traits {
    bool is_direct = false;       ///< channel `Direct`
    bool is_paid = false;         ///< a channel that the rules call paid
    bool is_google_paid = false;  ///< source `google` with a paid medium

    friend bool operator==(const touch_traits&, const touch_traits&) = default;
};

struct touch {
    timestamp start;            ///< of the session
    std::uint32_t channel = 0;  ///< equal for equal channels of one journey, else arbitrary
    touch_traits traits;
};

/// Finds the traits of origins. Immutable: any number of threads may use one.
class touch_classifier {
   public:
    /// `paid_channels`: see paid_channels(channel_rules).
    explicit touch_classifier(std::vector<std::string> paid_channels);

    [[nodiscard]] touch_traits traits_of(std::string_view channel, std::string_view source,
                                         std::string_view medium) const;

   private:
    std::vector<std::string> paid_channels_;  // sorted
};

}  // namespace attrib
