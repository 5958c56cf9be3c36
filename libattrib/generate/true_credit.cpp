#include <libattrib/generate/true_credit.hpp>

#include <algorithm>
#include <libattrib/generate/catalog.hpp>
#include <utility>

namespace attrib {
namespace {

__extension__ using wide_count = __int128;
using counts = std::vector<std::int64_t>;
using journey_touches = std::span<const true_touch>;

const traffic& traffic_of(const true_touch& touch) { return all_traffic[touch.arrived_by]; }

bool came_direct(const true_touch& touch) { return touch.arrived_by == direct_traffic; }

bool came_by_paid_google(const true_touch& touch) {
    return traffic_of(touch).source == "google" && traffic_of(touch).medium == "cpc";
}

// Parts in proportion to weights; what division leaves goes, one each, to the largest remainders.
counts divide(std::int64_t total, const counts& weights) {
    wide_count all = 0;
    for (const std::int64_t each : weights) all += each;
    const wide_count size = total < 0 ? -static_cast<wide_count>(total) : total;
    counts parts;
    std::vector<std::pair<wide_count, std::size_t>> rests;  // negative, so that they sort
    wide_count left = size;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const wide_count part = size * weights[i] / all;
        parts.push_back(static_cast<std::int64_t>(total < 0 ? -part : part));
        rests.emplace_back(-(size * weights[i] % all), i);
        left -= part;
    }
    std::ranges::sort(rests);
    for (const auto& [rest, place] : rests) {
        if (left-- == 0) break;
        parts[place] += total < 0 ? -1 : 1;
    }
    return parts;
}

// 2^30 halved once for each week of age; within a week by the curve of docs/models.md.
std::int64_t weight_of_age(microseconds age) {
    constexpr microseconds week = std::chrono::days{7};
    constexpr wide_count one = wide_count{1} << 30;
    const wide_count ahead = one - (wide_count{(age % week).count()} << 30) / week.count();
    wide_count curve = 233163;
    for (const int each : {1335829, 10391742, 59575655, 257944476, 744260959, 1073741824})
        curve = each + (curve * ahead >> 30);
    const std::int64_t weeks = age / week;
    return weeks > 60 ? 0 : static_cast<std::int64_t>(curve >> (weeks + 1));
}

std::size_t last_that(journey_touches touches, bool (*is_wanted)(const true_touch&),
                      std::size_t otherwise) {
    for (std::size_t i = touches.size(); i-- > 0;)
        if (is_wanted(touches[i])) return i;
    return otherwise;
}

// The touch that has it all, of the models in which one does.
std::size_t winner_of(std::string_view model, journey_touches touches) {
    const std::size_t last = touches.size() - 1;
    if (model == "first_click") return 0;
    if (model == "last_click") return last;
    if (model == "first_non_direct") {
        for (std::size_t i = 0; i <= last; ++i)
            if (!came_direct(touches[i])) return i;
        return 0;
    }
    const std::size_t known = last_that(
        touches, [](const true_touch& each) { return !came_direct(each); }, last);
    if (model == "last_non_direct") return known;
    if (model == "google_paid") return last_that(touches, came_by_paid_google, known);
    return last_that(
        touches, [](const true_touch& each) { return traffic_of(each).is_paid; }, known);
}

counts weights_of(std::string_view model, journey_touches touches) {
    const std::size_t count = touches.size();
    counts weights(count, 0);
    if (model == "linear") {
        weights.assign(count, 1);
    } else if (model == "position_based") {
        const auto between = static_cast<std::int64_t>(count) - 2;
        weights.assign(count, 20);
        weights.front() = weights.back() = between > 0 ? 40 * between : 40;
    } else if (model == "time_decay") {
        for (std::size_t i = 0; i < count; ++i)
            weights[i] = weight_of_age(touches.back().start - touches[i].start);
    } else {
        weights[winner_of(model, touches)] = 1;
    }
    return weights;
}

// The same to every channel that was there, and of that the same to each of its touches.
counts divide_by_channel(std::int64_t total, journey_touches touches) {
    std::vector<std::pair<std::string_view, std::vector<std::size_t>>> channels;
    for (std::size_t i = 0; i < touches.size(); ++i) {
        const std::string_view channel = traffic_of(touches[i]).channel;
        auto found =
            std::ranges::find_if(channels, [&](const auto& each) { return each.first == channel; });
        if (found == channels.end()) found = channels.insert(found, {channel, {}});
        found->second.push_back(i);
    }
    const counts of_channels = divide(total, counts(channels.size(), 1));
    counts parts(touches.size());
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto& places = channels[i].second;
        const counts of_touches = divide(of_channels[i], counts(places.size(), 1));
        for (std::size_t j = 0; j < places.size(); ++j) parts[places[j]] = of_touches[j];
    }
    return parts;
}

}  // namespace

std::vector<true_share> true_shares(std::string_view model, std::span<const true_touch> touches,
                                    money revenue) {
    const auto divided = [&](std::int64_t total) {
        return model == "shapley" ? divide_by_channel(total, touches)
                                  : divide(total, weights_of(model, touches));
    };
    const counts credits = divided(1'000'000);
    const counts revenues = divided(revenue.millionths);
    std::vector<true_share> shares;
    for (std::size_t i = 0; i < touches.size(); ++i)
        shares.push_back({money{credits[i]}, money{revenues[i]}});
    return shares;
}

}  // namespace attrib
