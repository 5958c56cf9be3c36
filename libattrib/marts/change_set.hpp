/// @file
/// What a refresh asks of the tables and does to them: one statement serves all users, who come as
/// arrays. (Temporary tables would be emptied at every commit, with their toast tables and
/// indexes.)
#pragma once

#include <array>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace attrib {

/// What a key stands for.
enum class wanted : std::size_t {
    copies,        ///< user, text: the staged event with that event_id; or user, from: those
                   ///< without one at that time
    transaction,   ///< user, text: the conversions of that transaction_id
    sessions,      ///< user, from, to: sessions that start there, and the one before
    credits,       ///< user, from, to: moved session starts
    whole_user,    ///< user
    gone_session,  ///< user, from
};
inline constexpr std::size_t wanted_count = 6;

/// A conversion that is in a mart, as far as its credit goes.
struct stored_credit {
    model credited_by{};
    std::string_view user_pseudo_id;
    timestamp conversion_timestamp;
    daily_row daily;  ///< its share of mart_channel_daily
    std::optional<timestamp> touch;
};

/// Changes of the tables, gathered and then written. The connection must outlive it and be in one
/// transaction all the time.
class change_set {
   public:
    explicit change_set(connection& on) : on_(on) {}

    void want(wanted what, std::string_view user, std::string_view text,
              std::optional<timestamp> from = {}, std::optional<timestamp> to = {});

    /// Answers to what was wanted since the call before, as binary COPY rows.
    [[nodiscard]] std::string staged_like();                  ///< stg_ga4_events
    [[nodiscard]] std::string conversions_of_transactions();  ///< user, transaction, name, time
    [[nodiscard]] std::string sessions_near();                ///< int_sessions
    [[nodiscard]] std::string credits_touching(microseconds lookback);  ///< see take_credit
    [[nodiscard]] std::string staged_of_users();                        ///< stg_ga4_events

    [[nodiscard]] static bool take_credit(copy_decoder& rows, stored_credit& out);

    void add_rows(table which, std::string_view rows) {
        added_[static_cast<std::size_t>(which)] += rows;
    }
    void add(const event& staged);
    void add(const session_row& session);
    void add(model which, const credit_row& credit);
    void grow(const session_row& session);
    void remove_session(std::string_view user, timestamp start);
    /// The credit of all of a user's conversions at that moment; null: unattributed.
    void credit_anew(const stored_credit& credit, const event* touch);
    void count_daily(const daily_row& daily, std::int64_t sign);

    /// Deletes all rows of the users that `staged_of_users` was asked for.
    void remove_whole_users();

    /// Writes everything. Throws what connection throws.
    void write();

    /// Days of the conversions that came, went or changed their channel, first and last.
    [[nodiscard]] std::optional<std::pair<calendar_day, calendar_day>> days() const noexcept {
        return days_;
    }

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
    // Credits of one model that move; the touchpoint is a session, which says the rest.
    struct credit_columns {
        parameter_array users{element_type::text};
        parameter_array conversions{element_type::timestamptz};
        parameter_array touches{element_type::timestamptz};
    };
    struct daily_change {
        std::int64_t conversions = 0;
        money_sum revenue;
    };
    // Model, day, name, currency and channel, the last two empty where they are null.
    using daily_key = std::tuple<model, calendar_day, std::string, std::string, std::string>;

    [[nodiscard]] key_columns& keys_of(wanted what) noexcept {
        return keys_[static_cast<std::size_t>(what)];
    }
    [[nodiscard]] static binary_parameters parameters_of(const key_columns& columns);
    void count(daily_key where, std::int64_t conversions, const money_sum& revenue,
               std::int64_t sign);
    void update_credits(model which);
    void write_daily();

    connection& on_;
    std::array<key_columns, wanted_count> keys_;
    std::array<std::string, table_count> added_;
    session_columns grown_;
    std::array<credit_columns, model_count> credited_;
    std::map<daily_key, daily_change> daily_;
    std::optional<std::pair<calendar_day, calendar_day>> days_;
};

}  // namespace attrib
