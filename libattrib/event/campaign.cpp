#include <libattrib/event/campaign.hpp>

#include <algorithm>
#include <array>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/hex.hpp>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

constexpr std::array parameters{
    click_parameter{"gclid", "gclid"},          // Google Ads
    click_parameter{"gbraid", "gbraid"},        // Google Ads, to or from an app
    click_parameter{"wbraid", "wbraid"},        // Google Ads, from an app to the web
    click_parameter{"dclid", "dclid"},          // Google's display advertising
    click_parameter{"msclkid", "msclkid"},      // Microsoft Advertising
    click_parameter{"yclid", "yclid"},          // Yandex Direct
    click_parameter{"ttclid", "ttclid"},        // TikTok
    click_parameter{"twclid", "twclid"},        // X
    click_parameter{"li_fat_id", "li_fat_id"},  // LinkedIn
    click_parameter{"ScCid", "sccid"},          // Snapchat
    click_parameter{"rdt_cid", "rdt_cid"},      // Reddit
    click_parameter{"epik", "epik"},            // Pinterest
    click_parameter{"irclickid", "irclickid"},  // Impact
    click_parameter{"cjevent", "cjevent"},      // CJ
    click_parameter{"awc", "awc"},              // Awin
    click_parameter{"mc_eid", "mc_eid"},        // Mailchimp
    click_parameter{"_kx", "_kx"},              // Klaviyo
    click_parameter{"_hsenc", "_hsenc"},        // HubSpot's mail
    click_parameter{"vero_id", "vero_id"},      // Vero's mail
    click_parameter{"srsltid", "srsltid"},      // Google's free product listings
    click_parameter{"fbclid", "fbclid"},        // Facebook and Instagram, paid or not
    click_parameter{"igshid", "igshid"},        // Instagram, shared
};

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

// Appends `value` with its escapes resolved; %xy that is none stays.
void append_decoded(std::string& out, std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const int high = value[i] == '%' && i + 2 < value.size() ? hex_digit_of(value[i + 1]) : -1;
        const int low = high < 0 ? -1 : hex_digit_of(value[i + 2]);
        if (low < 0) {
            out.push_back(value[i] == '+' ? ' ' : value[i]);
            continue;
        }
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
}

bool is_within(std::string_view host, std::string_view site) noexcept {
    if (host.size() == site.size()) return host == site;
    return host.size() > site.size() && host.ends_with(site) &&
           host[host.size() - site.size() - 1] == '.';
}

// The beginning of a URL, as far as the character that ends its host; empty when none does.
std::string_view origin_of(std::string_view url) noexcept {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#\\", scheme + 3) + 1);  // npos + 1 is 0
}

// The part between `?` and `#`.
std::string_view query_of(std::string_view url) noexcept {
    const std::size_t mark = url.find('?');
    if (mark == std::string_view::npos) return {};
    const std::size_t fragment = url.find('#');
    if (fragment < mark) return {};
    return url.substr(mark + 1,
                      fragment == std::string_view::npos ? fragment : fragment - mark - 1);
}

}  // namespace

std::span<const click_parameter> click_parameters() noexcept { return parameters; }

std::string_view host_of(std::string_view url) noexcept {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos || scheme >= url.find_first_of("/?#")) return {};
    std::string_view host = url.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#\\"));
    host = host.substr(host.rfind('@') + 1);  // npos + 1 is 0
    host = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
    if (host.ends_with('.')) host.remove_suffix(1);
    constexpr std::string_view www = "www.";
    const bool has_www = std::ranges::equal(host.substr(0, www.size()), www,
                                            [](char a, char b) { return ascii_lower(a) == b; });
    return has_www ? host.substr(www.size()) : host;
}

void campaign_reader::fill(event& out) {
    out.click_id = {};
    out.referrer_host = {};
    text_.clear();
    // Decoded texts and two lower-case hosts fit, so views of text_ stay good.
    text_.reserve(2 * out.page_location.size() + out.page_referrer.size());
    if (const std::string_view query = query_of(out.page_location); !query.empty())
        read_query(query, out);
    if (!out.page_referrer.empty()) read_referrer(out);
}

void campaign_reader::read_query(std::string_view query, event& out) {
    const bool is_unnamed = out.source.empty() && out.medium.empty() && out.campaign.empty();
    std::size_t click = parameters.size();
    const auto take = [&](std::string_view& target, std::string_view value) {
        if (is_unnamed && target.empty()) target = decoded(value);
    };
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
        const std::string_view name = pair.substr(0, equals);
        const std::string_view value = pair.substr(equals + 1);
        if (name == "utm_source") take(out.source, value);
        if (name == "utm_medium") take(out.medium, value);
        if (name == "utm_campaign") take(out.campaign, value);
        const auto* const known = std::ranges::find(parameters, name, &click_parameter::parameter);
        click = std::min(click, static_cast<std::size_t>(known - parameters.begin()));
    }
    if (click < parameters.size()) out.click_id = parameters[click].kind;
}

std::string_view campaign_reader::decoded(std::string_view value) {
    if (value.find_first_of("%+") == std::string_view::npos) return trimmed(value);
    const std::size_t begin = text_.size();
    append_decoded(text_, value);
    const std::string_view text = keep(begin);
    if (is_text(text)) return trimmed(text);
    text_.resize(begin);
    return trimmed(value);
}

void campaign_reader::read_referrer(event& out) {
    const std::string_view text = out.page_referrer;
    const std::size_t place = text.size() * 5 + static_cast<unsigned char>(text[text.size() / 2]);
    known_referrer& known = known_[place % known_referrers];
    if (!known.origin.empty() && same_text(known.referrer, text) &&
        out.page_location.starts_with(known.origin)) {
        out.referrer_host = known.host;
        return;
    }
    compare_hosts(out);
    known = {std::string(text), std::string(origin_of(out.page_location)),
             std::string(out.referrer_host)};
}

void campaign_reader::compare_hosts(event& out) {
    const auto lower = [this](std::string_view host) {
        if (std::ranges::none_of(host, is_upper)) return host;
        const std::size_t begin = text_.size();
        for (const char c : host) text_.push_back(ascii_lower(c));
        return keep(begin);
    };
    const std::string_view referrer = lower(host_of(out.page_referrer));
    const std::string_view own = lower(host_of(out.page_location));
    if (own.empty() || (!is_within(referrer, own) && !is_within(own, referrer)))
        out.referrer_host = referrer;
}

std::string_view campaign_reader::keep(std::size_t begin) {
    return std::string_view(text_).substr(begin);
}

}  // namespace attrib
