/// @file
/// From one user's stored events to the rows of the tables.
#pragma once

#include <algorithm>
#include <compare>
#include <functional>
#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/core/time_zone.hpp>
#include <libattrib/engine/daily_rollup.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/engine/path_rollup.hpp>
#include <libattrib/engine/role_rollup.hpp>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/engine/user_grouper.hpp>
#include <libattrib/session/event_order.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// What staging asks of stored events.
class stored_columns {
   public:
    stored_columns(const dictionary& texts, kept_columns kept) : texts_(texts), kept_(kept) {}

    /// See event_columns.
    [[nodiscard]] std::strong_ordering order(const stored_handle& a, const stored_handle& b) const;
    [[nodiscard]] bool has_same_id(const stored_handle& a, const stored_handle& b) const noexcept {
        const bool is_same = a.stored.event_id() == b.stored.event_id();
        moved_ += static_cast<std::uint64_t>(is_same && a.event_timestamp != b.event_timestamp);
        return is_same;
    }
    [[nodiscard]] bool is_same_event(const stored_handle& a, const stored_handle& b) const {
        return total_order(load(a), load(b)) == 0;
    }

    /// Everything but the identifiers.
    [[nodiscard]] event load(const stored_handle& handle) const noexcept {
        return load_event(handle.stored, kept_, texts_);
    }

    /// How often two of one event_id had different times since the last call.
    [[nodiscard]] std::uint64_t take_moved() noexcept { return std::exchange(moved_, 0); }

    /// Whether some order since the last call hung on columns that were not kept.
    [[nodiscard]] bool take_ambiguous() noexcept { return std::exchange(is_ambiguous_, false); }

   private:
    const dictionary& texts_;
    kept_columns kept_;
    mutable bool is_ambiguous_ = false;
    mutable std::uint64_t moved_ = 0;
};

/// Places of conversion names, by the numbers of their texts.
class conversion_numbers {
   public:
    conversion_numbers(const dictionary& texts, const std::vector<std::string>& conversions) {
        for (const std::string& each : distinct_names(conversions))
            numbers_.push_back(texts.find(each));
    }
    [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }
    /// REQUIRES: one of them.
    [[nodiscard]] std::uint32_t place_of(std::uint32_t number) const noexcept {
        return static_cast<std::uint32_t>(std::ranges::find(numbers_, number) - numbers_.begin());
    }

   private:
    std::vector<std::optional<std::uint32_t>> numbers_;
};

/// Attributes one user after another, on one thread; its memory is used again for each. What it
/// refers to must outlive it.
class user_worker {
   public:
    user_worker(const attribution_options& options, const touch_classifier& classifier,
                const event_store& store, const table_sink& sink, shared_path_table& paths)
        : options_(options),
          classifier_(classifier),
          zone_(options.zone),
          columns_(store.texts(), store.kept()),
          sink_(sink),
          loads_starts_(takes_touchpoints(sink)),
          // Only all columns have the campaign.
          counts_journeys_(store.kept() == kept_columns::all && takes_journeys(sink)),
          counts_roles_(sink.takes(table::mart_roles)),
          names_(store.texts(), options.conversions) {
        if (sink.takes(table::mart_paths)) paths_.emplace(paths);
    }

    /// Takes pieces that have grown large, and leaves empty ones.
    using overflow = std::function<void(table_pieces&)>;

    /// Attributes one user and appends the rows of the tables that the sink takes to `out`. In the
    /// midst of a user with very many events, `relieve` takes what is there so far; null: it grows.
    void run(const stored_user& user, table_pieces& out, const overflow& relieve = {});

    /// Of all users so far; `read`, `rejected` and `daily` are not filled.
    [[nodiscard]] const engine_summary& counts() const noexcept { return counts_; }
    [[nodiscard]] const daily_rollup& rollup() const noexcept { return rollup_; }
    /// Filled where the sink takes a table of journeys.
    [[nodiscard]] const journey_statistics& journeys() const noexcept { return journeys_; }
    /// Filled where the sink takes mart_roles.
    [[nodiscard]] const role_rollup& roles() const noexcept { return roles_; }
    /// Adds what is not in the table of paths yet. Call once, after the last user.
    void finish_paths() {
        if (paths_) paths_->finish();
    }

   private:
    // The event, good while the user is worked on.
    [[nodiscard]] event load(const stored_handle& handle);
    // A session's first event with its origin, see session_row; without event_id.
    [[nodiscard]] event load_start(const basic_session<stored_handle>& of) const;

    static bool takes_touchpoints(const table_sink& sink) noexcept;
    static bool takes_journeys(const table_sink& sink) noexcept;
    void count_journeys();
    [[nodiscard]] path_conversion path_conversion_of(const stored_handle& conversion) const;
    void count_path(const stored_handle& conversion);
    void count(const stored_user& user, std::size_t staged);
    void encode_events(std::span<const stored_handle> timeline, table_pieces& out,
                       const overflow& relieve);
    void encode_sessions(table_pieces& out);
    // Rows and totals of all conversions; the former appended to `out`.
    void attribute(table_pieces& out, const overflow& relieve);
    void find_touches();
    [[nodiscard]] std::span<const touch> touches_of(const stored_handle& conversion,
                                                    microseconds lookback) const;
    void share(std::size_t model, const stored_handle& conversion);
    void append_shares(const model_instance& model, std::span<const touch> touches,
                       std::span<const touch_credit> shares);
    void encode_touchpoints(const stored_handle& conversion, table_pieces& out);
    void encode_credit(table which, const stored_handle& conversion, table_pieces& out);
    [[nodiscard]] const event& start_of(const touch& each) const {
        return starts_[static_cast<std::size_t>(&each - touches_.data())];
    }
    void encode(table which, const user_rows& rows, table_pieces& out) const {
        sink_.encode(which, rows, out[static_cast<std::size_t>(which)]);
    }

    const attribution_options& options_;
    const touch_classifier& classifier_;
    time_zone zone_;
    stored_columns columns_;
    const table_sink& sink_;
    bool loads_starts_;
    bool counts_journeys_;
    bool counts_roles_;
    conversion_numbers names_;
    engine_summary counts_;
    daily_rollup rollup_;
    journey_statistics journeys_;
    std::optional<path_rollup> paths_;  // where the sink takes mart_paths
    role_rollup roles_;
    std::vector<path_session> path_sessions_;        // of the user
    std::vector<path_conversion> path_conversions_;  // of the user

    std::string_view user_pseudo_id_;
    std::vector<stored_handle> handles_;
    byte_arena memory_;
    identity_set scratch_;
    std::vector<std::size_t> positions_;
    basic_attribution<stored_handle> attribution_;
    std::vector<event> events_;
    std::vector<session_row> sessions_;
    attributor attributor_;
    std::vector<touch> touches_;  // one per session
    std::vector<event> starts_;   // the same, where a table wants them
    conversion_row conversion_;
    std::vector<attribution_row> attributions_;  // of `conversion_`
    std::vector<touchpoint_row> touchpoints_;    // of `conversion_`
};

}  // namespace attrib
