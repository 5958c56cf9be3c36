#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <numeric>
#include <tests/support/slow_credits.hpp>

namespace attrib::test {
namespace {

using touch_list = std::vector<const slow_session*>;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_paid_medium(const std::string& given) {
    const std::string medium = lower(given);
    return medium.find("cp") != std::string::npos || medium == "ppc" || medium == "retargeting" ||
           medium.starts_with("paid");
}

// 1 at the last touch of a kind, tried kind after kind; else at the last touch.
std::vector<wide> last_of(const touch_list& touches,
                          const std::vector<std::function<bool(const slow_session&)>>& kinds) {
    std::vector<wide> weights(touches.size(), 0);
    for (const auto& is_kind : kinds)
        for (std::size_t i = touches.size(); i-- > 0;)
            if (is_kind(*touches[i])) {
                weights[i] = 1;
                return weights;
            }
    weights.back() = 1;
    return weights;
}

bool is_not_direct(const slow_session& of) { return of.channel != "Direct"; }

std::vector<wide> position_weights(const slow_instance& by, std::size_t count) {
    if (count == 1) return {1};
    if (count == 2 && by.first + by.last == 0) return {1, 1};
    if (count == 2) return {by.first, by.last};
    std::vector<wide> weights(count, by.middle);
    weights.front() = static_cast<wide>(by.first) * static_cast<wide>(count - 2);
    weights.back() = static_cast<wide>(by.last) * static_cast<wide>(count - 2);
    return weights;
}

std::vector<wide> weights_of(const slow_instance& by, const touch_list& touches) {
    std::vector<wide> weights(touches.size(), 0);
    if (by.rule == "first_click") weights.front() = 1;
    if (by.rule == "last_click") weights.back() = 1;
    if (by.rule == "first_non_direct") {
        const auto first = std::ranges::find_if(
            touches, [](const slow_session* each) { return is_not_direct(*each); });
        weights[first == touches.end() ? 0 : static_cast<std::size_t>(first - touches.begin())] = 1;
    }
    if (by.rule == "last_non_direct") return last_of(touches, {is_not_direct});
    if (by.rule == "last_paid")
        return last_of(touches,
                       {[](const slow_session& each) { return each.is_paid; }, is_not_direct});
    if (by.rule == "google_paid")
        return last_of(touches, {[](const slow_session& each) {
                                     return lower(each.source) == "google" &&
                                            is_paid_medium(each.medium);
                                 },
                                 is_not_direct});
    if (by.rule == "linear") std::ranges::fill(weights, 1);
    if (by.rule == "position_based") return position_weights(by, touches.size());
    if (by.rule == "time_decay")
        for (std::size_t i = 0; i < touches.size(); ++i)
            weights[i] = slow_half_power(touches.back()->start - touches[i]->start, by.half_life);
    return weights;
}

// Evenly over the distinct channels by first touch, then over a channel's touches.
std::vector<wide> shapley_split(wide amount, const touch_list& touches) {
    std::vector<std::string> channels;
    for (const slow_session* each : touches)
        if (std::ranges::find(channels, each->channel) == channels.end())
            channels.push_back(each->channel);
    const std::vector<wide> parts = slow_split(amount, std::vector<wide>(channels.size(), 1));
    std::vector<wide> out(touches.size(), 0);
    for (std::size_t c = 0; c < channels.size(); ++c) {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < touches.size(); ++i)
            if (touches[i]->channel == channels[c]) places.push_back(i);
        const std::vector<wide> shares = slow_split(parts[c], std::vector<wide>(places.size(), 1));
        for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = shares[i];
    }
    return out;
}

std::vector<wide> shares_of(wide amount, const slow_instance& by, const touch_list& touches) {
    return by.rule == "shapley" ? shapley_split(amount, touches)
                                : slow_split(amount, weights_of(by, touches));
}

}  // namespace

std::vector<wide> slow_split(wide amount, const std::vector<wide>& weights) {
    if (amount < 0) {
        std::vector<wide> parts = slow_split(-amount, weights);
        for (wide& each : parts) each = -each;
        return parts;
    }
    const wide total = std::accumulate(weights.begin(), weights.end(), wide{0});
    std::vector<wide> parts;
    std::vector<std::size_t> order(weights.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    wide left = amount;
    for (const wide weight : weights) left -= parts.emplace_back(amount * weight / total);
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return amount * weights[a] % total > amount * weights[b] % total;
    });
    for (wide i = 0; i < left; ++i) ++parts[order[static_cast<std::size_t>(i)]];
    return parts;
}

std::int64_t slow_half_power(std::int64_t age, std::int64_t half_life) {
    constexpr std::array<wide, 7> c{1073741824, 744260959, 257944476, 59575655,
                                    10391742,   1335829,   233163};
    const wide scale = wide{1} << 30;
    const wide quotient = age / half_life;
    if (quotient >= 62) return 0;
    const wide u = scale - wide{age % half_life} * scale / half_life;
    wide p = c[6];
    for (std::size_t i = 6; i-- > 0;) p = c[i] + p * u / scale;
    return static_cast<std::int64_t>(p >> static_cast<int>(quotient + 1));
}

std::vector<slow_credit> slow_credits(const slow_instance& instance,
                                      const slow_conversion& conversion,
                                      const std::vector<slow_session>& sessions,
                                      std::int64_t default_lookback) {
    const auto own = instance.lookbacks.find(conversion.name);
    const std::int64_t lookback = own != instance.lookbacks.end()
                                      ? own->second
                                      : instance.lookback.value_or(default_lookback);
    touch_list all;
    for (const slow_session& each : sessions)
        if (conversion.time - lookback <= each.start && each.start <= conversion.time)
            all.push_back(&each);
    if (all.empty()) return {{0, 0, nullptr, 1'000'000, conversion.revenue}};
    touch_list kept = all;
    if (instance.skips_direct)
        std::erase_if(kept, [](const slow_session* each) { return !is_not_direct(*each); });
    if (kept.empty()) kept = all;
    const std::vector<wide> credits = shares_of(1'000'000, instance, kept);
    const std::vector<wide> revenues = shares_of(conversion.revenue, instance, kept);
    std::vector<slow_credit> out;
    for (std::size_t i = 0; i < kept.size(); ++i)
        if (credits[i] != 0 || revenues[i] != 0)
            out.push_back({std::ranges::find(all, kept[i]) - all.begin() + 1,
                           static_cast<std::int64_t>(all.size()), kept[i], credits[i],
                           revenues[i]});
    return out;
}

}  // namespace attrib::test
