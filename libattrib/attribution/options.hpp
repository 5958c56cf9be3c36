/// @file
/// What a user may choose about sessions and attribution; the defaults are those of spec.md.
#pragma once

#include <chrono>
#include <libattrib/core/time.hpp>
#include <libattrib/core/time_zone.hpp>
#include <string>
#include <vector>

namespace attrib {

struct attribution_options {
    /// A session ends when the next event comes *more* than this after the one before.
    microseconds session_timeout = std::chrono::minutes{30};
    /// A touchpoint counts from `conversion - lookback` to the conversion, both included.
    microseconds lookback = std::chrono::hours{24 * 14};
    /// Event names that are conversions.
    std::vector<std::string> conversions{"purchase"};
    /// Whose calendar days conversion_date counts.
    time_zone zone;
};

}  // namespace attrib
