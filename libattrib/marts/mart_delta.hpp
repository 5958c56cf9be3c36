/// @file
/// What a refresh asks of the tables and does to them: one statement serves all users, who come as
/// arrays. (Temporary tables would be emptied at every commit, with their toast tables and
/// indexes.)
#pragma once

#include <array>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/marts/conversion_credits.hpp>
#include <libattrib/marts/day_range.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace attrib {

/// What a lookup finds by its key.
enum class lookup_kind : std::size_t {
    copies,        ///< user, text: the staged event with that event_id; or user, from: those
                   ///< without one at that time
    transaction,   ///< user, text: the conversions of that transaction_id
    sessions,      ///< user, from, to: sessions that start there, the one before and the one after
    credits,       ///< user, from, to: moved session starts
    whole_user,    ///< user
    gone_session,  ///< user, from
};
inline constexpr std::size_t lookup_kind_count = 6;

/// A conversion that the marts hold, and the sessions that they credit.
struct stored_conversion : credited_conversion {
    std::array<std::optional<timestamp>, click_marts.size()> touches;  ///< nothing: unattributed
};

/// Conversions as `conversions_touching` gives them; views of `rows`.
[[nodiscard]] std::map<std::string_view, std::vector<stored_conversion>> conversions_by_user(
    std::string_view rows);

/// What the tables hold of one user.
struct stored_user {
    std::vector<session_row> sessions;           ///< by start
    std::vector<stored_conversion> conversions;  ///< in any order
};
using stored_users = std::map<std::string_view, stored_user>;

/// Changes of the tables, gathered and then written. The connection and the models must outlive it;
/// the former be in one transaction all the time.
class mart_delta {
   public:
    mart_delta(connection& on, const model_list& models)
        : mart_delta(on, models, on.is_cluster()) {}

    /// With `are_spread` it asks in the way that a cluster's nodes answer, wherever the tables are.
    mart_delta(connection& on, const model_list& models, bool are_spread)
        : on_(on), models_(models), are_spread_(are_spread) {}

    void add_lookup(lookup_kind what, std::string_view user, std::string_view text,
                    std::optional<timestamp> from = {}, std::optional<timestamp> to = {});

    /// Answers to the lookups added since the previous call, as binary COPY rows.
    [[nodiscard]] std::string staged_like();                  ///< stg_ga4_events
    [[nodiscard]] std::string conversions_of_transactions();  ///< user, transaction, name, time
    [[nodiscard]] std::string sessions_near();                ///< int_sessions, in any order
    [[nodiscard]] std::string staged_of_users();              ///< stg_ga4_events
    /// Those that a moved start of a session may touch, for `conversions_by_user`.
    [[nodiscard]] std::string conversions_touching(microseconds lookback);

    void add_rows(table which, std::string_view rows) {
        added_[static_cast<std::size_t>(which)] += rows;
    }
    void add(const event& staged);
    void add(const session_row& session);
    void add(table mart, const credit_row& credit);
    void grow(const session_row& session);
    void remove_session(std::string_view user, timestamp start);
    /// In a click mart, of all of a user's conversions at that moment; null: unattributed.
    void update_credit(table mart, const credited_conversion& conversion, const event* touch);

    /// Adds the shares of a conversion to mart_channel_daily, or subtracts them.
    enum class sign : int { add = 1, remove = -1 };
    void count(const credited_conversion& conversion, std::span<const credit_share> shares,
               sign which);
    void count(const daily_row& daily);

    /// The users looked up whole, views of what is kept here.
    [[nodiscard]] stored_users whole_users();

    /// Takes off what the users' conversions were credited with; the days of these conversions.
    std::optional<day_range> take_off(const stored_users& users, conversion_credits& credits);

    /// Deletes all rows of the users looked up whole.
    void remove_whole_users();

    /// Writes everything. Throws what connection throws.
    void write();

    /// Days of the rows of mart_channel_daily that change: those where the sum of what was counted
    /// is not zero.
    [[nodiscard]] std::optional<day_range> days() const;

   private:
    // Keys of one kind, column by column.
    struct key_columns {
        parameter_array users{element_type::text};
        parameter_array texts{element_type::text};
        parameter_array since{element_type::timestamptz};
        parameter_array until{element_type::timestamptz};
    };
    // Sessions that were there, as far as they change.
    struct session_columns {
        parameter_array users{element_type::text};
        parameter_array starts{element_type::timestamptz};
        parameter_array ends{element_type::timestamptz};
        parameter_array events{element_type::bigint};
        parameter_array conversions{element_type::bigint};
        parameter_array channels{element_type::text};
        parameter_array sources{element_type::text};
        parameter_array mediums{element_type::text};
        parameter_array campaigns{element_type::text};
        parameter_array origins{element_type::timestamptz};
    };
    // Credits of one mart that move, and the touchpoint that they move to.
    struct credit_columns {
        parameter_array users{element_type::text};
        parameter_array conversions{element_type::timestamptz};
        parameter_array channels{element_type::text};
        parameter_array sources{element_type::text};
        parameter_array mediums{element_type::text};
        parameter_array campaigns{element_type::text};
        parameter_array sessions{element_type::text};
        parameter_array touches{element_type::timestamptz};
    };
    struct daily_change {
        money_sum conversions;
        money_sum revenue;

        [[nodiscard]] bool is_zero() const noexcept {
            return conversions == money_sum{} && revenue == money_sum{};
        }
    };
    // Place of the model, day, name, currency and channel, the last two empty where they are null.
    using daily_key = std::tuple<std::size_t, calendar_day, std::string, std::string, std::string>;

    [[nodiscard]] std::string conversions_of_users();
    [[nodiscard]] std::string sessions_of_users();
    [[nodiscard]] key_columns& keys_of(lookup_kind what) noexcept {
        return keys_[static_cast<std::size_t>(what)];
    }
    [[nodiscard]] static binary_parameters parameters_of(const key_columns& columns);
    void count(daily_key where, const money_sum& conversions, const money_sum& revenue);
    void update_credits(std::size_t mart);
    void write_daily();

    connection& on_;
    const model_list& models_;
    bool are_spread_;
    std::array<key_columns, lookup_kind_count> keys_;
    std::array<std::string, table_count> added_;
    session_columns grown_;
    std::array<credit_columns, click_marts.size()> credited_;  // as click_marts
    std::map<daily_key, daily_change> daily_;
    std::string stored_sessions_;  // what `whole_users` views
    std::string stored_conversions_;
};

}  // namespace attrib
