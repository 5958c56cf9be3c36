/// @file
/// What an event's URLs say about where it came from: utm parameters, click identifiers, the
/// referrer's host. docs/channels.md gives the rules as tables.
#pragma once

#include <array>
#include <libattrib/event/event.hpp>
#include <span>
#include <string>
#include <string_view>

namespace attrib {

/// A URL parameter that ad platforms add to links, and the kind of click it stands for.
struct click_parameter {
    std::string_view parameter;
    std::string_view kind;  ///< lower case; what channel rules compare with
};

/// All that are known. Where a URL has several, the first of this list counts.
[[nodiscard]] std::span<const click_parameter> click_parameters() noexcept;

/// The host of an absolute URL without `www.`, user, port and a dot at the end, as it is written;
/// empty when there is none.
[[nodiscard]] std::string_view host_of(std::string_view url) noexcept;

/// Fills in events, one after another. Not thread-safe.
class campaign_reader {
   public:
    /// Sets `click_id` and `referrer_host`. When source, medium and campaign are all empty, sets
    /// them from utm_source, utm_medium and utm_campaign of page_location, percent-decoded and
    /// without white space at the ends; a value that decodes to no UTF-8 text stays as it is
    /// written. The new texts are views of the URLs or last until the next call. REQUIRES: texts
    /// are UTF-8.
    void fill(event& out);

   private:
    void read_query(std::string_view query, event& out);
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

    std::string text_;  // of this event; its capacity is set before the first view of it
    std::array<known_referrer, known_referrers> known_;
};

}  // namespace attrib
