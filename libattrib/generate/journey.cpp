#include <algorithm>
#include <libattrib/generate/journey.hpp>

namespace attrib {
namespace {

constexpr microseconds session_timeout = std::chrono::minutes{30};
constexpr microseconds one{1};

// Pause between two events of a session: mostly seconds, at times all that is allowed.
microseconds pause(random_stream& random) {
    switch (random.below(64)) {
        case 0:
            return session_timeout;
        case 1:
            return session_timeout - one;
        case 2:
        case 3:
            return std::chrono::minutes{1} + up_to(random, std::chrono::minutes{28});
        default:
            return std::chrono::seconds{1} + up_to(random, std::chrono::seconds{90});
    }
}

template <class Weight>
std::uint8_t weighted(random_stream& random, const Weight& weight_of) {
    std::uint64_t total = 0;
    for (const traffic& each : all_traffic) total += weight_of(each);
    std::uint64_t at = random.below(total);
    for (std::uint8_t i = 0;; ++i) {
        if (at < weight_of(all_traffic[i])) return i;
        at -= weight_of(all_traffic[i]);
    }
}

event_code next_step(random_stream& random, event_code before, bool is_buying) {
    if (is_buying) {
        if (random.one_in(3)) return page_view_code;
        if (before == add_to_cart_code) return begin_checkout_code;
        if (before == begin_checkout_code) return purchase_code;
        if (random.one_in(2)) return add_to_cart_code;
    }
    constexpr std::array<event_code, 16> browsing{
        page_view_code, page_view_code, page_view_code,   page_view_code,
        page_view_code, page_view_code, page_view_code,   page_view_code,
        scroll_code,    scroll_code,    scroll_code,      scroll_code,
        click_code,     click_code,     add_to_cart_code, page_view_code};
    return browsing[random.below(browsing.size())];
}

std::uint8_t page_of(random_stream& random, event_code name, std::uint8_t before) {
    switch (name) {
        case begin_checkout_code:
            return checkout_page;
        case purchase_code:
            return thanks_page;
        case page_view_code: {
            // Some pages are seen far more often than others.
            const std::uint64_t a = random.below(page_count);
            const std::uint64_t b = random.below(page_count);
            return static_cast<std::uint8_t>(a * b / page_count);
        }
        default:
            return before;
    }
}

}  // namespace

const journey& journey_maker::make(std::uint64_t user, std::uint32_t count) {
    random_stream random(scenario_.seed ^ mix(user + 1));
    made_.device = static_cast<std::uint8_t>(random.below(8) * random.below(4) / 8);
    made_.home = static_cast<std::uint8_t>(random.below(8) * random.below(8) / 8);
    made_.sends_event_ids = !random.one_in(16);
    made_.events.clear();
    made_.sessions.clear();
    choose_sessions(random, count);
    const timestamp base = scenario_.start;
    for (std::size_t i = 0; i < sizes_.size(); ++i)
        add_session(random, sizes_[i], base + microseconds{static_cast<std::int64_t>(starts_[i])});
    return made_;
}

// Sizes of the sessions, which add up to `count`, and when they would like to begin, in order.
void journey_maker::choose_sessions(random_stream& random, std::uint32_t count) {
    constexpr std::uint64_t day_us = 86'400'000'000;
    sizes_.clear();
    starts_.clear();
    for (std::uint32_t left = count; left > 0;) {
        const std::uint64_t size = 1 + random.below(5) + (random.one_in(3) ? random.below(16) : 0);
        sizes_.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(size, left)));
        left -= sizes_.back();
        starts_.push_back(random.below(scenario_.days * day_us));
    }
    std::ranges::sort(starts_);
}

void journey_maker::add_session(random_stream& random, std::uint32_t count, timestamp wanted) {
    arrived_by_ = choose_traffic(random);
    is_buying_ = random.one_in(8);
    const auto first = static_cast<std::uint32_t>(made_.events.size());
    timestamp time = wanted;
    const bool has_session_start = count > 1 && random.one_in(2);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (i > (has_session_start ? 1U : 0U)) time += pause(random);
        add_event(random, time, i == (has_session_start ? 1U : 0U));
        if (has_session_start && i == 0) {
            made_.events.back().name = session_start_code;
            made_.events.back().repeats_order = false;
        }
        if (has_session_start && i == 1) made_.events.back().page = made_.events[first].page;
    }
    const microseconds shift = place_start(random, first, wanted) - wanted;
    for (std::uint32_t i = first; i < made_.events.size(); ++i) made_.events[i].time += shift;
    made_.sessions.push_back({first, count});
}

void journey_maker::add_event(random_stream& random, timestamp time, bool is_first) {
    const event_code before = made_.events.empty() ? page_view_code : made_.events.back().name;
    journey_event added;
    added.time = time;
    if (is_first || made_.events.empty()) {
        added.name = page_view_code;
    } else if (before == purchase_code && random.one_in(8)) {
        // The thanks page is loaded again: a second event of the same order.
        added.name = purchase_code;
        added.repeats_order = !made_.events.back().repeats_order;
    } else {
        added.name = next_step(random, before, is_buying_);
    }
    const std::uint8_t page = made_.events.empty() ? std::uint8_t{0} : made_.events.back().page;
    added.page = page_of(random, added.name, page);
    // A click on another campaign does not begin a session.
    if (!is_first && random.one_in(64)) arrived_by_ = choose_traffic(random);
    added.arrived_by = arrived_by_;
    made_.events.push_back(added);
}

// Where a session that would like to begin at `wanted` does: after the one before it.
timestamp journey_maker::place_start(random_stream& random, std::uint32_t first, timestamp wanted) {
    if (first == 0) return wanted;
    const timestamp earliest = made_.events[first - 1].time + session_timeout + one;
    if (random.one_in(16)) return earliest;
    const auto purchase = std::find_if(made_.events.begin() + first, made_.events.end(),
                                       [](const auto& e) { return e.name == purchase_code; });
    if (purchase != made_.events.end() && random.one_in(2)) {
        const journey_session& touched = made_.sessions[random.below(made_.sessions.size())];
        const timestamp start = made_.events[touched.first].time + true_lookback -
                                (purchase->time - wanted) +
                                microseconds{static_cast<std::int64_t>(random.below(2))};
        if (start >= earliest) return start;
    }
    return std::max(wanted, earliest);
}

// Who found us through an advertisement often comes back directly.
std::uint8_t journey_maker::choose_traffic(random_stream& random) {
    if (made_.sessions.empty())
        return weighted(random, [](const traffic& each) { return each.discoveries; });
    const traffic& discovery = all_traffic[made_.events.front().arrived_by];
    if (random.below(100) < (discovery.is_paid ? 45U : 20U)) return direct_traffic;
    if (random.one_in(4)) return made_.events.front().arrived_by;
    return weighted(random, [](const traffic& each) { return each.returns; });
}

}  // namespace attrib
