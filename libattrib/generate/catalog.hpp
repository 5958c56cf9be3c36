/// @file
/// The small world that made-up events come from: traffic, pages, devices, countries.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace attrib {

/// A way to arrive at the site. The channel is the one that the default channel rules give.
struct traffic {
    std::string_view channel;
    std::string_view source;
    std::string_view medium;
    std::string_view campaign;
    std::string_view referrer;
    std::uint32_t discoveries;  ///< weight among first visits
    std::uint32_t returns;      ///< weight among later ones
    bool is_paid;
};

inline constexpr std::size_t direct_traffic = 0;
inline constexpr std::array<traffic, 14> all_traffic{{
    {"Direct", "", "", "", "", 60, 250, false},
    {"Paid Search", "google", "cpc", "brand_terms", "https://www.google.com/", 150, 80, true},
    {"Paid Search", "bing", "ppc", "generic_terms", "https://www.bing.com/", 40, 20, true},
    {"Organic Search", "google", "organic", "", "https://www.google.com/", 240, 140, false},
    {"Paid Social", "facebook", "paid_social", "spring_launch", "https://www.facebook.com/", 130,
     40, true},
    {"Organic Social", "instagram", "social", "", "https://www.instagram.com/", 70, 40, false},
    {"Email", "newsletter", "email", "weekly_news", "", 10, 180, false},
    {"Referral", "partner.example", "referral", "", "https://partner.example/", 50, 30, false},
    {"Display", "adnetwork", "display", "retarget_q1", "https://ads.example/", 60, 60, true},
    {"Affiliates", "couponsite", "affiliate", "coupons", "https://coupons.example/", 30, 30, false},
    {"Paid Shopping", "google", "cpc", "eshop feed", "https://www.google.com/", 70, 40, true},
    {"Organic Video", "youtube", "video", "", "https://www.youtube.com/", 40, 20, false},
    {"Paid Video", "youtube", "cpv_paid_cpc", "teaser", "https://www.youtube.com/", 30, 20, true},
    {"Mobile Push Notifications", "app", "push", "back_in_stock", "", 0, 50, false},
}};

enum event_code : std::uint8_t {
    session_start_code,
    page_view_code,
    scroll_code,
    click_code,
    add_to_cart_code,
    begin_checkout_code,
    purchase_code,
};
inline constexpr std::array<std::string_view, 7> event_names{
    "session_start", "page_view", "scroll", "click", "add_to_cart", "begin_checkout", "purchase"};

struct place {
    std::string_view country;
    std::string_view currency;
};
inline constexpr std::array<place, 8> places{{{"United States", "USD"},
                                              {"Germany", "EUR"},
                                              {"United Kingdom", "GBP"},
                                              {"France", "EUR"},
                                              {"Canada", "USD"},
                                              {"Netherlands", "EUR"},
                                              {"Brazil", "USD"},
                                              {"Japan", "USD"}}};

inline constexpr std::array<std::string_view, 3> devices{"mobile", "desktop", "tablet"};

inline constexpr std::size_t page_count = 256;  ///< home, categories, products, cart and checkout
inline constexpr std::uint8_t cart_page = 1;
inline constexpr std::uint8_t checkout_page = 2;
inline constexpr std::uint8_t thanks_page = 3;

/// Address of a page, from 0 to page_count - 1. The view lasts for ever.
[[nodiscard]] std::string_view page_address(std::uint8_t page);

}  // namespace attrib
