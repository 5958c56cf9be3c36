/// @file
/// What every model makes of a stored conversion, given the sessions of its user: a pure function,
/// so that a refresh can take off what it gave before.
#pragma once

#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/options.hpp>
#include <libattrib/attribution/rows.hpp>
#include <libattrib/attribution/touch.hpp>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// A conversion as far as its credit goes.
struct credited_conversion {
    std::string_view user_pseudo_id;
    timestamp conversion_timestamp;
    calendar_day conversion_date;
    std::string_view conversion_name;
    std::string_view currency;  ///< empty: null
    money revenue;
};

/// What a model gives one session of a conversion.
struct credit_share {
    std::size_t model = 0;         ///< its place in the list
    const event* touch = nullptr;  ///< start of the credited session; null: unattributed
    money credit;
    money revenue;
};

/// Whether two shares are the same in every table and report: the sessions begin together and have
/// the same origin.
[[nodiscard]] bool is_same_share(const credit_share& a, const credit_share& b) noexcept;

/// Of one user at a time; its memory is used again. The options, the classifier and the sessions
/// must outlive its use. Not thread-safe.
class conversion_credits {
   public:
    conversion_credits(const attribution_options& options, const touch_classifier& classifier)
        : options_(options), classifier_(classifier) {}

    /// The user's sessions, by start: all that any model's lookback reaches.
    void set_sessions(std::span<const session_row> sessions);

    /// By model, then in the order of the sessions, which the shares point to.
    [[nodiscard]] std::vector<credit_share> shares_of(const credited_conversion& of);

    /// The session that mart_first_click or mart_last_click credits; null: unattributed.
    [[nodiscard]] const event* credited_by(table mart, const credited_conversion& of);

   private:
    [[nodiscard]] std::span<const touch> touches_of(const credited_conversion& of,
                                                    microseconds lookback) const;
    [[nodiscard]] const event* start_of(const touch& each) const {
        return &sessions_[static_cast<std::size_t>(&each - touches_.data())].start;
    }

    const attribution_options& options_;
    const touch_classifier& classifier_;
    attributor attributor_;
    std::span<const session_row> sessions_;
    std::vector<touch> touches_;  // one per session
    std::unordered_map<std::string_view, std::uint32_t> channels_;
};

}  // namespace attrib
