/// @file
/// What a user may choose about sessions and attribution; the defaults are those of
/// docs/semantics.md.
#pragma once

#include <chrono>
#include <libattrib/attribution/model_registry.hpp>
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
    /// The models of mart_attribution and mart_channel_daily, in the order of their rows.
    model_list models = shipped_models();
    /// How far int_touchpoints looks back.
    microseconds journey_window = std::chrono::hours{24 * 90};
    /// Whose calendar days conversion_date counts.
    time_zone zone;
};

}  // namespace attrib
