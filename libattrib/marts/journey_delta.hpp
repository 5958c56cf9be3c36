/// @file
/// What a change of some users changes of dda_transitions_daily and dda_sets_daily: their journeys
/// as they were are taken off, those that they have now are added.
#pragma once

#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/marts/journey_change.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Keeps no view of what it is given. The connection must outlive it, and be in one transaction all
/// the time.
class journey_delta {
   public:
    journey_delta(connection& on, const attribution_options& options)
        : journey_delta(on, options, on.is_cluster()) {}

    /// With `are_spread` it asks in the way that a cluster's nodes answer, wherever the tables are.
    journey_delta(connection& on, const attribution_options& options, bool are_spread)
        : on_(on),
          are_spread_(are_spread),
          names_(distinct_names(options.conversions)),
          lookback_(options.lookback),
          zone_(options.zone) {}

    /// Takes off the journeys of a user that the tables hold.
    void take_off(const stored_user& user);

    /// Adds rows of the tables, for instance those of users computed from all their events.
    void add(std::span<const transition_row> transitions, std::span<const journey_set_row> sets);

    /// Counts how one user's journeys change. Leaves it to `count_rest` where the sessions that
    /// were read do not tell. REQUIRES: once per user.
    void count(const changed_rows& rows);

    /// Reads what is missing for the users left to it. REQUIRES: int_sessions and mart_first_click
    /// hold none of the changes yet.
    void count_rest();

    /// Changes the tables of journeys by what was counted. Throws what connection throws.
    void write();

   private:
    // A user's rows as journeys see them, by time.
    struct user_history {
        std::vector<path_session> sessions;
        std::vector<path_conversion> conversions;
    };
    // A user's rows near the change, or in all, as they were and as they are.
    struct changed_user_history {
        user_history before;
        user_history after;
    };
    // What to read of users, column by column.
    struct key_columns {
        parameter_array users{element_type::text};
        parameter_array first{element_type::timestamptz};
        parameter_array last{element_type::timestamptz};
        parameter_array earlier_than{element_type::timestamptz};
        parameter_array later_than{element_type::timestamptz};
    };

    [[nodiscard]] path_session path_of(const session_row& session);
    [[nodiscard]] path_conversion path_of(timestamp when, std::string_view name,
                                          std::string_view currency, money revenue);
    [[nodiscard]] changed_user_history histories_of(const changed_rows& rows);
    void ask(const changed_rows& rows, const time_span& change, const missing_sessions& missing);
    [[nodiscard]] std::string read_rest();
    void count(changed_user_history& user);
    void count(user_history& user, int sign);
    void write_transitions();
    void write_sets();

    connection& on_;
    bool are_spread_;
    std::vector<std::string> names_;
    microseconds lookback_;
    time_zone zone_;
    dictionary texts_;
    key_columns asked_;
    std::map<std::string, changed_user_history, std::less<>> waiting_;  // those in asked_
    journey_statistics change_;
};

}  // namespace attrib
