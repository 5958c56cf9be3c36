/// @file
/// The kernel put together: one user's timeline -> sessions, conversions and credits. The batch
/// engine, the database and a program of your own all go through here.
#pragma once

#include <array>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/attribution/first_click.hpp>
#include <libattrib/attribution/last_click.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/attribution/touchpoint.hpp>
#include <vector>

namespace attrib {

/// A conversion and the session that each model credits with it; null: unattributed.
template <class Event>
struct basic_credit {
    const Event* conversion;
    std::array<const basic_session<Event>*, model_count> credited;

    [[nodiscard]] const basic_session<Event>* by(model which) const noexcept {
        return credited[static_cast<std::size_t>(which)];
    }
};

using credit = basic_credit<event>;

/// What attribution says about one user; views of the timeline it was made from.
template <class Event>
struct basic_attribution {
    std::vector<basic_session<Event>> sessions;
    std::vector<basic_credit<Event>> credits;

    void clear() noexcept {
        sessions.clear();
        credits.clear();
    }
};

using attribution = basic_attribution<event>;

/// Fills `out`, whose vectors keep their memory from user to user. `rule` says what converts (see
/// find_conversions). REQUIRES: `timeline` is one user's, in total order.
template <class Event, class Rule>
void attribute_user(std::span<const Event> timeline, microseconds session_timeout,
                    microseconds lookback, const Rule& rule, identity_set& scratch,
                    std::vector<std::size_t>& positions, basic_attribution<Event>& out) {
    out.clear();
    positions.clear();
    sessionize<Event>(timeline, session_timeout, out.sessions);
    find_conversions(timeline, rule, scratch, positions);
    for (const std::size_t at : positions) {
        const Event& conversion = timeline[at];
        const auto touches = touchpoints<Event>(std::span(std::as_const(out.sessions)),
                                                conversion.event_timestamp, lookback);
        out.credits.push_back(
            {&conversion, {first_click<Event>(touches), last_click<Event>(touches)}});
    }
}

/// The same for plain events, as a value. `timeline` must outlive it.
[[nodiscard]] attribution attribute_user(std::span<const event> timeline,
                                         const attribution_options& options = {});

}  // namespace attrib
