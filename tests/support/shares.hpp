/// @file
/// Journeys written down, and what the library's models give their touchpoints.
#pragma once

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/attribution/touch.hpp>
#include <map>
#include <string>
#include <tests/support/plain_credit.hpp>
#include <vector>

namespace attrib::test {

using journey_text = std::vector<plain_touch>;
using parts = std::vector<std::int64_t>;

/// The shipped model of that name.
inline model_instance shipped(std::string_view name) {
    for (const model_instance& each : shipped_models())
        if (each.name == name) return each;
    throw std::logic_error("no model " + std::string(name));
}

inline constexpr std::int64_t day = 86'400'000'000;

/// A touch of each channel, a day apart.
inline journey_text daily_touches(const std::vector<std::string>& channels) {
    journey_text touches;
    for (const std::string& channel : channels)
        touches.push_back({day * static_cast<std::int64_t>(touches.size()), channel});
    return touches;
}

inline std::vector<touch> touches_of(const journey_text& journey) {
    static const touch_classifier classifier({"Cross-network", "Display", "Paid Other",
                                              "Paid Search", "Paid Shopping", "Paid Social",
                                              "Paid Video"});
    std::map<std::string, std::uint32_t> numbers;
    std::vector<touch> touches;
    for (const plain_touch& each : journey) {
        const auto next = static_cast<std::uint32_t>(numbers.size());
        touches.push_back({timestamp{microseconds{each.start}},
                           numbers.emplace(each.channel, next).first->second,
                           classifier.traits_of(each.channel, each.source, each.medium)});
    }
    return touches;
}

/// One share per touch, those without any included.
inline std::vector<plain_share> shares_by(const model_instance& by, const journey_text& journey,
                                          std::int64_t revenue = 0) {
    attributor sharing;
    std::vector<plain_share> shares(journey.size());
    const auto touches = touches_of(journey);
    for (const touch_credit& each : sharing.share(by, touches, money{revenue}))
        shares[each.place] = {each.credit.millionths, each.revenue.millionths};
    return shares;
}

inline parts credits_by(const model_instance& by, const journey_text& journey) {
    parts credits;
    for (const plain_share& each : shares_by(by, journey)) credits.push_back(each.credit);
    return credits;
}

inline parts revenues_by(const model_instance& by, const journey_text& journey,
                         std::int64_t revenue) {
    parts revenues;
    for (const plain_share& each : shares_by(by, journey, revenue))
        revenues.push_back(each.revenue);
    return revenues;
}

}  // namespace attrib::test
