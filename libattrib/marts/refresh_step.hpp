/// @file
/// New events of some users into the tables, in one transaction.
#pragma once

#include <algorithm>
#include <libattrib/attribution/conversion.hpp>
#include <libattrib/engine/session_merge.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/marts/conversion_credits.hpp>
#include <libattrib/marts/journey_delta.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/marts/pending_batches.hpp>
#include <libattrib/marts/refresh.hpp>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace attrib {

/// What is known of a user with new events.
struct changed_user {
    pending_user* pending = nullptr;
    bool is_whole = false;              ///< to be computed from all events
    std::vector<added_event> added;     ///< that staging lacks, in total order
    std::vector<session_row> sessions;  ///< near them, by start: see changed_rows
    time_span read{};                   ///< where these sessions start
    session_changes changes;
};

/// One transaction's work. What it is given must outlive it.
class refresh_step {
   public:
    /// REQUIRES: a transaction on `on`.
    refresh_step(connection& on, const attribution_options& options,
                 const channel_classifier& classifier, const touch_classifier& touches,
                 std::span<pending_user> users)
        : options_(options),
          classifier_(classifier),
          longest_lookback_(longest_lookback(options.models, options.lookback)),
          longest_journey_(std::max(longest_lookback_, options.journey_window)),
          converts_(options.conversions),
          zone_(options.zone),
          credits_(options, touches),
          delta_(on, options.models),
          journeys_(on, options) {
        for (pending_user& user : users) users_[user.user_pseudo_id].pending = &user;
    }

    /// Changes the tables by the pending events, and adds to `done` what it did.
    void run(refresh_summary& done);

   private:
    void look_copies_up();
    void drop_known_events();
    void settle_conversions();
    void merge_near_sessions();
    void merge_sessions_since(std::span<const std::pair<std::string_view, timestamp>> users);
    void credit_added(const changed_user& user);
    void credit_moved();
    void credit_moved(const changed_user& user, std::span<const stored_conversion> conversions);
    bool credit_again(const session_changes& changes, table mart,
                      const stored_conversion& conversion, std::optional<timestamp> credited);
    [[nodiscard]] static std::uint64_t late_events_of(const changed_user& user);
    void change_sessions(std::string_view user, const session_changes& changes);
    void compute_whole_users();
    void take_off_whole_users();
    void count_journeys();

    const attribution_options& options_;
    const channel_classifier& classifier_;
    microseconds longest_lookback_;
    microseconds longest_journey_;
    conversion_names converts_;
    time_zone zone_;
    conversion_credits credits_;
    mart_delta delta_;
    journey_delta journeys_;
    std::unordered_map<std::string_view, changed_user> users_;
    std::vector<std::string> buffers_;  // what views show
    refresh_summary* done_ = nullptr;
};

}  // namespace attrib
