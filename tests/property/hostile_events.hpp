/// @file
/// Random events that seek out the edges: few users, few ids, times that lie one microsecond this
/// or that side of the session timeout and the lookback window, the first and the last moment,
/// amounts whose sums pass 64 bits, repeats that differ in one column.
#pragma once

#include <rapidcheck.h>

#include <libattrib/event/event.hpp>
#include <limits>
#include <string_view>
#include <vector>

namespace attrib::test {

/// Events with views of static text; up to about 60 of them.
inline rc::Gen<std::vector<event>> hostile_events() {
    using namespace rc;
    const auto text = [](std::initializer_list<std::string_view> choices) {
        return gen::elementOf(std::vector<std::string_view>(choices));
    };
    static constexpr std::int64_t minute = 60'000'000;
    static constexpr std::int64_t start = 1'740'823'200'000'000;  // 2025-03-01 10:00
    const auto offset = gen::map(
        gen::tuple(gen::inRange(0, 5), gen::inRange(0, 4), gen::inRange(-1, 2)), [](const auto& t) {
            const auto [fortnights, half_hours, nudge] = t;
            return fortnights * 14 * 24 * 60 * minute + half_hours * 30 * minute + nudge;
        });
    const auto one = gen::exec([=] {
        event made;
        made.event_id = *text({"", "", "a", "b", "c", "d", "e", "f"});
        made.user_pseudo_id = *text({"u", "u", "v", "u.1", "V", "\xC3\xBC,\"x\""});
        made.event_timestamp = timestamp{microseconds{start + *offset}};
        if (*gen::inRange(0, 20) == 0)
            made.event_timestamp =
                *gen::element(earliest_event_time, end_of_event_time - microseconds{1});
        made.event_name = *text({"page_view", "purchase", "purchase", "sign_up", "Purchase"});
        made.channel =
            *text({"Direct", "Direct", "Email", "Paid Search", "Paid, \"quoted\"", "Display"});
        made.states_origin = *gen::inRange(0, 3) > 0;
        made.source = *text({"", "google", "GOOGLE", "news"});
        made.medium = *text({"", "", "CPC", "paid_x", "organic"});
        made.campaign = *text({"", "x", "Y"});
        made.page_location = *text({"", "/a", "/b"});
        made.country = *text({"", "DE"});
        if (*gen::inRange(0, 3) > 0)
            made.event_value = money{*gen::element<std::int64_t>(
                0, 1, -1, 20'000'000, 19'990'000, std::numeric_limits<std::int64_t>::max(),
                std::numeric_limits<std::int64_t>::min())};
        made.currency = *text({"", "EUR", "USD"});
        made.transaction_id = *text({"", "", "t1", "t2"});
        return made;
    });
    return gen::container<std::vector<event>>(one);
}

}  // namespace attrib::test
