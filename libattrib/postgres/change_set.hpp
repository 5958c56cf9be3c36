/// @file
/// What a refresh asks of the tables and does to them, in temporary tables of its connection: one
/// statement serves all users.
#pragma once

#include <libattrib/attribution/rows.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <optional>
#include <string>
#include <utility>

namespace attrib {

/// What a row of keys stands for.
enum class wanted : std::int64_t {
    event_id = 1,  ///< user, text
    moment,        ///< user, from: staged events without event_id at that time
    transaction,   ///< user, text: the conversion of that transaction_id
    sessions,      ///< user, from, to: sessions that start there, and the one before
    credits,       ///< user, from, to: moved session starts
    whole_user,    ///< user
    gone_session,  ///< user, from
};

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
    /// Once a connection, outside of a transaction.
    static void prepare(connection& on);

    explicit change_set(connection& on) : on_(on) {}

    void want(wanted what, std::string_view user, std::string_view text,
              std::optional<timestamp> from = {}, std::optional<timestamp> to = {});

    /// Answers to what was wanted since the call before, as binary COPY rows.
    [[nodiscard]] std::string staged_like();                            ///< stg_ga4_events
    [[nodiscard]] std::string conversions_of_transactions();            ///< user, transaction, time
    [[nodiscard]] std::string sessions_near();                          ///< int_sessions
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

    /// Writes everything. Throws failure (overflow) besides what connection throws.
    void write();

    /// Days of the conversions that came, went or changed their channel, first and last; after
    /// `write`.
    [[nodiscard]] std::optional<std::pair<calendar_day, calendar_day>> days();

    /// Sends what was wanted; the answers above do that themselves.
    void send_keys();

   private:
    void write_daily();

    connection& on_;
    std::string keys_;
    std::array<std::string, table_count> added_;
    std::string grown_;
    std::string credited_;
    bool is_removing_ = false;
    std::string daily_;
};

}  // namespace attrib
