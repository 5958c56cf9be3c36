/// @file
/// What a change of some users changes of dda_transitions_daily and dda_sets_daily: their journeys
/// as they were are taken off, those that they have now are added.
#pragma once

#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// The connection must outlive it, and be in one transaction all the time.
class journey_delta {
   public:
    journey_delta(connection& on, const attribution_options& options)
        : on_(on),
          names_(distinct_names(options.conversions)),
          lookback_(options.lookback),
          zone_(options.zone) {}

    /// The time in which a user's sessions begin, or get another origin, and touchpoints of
    /// conversions lie that change.
    struct span_of_change {
        timestamp first;
        timestamp last;
    };

    /// A user whose sessions or conversions change; nothing: at any time. Each once.
    void add_user(std::string_view user, const std::optional<span_of_change>& when = {});

    /// Takes the users' journeys off, as the tables of sessions and conversions have them now:
    /// those that the change may touch, at least.
    void take_off();

    /// Adds them.
    void add() { count(1); }

    /// Changes the tables of journeys by what was counted. Throws what connection throws.
    void write();

   private:
    // Bounds of what is read: journeys outside are the same before and after.
    void find_bounds();
    void count(int sign);
    void write_transitions();
    void write_sets();

    connection& on_;
    std::vector<std::string> names_;
    microseconds lookback_;
    time_zone zone_;
    dictionary texts_;
    parameter_array users_{element_type::text};
    parameter_array first_{element_type::timestamptz};
    parameter_array last_{element_type::timestamptz};
    parameter_array bounded_users_{element_type::text};
    parameter_array since_{element_type::timestamptz};
    parameter_array until_{element_type::timestamptz};
    journey_statistics change_;
};

}  // namespace attrib
