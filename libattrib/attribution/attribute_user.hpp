/// @file
/// The kernel put together: one user's timeline -> sessions, conversions and their journeys. The
/// batch engine, the database and a program of your own all go through here.
#pragma once

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/touchpoint.hpp>
#include <vector>

namespace attrib {

/// What attribution says about one user; views of the timeline it was made from.
template <class Event>
struct basic_attribution {
    std::vector<basic_session<Event>> sessions;
    std::vector<const Event*> conversions;  ///< in total order

    void clear() noexcept {
        sessions.clear();
        conversions.clear();
    }
};

using attribution = basic_attribution<event>;

/// Fills `out`, whose vectors keep their memory from user to user. `rule` says what converts (see
/// find_conversions). REQUIRES: `timeline` is one user's, in total order.
template <class Event, class Rule>
void attribute_user(std::span<const Event> timeline, microseconds session_timeout, const Rule& rule,
                    identity_set& scratch, std::vector<std::size_t>& positions,
                    basic_attribution<Event>& out) {
    out.clear();
    positions.clear();
    sessionize<Event>(timeline, session_timeout, out.sessions);
    find_conversions(timeline, rule, scratch, positions);
    for (const std::size_t at : positions) out.conversions.push_back(&timeline[at]);
}

/// The same for plain events, as a value. `timeline` must outlive it.
[[nodiscard]] attribution attribute_user(std::span<const event> timeline,
                                         const attribution_options& options = {});

/// A session and what a model gives it of a conversion.
struct session_credit {
    const session* credited;
    money credit;  ///< of `whole_credit`
    money revenue;
};

/// The sessions of `of` that the model credits with a conversion, in order of time; empty: the
/// conversion is unattributed. Good as long as `of`.
[[nodiscard]] std::vector<session_credit> credits_of(
    const attribution& of, const event& conversion, const model_instance& model,
    const touch_classifier& classifier, microseconds lookback = attribution_options{}.lookback);

}  // namespace attrib
