#include <algorithm>
#include <stdexcept>
#include <tests/support/plain_credit.hpp>

namespace attrib::test {
namespace {

__extension__ using wide = __int128;
using numbers = std::vector<std::int64_t>;
using journey = std::vector<plain_touch>;

bool is_direct(const plain_touch& touch) { return touch.channel == "Direct"; }

bool is_paid(const plain_touch& touch) {
    for (const char* const paid : {"Paid Search", "Paid Social", "Paid Shopping", "Paid Video",
                                   "Paid Other", "Display", "Cross-network"})
        if (touch.channel == paid) return true;
    return false;
}

bool is_google_paid(const plain_touch& touch) {
    const auto lower = [](std::string text) {
        for (char& c : text)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
        return text;
    };
    // (.*cp.*|ppc|retargeting|paid.*)
    const std::string medium = lower(touch.medium);
    return lower(touch.source) == "google" &&
           (medium.find("cp") != std::string::npos || medium == "ppc" || medium == "retargeting" ||
            medium.rfind("paid", 0) == 0);
}

numbers all_to(std::size_t count, std::size_t winner) {
    numbers weights(count, 0);
    weights[winner] = 1;
    return weights;
}

// All to the last touch of which `is_wanted` holds; nothing where there is none.
template <class Predicate>
numbers last_where(const journey& touches, Predicate is_wanted) {
    for (std::size_t i = touches.size(); i > 0; --i)
        if (is_wanted(touches[i - 1])) return all_to(touches.size(), i - 1);
    return {};
}

numbers last_non_direct(const journey& touches) {
    const numbers found = last_where(touches, [](const auto& each) { return !is_direct(each); });
    return found.empty() ? all_to(touches.size(), touches.size() - 1) : found;
}

numbers first_non_direct(const journey& touches) {
    for (std::size_t i = 0; i < touches.size(); ++i)
        if (!is_direct(touches[i])) return all_to(touches.size(), i);
    return all_to(touches.size(), 0);
}

numbers by_position(const model_instance& by, std::size_t count) {
    const std::int64_t first = by.first_weight;
    const std::int64_t middle = by.middle_weight;
    const std::int64_t last = by.last_weight;
    if (count == 1) return {1};
    if (count == 2) return first + last == 0 ? numbers{1, 1} : numbers{first, last};
    const auto between = static_cast<std::int64_t>(count) - 2;
    numbers weights(count, middle);
    weights.front() = first * between;
    weights.back() = last * between;
    return weights;
}

numbers by_age(const model_instance& by, const journey& touches) {
    numbers weights;
    for (const plain_touch& each : touches)
        weights.push_back(
            half_power_plainly(touches.back().start - each.start, by.half_life.count()));
    return weights;
}

numbers weights_of(const model_instance& by, const journey& touches) {
    const std::string rule(by.rule->name);
    const std::size_t count = touches.size();
    if (rule == "first_click") return all_to(count, 0);
    if (rule == "last_click") return all_to(count, count - 1);
    if (rule == "first_non_direct") return first_non_direct(touches);
    if (rule == "last_non_direct") return last_non_direct(touches);
    if (rule == "last_paid" || rule == "google_paid") {
        const numbers found = last_where(touches, rule == "last_paid" ? is_paid : is_google_paid);
        return found.empty() ? last_non_direct(touches) : found;
    }
    if (rule == "linear") return numbers(count, 1);
    if (rule == "position_based") return by_position(by, count);
    if (rule == "time_decay") return by_age(by, touches);
    throw std::logic_error("no plain rule " + rule);
}

// Evenly to the distinct channels in order of first touch, each channel's part to its touches.
numbers split_by_channel(std::int64_t total, const journey& touches) {
    std::vector<std::string> channels;
    for (const plain_touch& each : touches)
        if (std::ranges::count(channels, each.channel) == 0) channels.push_back(each.channel);
    const numbers of_channels = split_plainly(total, numbers(channels.size(), 1));
    numbers parts(touches.size(), 0);
    for (std::size_t i = 0; i < channels.size(); ++i) {
        std::vector<std::size_t> places;
        for (std::size_t at = 0; at < touches.size(); ++at)
            if (touches[at].channel == channels[i]) places.push_back(at);
        const numbers of_touches = split_plainly(of_channels[i], numbers(places.size(), 1));
        for (std::size_t j = 0; j < places.size(); ++j) parts[places[j]] = of_touches[j];
    }
    return parts;
}

numbers shared(const model_instance& by, const journey& touches, std::int64_t total) {
    if (by.rule->name == "shapley") return split_by_channel(total, touches);
    return split_plainly(total, weights_of(by, touches));
}

}  // namespace

std::vector<std::int64_t> split_plainly(std::int64_t total,
                                        const std::vector<std::int64_t>& weights) {
    const wide size = total < 0 ? -static_cast<wide>(total) : total;
    wide sum = 0;
    for (const std::int64_t each : weights) sum += each;
    std::vector<wide> parts;
    wide left = size;
    for (const std::int64_t each : weights) {
        parts.push_back(size * each / sum);
        left -= parts.back();
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < weights.size(); ++i) order.push_back(i);
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::size_t i) { return size * weights[i] % sum; });
    for (std::size_t i = 0; i < static_cast<std::size_t>(left); ++i) ++parts[order[i]];
    std::vector<std::int64_t> out;
    for (const wide part : parts)
        out.push_back(static_cast<std::int64_t>(total < 0 ? -part : part));
    return out;
}

