/// @file
/// Channel rules: from where a visit came from to a channel. The rules are data
/// (models/seeds/channel_rules.csv), the same for C++ and SQL; docs/channels.md explains them.
#pragma once

#include <libattrib/core/error.hpp>
#include <libattrib/event/event.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace attrib {

/// Where a visit came from. Empty text: not known.
struct origin {
    std::string_view source{};
    std::string_view medium{};
    std::string_view campaign{};
    std::string_view click_id{};       ///< kind of click identifier, see campaign.hpp
    std::string_view referrer_host{};  ///< see campaign_reader::fill
};

[[nodiscard]] inline origin origin_of(const event& of) noexcept {
    return {of.source, of.medium, of.campaign, of.click_id, of.referrer_host};
}

/// What the rules say of an origin.
struct classification {
    std::string_view channel;    ///< lives as long as the classifier
    bool states_origin = false;  ///< whether the origin says where the visit came from, see event
};

/// One row of the rule table. An empty condition holds always; all of a rule must hold. Patterns
/// are regular expressions that are searched in the value, A to Z without case.
struct channel_rule {
    std::string channel;
    std::string source_category{};  ///< category of the whole source in the source table
    std::string source_pattern{};
    std::string medium_pattern{};
    std::string campaign_pattern{};
    std::string click_id_pattern{};
    std::string
        referrer_category{};  ///< category of the host, or a domain above it, in the source table
    std::string referrer_pattern{};
    bool is_paid = false;  ///< whether visits of the channel are paid for
};

/// The ordered rules and the source table they refer to (source in lower case -> category).
struct channel_rules {
    std::vector<channel_rule> rules;
    std::unordered_map<std::string, std::string> source_categories;
};

/// Channels for which any rule is paid, each once, in the order of their bytes.
[[nodiscard]] std::vector<std::string> paid_channels(const channel_rules& rules);

/// Why a rule cannot be used: a pattern that does not compile, that holds what C++ and Postgres may
/// read in two ways - (?...), {...}, classes in brackets, a backslash before a letter or digit or
/// in brackets, a repetition of nothing - or a click_id_pattern that no kind matches. Empty: it
/// can.
[[nodiscard]] std::string problem_of(const channel_rule& rule);

/// Compiled rules. First rule that matches wins; letters A to Z compare without case. Const use
/// from many threads is safe.
class channel_classifier {
   public:
    /// Errors: bad_rules, naming the rule by its place, when it cannot be used.
    [[nodiscard]] static result<channel_classifier> compile(const channel_rules& rules);

    channel_classifier(channel_classifier&&) noexcept;
    channel_classifier& operator=(channel_classifier&&) noexcept;
    ~channel_classifier();

    /// The channel, or `Unassigned` when no rule matches. A source of category `payment` with the
    /// medium `referral` and that medium count as empty; the source may be a host below one of that
    /// category.
    [[nodiscard]] classification classify(const origin& of) const;

    /// Sets `channel` to that of the event's origin, unless it is given, and `states_origin`.
    void fill_channel(event& out) const;

    /// The rules it was made from.
    [[nodiscard]] const channel_rules& rules() const noexcept;

   private:
    struct compiled;
    explicit channel_classifier(std::unique_ptr<compiled> rules);

    std::unique_ptr<compiled> compiled_;
};

}  // namespace attrib
