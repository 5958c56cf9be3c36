/// @file
/// What an event's URLs say about where it came from: utm parameters, click identifiers, the
/// referrer's host. docs/channels.md gives the rules as tables.
#pragma once

#include <array>
#include <cstddef>
#include <libattrib/event/event.hpp>
#include <libattrib/event/host.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace attrib {

/// A URL parameter that ad platforms add to links, and the kind of click it stands for.
struct click_parameter {
    std::string_view parameter;  ///< compared without case
    std::string_view kind;       ///< lower case; what channel rules compare with
};

/// All that are known. Where a URL has several, the first of this list counts.
[[nodiscard]] std::span<const click_parameter> click_parameters() noexcept;

/// Sets `click_id` unless it is set. A visit without a channel of kind gclid, gbraid or wbraid
/// becomes google / cpc, unless its source or medium says otherwise: links that Google tags by
/// itself state nothing else. REQUIRES: `kind` outlives the event.
void take_click(std::string_view kind, event& out) noexcept;

/// Fills in events, one after another. Not thread-safe.
class campaign_reader {
   public:
    /// Pages of `own` hosts are the site's own, whatever the event's page.
    explicit campaign_reader(host_list own = {}) : own_(std::move(own)) {}

    /// Sets `click_id`, as take_click does, and `referrer_host`. When source and medium are both
    /// empty, sets them and campaign from utm_source, utm_medium and utm_campaign of page_location;
    /// a campaign alone replaces nothing. Parameters are those of the query, or of the fragment
    /// where the query has none. Values are percent-decoded and without white space at the ends;
    /// one that decodes to no UTF-8 text stays as it is written. The new texts are views of the
    /// URLs or last until the next call. REQUIRES: texts are UTF-8.
    ///
    /// `referrer_host` is in the form of append_compared_host, and empty for the site's own. It
    /// begins with a point where it may be the site's own, as page_location has no host and no own
    /// hosts are known.
    void fill(event& out);

   private:
    // What one part of a URL says.
    struct parameters {
        std::string_view source;
        std::string_view medium;
        std::string_view campaign;
        std::size_t click = static_cast<std::size_t>(-1);  // place in click_parameters

        [[nodiscard]] bool states() const noexcept { return !source.empty() || !medium.empty(); }
    };

    void read_parameters(std::string_view query, std::string_view fragment, event& out);
    [[nodiscard]] parameters read_part(std::string_view part, bool wants_texts);
    void read_encoded_pair(std::string_view pair, bool wants_texts, parameters& out);
    void read_value(std::string_view name, std::string_view value, bool wants_texts,
                    parameters& out);
    std::string_view decoded(std::string_view value);
    void read_referrer(event& out);
    void compare_hosts(event& out);
    std::string_view keep(std::size_t begin);

    // What a referrer came to for pages of one site: few referrers bring most events.
    struct known_referrer {
        std::string referrer;
        std::string origin;  // how such a page's address begins, its host's end included
        std::string host;
    };
    static constexpr std::size_t known_referrers = 32;

    host_list own_;
    std::string text_;  // of this event; its capacity is set before the first view of it
    std::array<known_referrer, known_referrers> known_;
};

}  // namespace attrib