std::int64_t half_power_plainly(std::int64_t age, std::int64_t half_life) {
    const wide one = wide{1} << 30;
    const wide u = one - (static_cast<wide>(age % half_life) << 30) / half_life;
    wide power = 0;
    for (const std::int64_t coefficient :
         {233163, 1335829, 10391742, 59575655, 257944476, 744260959, 1073741824})
        power = coefficient + power * u / one;
    for (std::int64_t i = 0; i <= age / half_life && power > 0; ++i) power /= 2;
    return static_cast<std::int64_t>(power);
}

std::vector<plain_share> credit_plainly(const model_instance& by,
                                        const std::vector<plain_touch>& touches,
                                        std::int64_t revenue) {
    journey kept;
    std::vector<std::size_t> places;
    const bool leaves_out = by.skips_direct && !std::ranges::all_of(touches, is_direct);
    for (std::size_t i = 0; i < touches.size(); ++i) {
        if (leaves_out && is_direct(touches[i])) continue;
        kept.push_back(touches[i]);
        places.push_back(i);
    }
    const numbers credits = shared(by, kept, 1'000'000);
    const numbers revenues = shared(by, kept, revenue);
    std::vector<plain_share> out(touches.size());
    for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = {credits[i], revenues[i]};
    return out;
}

std::vector<plain_row> rows_plainly(const model_instance& by, const plain_conversion& conversion,
                                    const std::vector<plain_touch>& touches,
                                    std::int64_t default_lookback) {
    std::int64_t lookback = default_lookback;
    if (by.lookback) lookback = by.lookback->count();
    if (by.lookbacks.contains(conversion.name)) lookback = by.lookbacks.at(conversion.name).count();
    journey reached;
    std::vector<const plain_touch*> origins;
    for (const plain_touch& each : touches) {
        if (each.start < conversion.time - lookback || each.start > conversion.time) continue;
        reached.push_back(each);
        origins.push_back(&each);
    }
    if (reached.empty()) return {{0, 0, nullptr, {1'000'000, conversion.revenue}}};
    const auto shares = credit_plainly(by, reached, conversion.revenue);
    std::vector<plain_row> rows;
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (shares[i].credit != 0 || shares[i].revenue != 0)
            rows.push_back({i + 1, shares.size(), origins[i], shares[i]});
    return rows;
}

}  // namespace attrib::test
