#include <libattrib/event/campaign.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <libattrib/core/blank.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/hex.hpp>
#include <libattrib/core/utf8.hpp>
#include <utility>

namespace attrib {
namespace {

// The paid ones first: they win over what else stands in a URL.
constexpr std::array known_parameters{
    click_parameter{"gclid", "gclid"},                        // Google Ads
    click_parameter{"gbraid", "gbraid"},                      // Google Ads, to or from an app
    click_parameter{"wbraid", "wbraid"},                      // Google Ads, from an app to the web
    click_parameter{"msclkid", "msclkid"},                    // Microsoft Advertising
    click_parameter{"yclid", "yclid"},                        // Yandex Direct
    click_parameter{"dclid", "dclid"},                        // Google's display advertising
    click_parameter{"ttclid", "ttclid"},                      // TikTok
    click_parameter{"twclid", "twclid"},                      // X
    click_parameter{"li_fat_id", "li_fat_id"},                // LinkedIn
    click_parameter{"ScCid", "sccid"},                        // Snapchat
    click_parameter{"rdt_cid", "rdt_cid"},                    // Reddit
    click_parameter{"epik", "epik"},                          // Pinterest
    click_parameter{"qclid", "qclid"},                        // Quora
    click_parameter{"rb_clickid", "rb_clickid"},              // VK
    click_parameter{"gad_source", "gad_source"},              // Google Ads, where gclid was removed
    click_parameter{"gad_campaignid", "gad_campaignid"},      // the same
    click_parameter{"gclsrc", "gclsrc"},                      // Search Ads 360, beside gclid
    click_parameter{"s_kwcid", "s_kwcid"},                    // Adobe Advertising, search
    click_parameter{"ef_id", "ef_id"},                        // the same
    click_parameter{"sznclid", "sznclid"},                    // Seznam Sklik
    click_parameter{"bd_vid", "bd_vid"},                      // Baidu
    click_parameter{"qhclickid", "qhclickid"},                // 360 Search
    click_parameter{"tblci", "tblci"},                        // Taboola
    click_parameter{"dicbo", "dicbo"},                        // Outbrain
    click_parameter{"obclid", "obclid"},                      // the same
    click_parameter{"vmcid", "vmcid"},                        // Yahoo's native advertising
    click_parameter{"cto_pld", "cto_pld"},                    // Criteo
    click_parameter{"irclickid", "irclickid"},                // Impact
    click_parameter{"cjevent", "cjevent"},                    // CJ
    click_parameter{"awc", "awc"},                            // Awin
    click_parameter{"ranSiteID", "ransiteid"},                // Rakuten
    click_parameter{"sscid", "sscid"},                        // ShareASale
    click_parameter{"tduid", "tduid"},                        // Tradedoubler
    click_parameter{"zanpid", "zanpid"},                      // Zanox
    click_parameter{"admitad_uid", "admitad_uid"},            // Admitad
    click_parameter{"mc_eid", "mc_eid"},                      // Mailchimp
    click_parameter{"mc_cid", "mc_cid"},                      // the same
    click_parameter{"_kx", "_kx"},                            // Klaviyo
    click_parameter{"_ke", "_ke"},                            // the same, before 2021
    click_parameter{"_hsenc", "_hsenc"},                      // HubSpot's mail
    click_parameter{"_hsmi", "_hsmi"},                        // the same
    click_parameter{"mkt_tok", "mkt_tok"},                    // Marketo
    click_parameter{"vero_id", "vero_id"},                    // Vero's mail
    click_parameter{"dm_i", "dm_i"},                          // Dotdigital
    click_parameter{"ck_subscriber_id", "ck_subscriber_id"},  // Kit
    click_parameter{"elqTrackId", "elqtrackid"},              // Eloqua
    click_parameter{"sfmc_sub", "sfmc_sub"},                  // Salesforce Marketing Cloud
    click_parameter{"ml_subscriber", "ml_subscriber"},        // MailerLite
    click_parameter{"srsltid", "srsltid"},                    // Google's listings, free of charge
    click_parameter{"ysclid", "ysclid"},                      // Yandex Search, not paid
    click_parameter{"fbclid", "fbclid"},                      // Facebook and Instagram, paid or not
    click_parameter{"igshid", "igshid"},                      // Instagram, shared
    click_parameter{"igsh", "igsh"},                          // the same
};

constexpr std::size_t longest_name = [] {
    std::size_t longest = 0;
    for (const click_parameter& each : known_parameters)
        longest = std::max(longest, each.parameter.size());
    return longest;
}();

// What sizes names have, as bits, by what they begin with in lower case, by its number less 64:
// nearly all parameters of a URL are told by these to be unknown.
constexpr std::array<std::uint32_t, 64> known_sizes = [] {
    std::array<std::uint32_t, 64> sizes{};
    const auto add = [&](std::string_view name) {
        sizes[static_cast<std::size_t>(ascii_lower(name[0]) - 64)] |= 1U << name.size();
    };
    for (const std::string_view name : {"utm_source", "utm_medium", "utm_campaign"}) add(name);
    for (const click_parameter& each : known_parameters) add(each.parameter);
    return sizes;
}();

constexpr bool may_be_known(std::string_view name) noexcept {
    const char first = name.empty() ? '\0' : ascii_lower(name[0]);
    return first >= 64 && name.size() <= longest_name &&
           (known_sizes[static_cast<std::size_t>(first - 64)] >> name.size() & 1) != 0;
}

// Kinds of clicks that Google was paid for.
constexpr std::array<std::string_view, 3> google_clicks{"gclid", "gbraid", "wbraid"};

bool is_one_of(std::string_view text, std::span<const std::string_view> names) noexcept {
    return std::ranges::any_of(names,
                               [&](std::string_view each) { return is_same_name(text, each); });
}

// Links that Google tags by itself state nothing else, and what measures a site may take the visit
// for an unpaid one from Google.
void take_google_click(event& out) noexcept {
    static constexpr std::array<std::string_view, 4> sources{"", "google", "(direct)", "(not set)"};
    static constexpr std::array<std::string_view, 5> mediums{"", "organic", "referral", "(none)",
                                                             "(not set)"};
    if (!is_one_of(out.source, sources) || !is_one_of(out.medium, mediums)) return;
    out.source = "google";
    out.medium = "cpc";
}

bool begins_with(std::string_view text, std::string_view beginning) noexcept {
    return is_same_name(text.substr(0, beginning.size()), beginning);
}

constexpr std::string_view encoded_ampersand = "%26";

// `&` in HTML, less the ampersand itself.
constexpr std::array<std::string_view, 4> entities{"amp;", "#38;", "#038;", "#x26;"};

std::size_t entity_at_start(std::string_view text) noexcept {
    for (const std::string_view entity : entities)
        if (begins_with(text, entity)) return entity.size();
    return 0;
}

std::string_view without_entities(std::string_view name) noexcept {
    if (!name.starts_with('a') && !name.starts_with('A') && !name.starts_with('#')) return name;
    while (const std::size_t size = entity_at_start(name)) name.remove_prefix(size);
    return name;
}

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

// The beginning of a URL, as far as the character that ends its host: what has the same one is of
// the same site. Empty when no character ends it, or the host alone does not tell the site.
std::string_view origin_of(std::string_view url) noexcept {
    constexpr std::string_view host_ends = "/?#\\";
    std::size_t end = url.find_first_of(host_ends);
    if (end == std::string_view::npos || (end == 0 && url.starts_with("//"))) return {};
    if (end > 0 && url[end - 1] == ':')
        end = url.substr(end).starts_with("//") ? url.find_first_of(host_ends, end + 2)
                                                : std::string_view::npos;
    const std::string_view origin = url.substr(0, end + 1);  // npos + 1 is 0
    return origin.ends_with("ampproject.org/") ? std::string_view() : origin;
}

// Whether the URL has the origin that another had.
bool has_origin(std::string_view url, std::string_view origin) noexcept {
    return url.starts_with(origin) && (origin.size() > 1 || !url.starts_with("//"));
}

// Where the fragment's `#` is: not in an entity that stands for an ampersand.
std::size_t find_fragment(std::string_view url) noexcept {
    std::size_t at = url.find('#');
    while (at != std::string_view::npos && at > 0 && url[at - 1] == '&' &&
           entity_at_start(url.substr(at)) != 0)
        at = url.find('#', at + 1);
    return at;
}

// Where an ampersand was encoded together with the parameter after it; npos when none was.
std::size_t find_encoded_pair(std::string_view pair) noexcept {
    for (std::size_t at = pair.find(encoded_ampersand); at != std::string_view::npos;
         at = pair.find(encoded_ampersand, at + 1)) {
        std::string_view after = pair.substr(at + encoded_ampersand.size());
        while (begins_with(after, "amp;") || begins_with(after, "amp%3B"))
            after.remove_prefix(after[3] == ';' ? 4 : 6);
        if (begins_with(after, "utm_") || begins_with(after, "utm%5F")) return at;
    }
    return std::string_view::npos;
}

// `name=value` in two; the sign itself may be encoded.
struct name_and_value {
    std::string_view name;
    std::string_view value;
};
name_and_value parts_of(std::string_view pair) noexcept {
    std::size_t sign = pair.find('=');
    std::size_t size = 1;
    if (sign == std::string_view::npos) {
        if (pair.find('%') == std::string_view::npos) return {pair, {}};
        sign = std::min(pair.find("%3D"), pair.find("%3d"));
        size = 3;
    }
    if (sign == std::string_view::npos) return {pair, {}};
    return {pair.substr(0, sign), pair.substr(sign + size)};
}

}  // namespace

std::span<const click_parameter> click_parameters() noexcept { return known_parameters; }

void take_click(std::string_view kind, event& out) noexcept {
    if (!out.click_id.empty() || kind.empty()) return;
    out.click_id = kind;
    if (out.channel.empty() && std::ranges::find(google_clicks, kind) != google_clicks.end())
        take_google_click(out);
}

void campaign_reader::fill(event& out) {
    out.click_id = {};
    out.referrer_host = {};
    text_.clear();
    // Decoded texts, two hosts and a point fit, so views of text_ stay good.
    text_.reserve(2 * (out.page_location.size() + max_host_bytes) + out.page_referrer.size() + 1);
    const std::string_view page = out.page_location;
    const std::size_t fragment = find_fragment(page);
    const std::size_t query = page.substr(0, fragment).find('?');
    if (fragment != std::string_view::npos || query != std::string_view::npos)
        read_parameters(
            query == std::string_view::npos ? std::string_view()
                                            : page.substr(0, fragment).substr(query + 1),
            fragment == std::string_view::npos ? std::string_view() : page.substr(fragment + 1),
            out);
    if (!out.page_referrer.empty()) read_referrer(out);
}

void campaign_reader::read_parameters(std::string_view query, std::string_view fragment,
                                      event& out) {
    const bool is_given = !out.source.empty() || !out.medium.empty();
    const parameters in_query = read_part(query, !is_given);
    const parameters in_fragment = read_part(fragment, !is_given && !in_query.states());
    const std::size_t click =
        in_query.click < known_parameters.size() ? in_query.click : in_fragment.click;
    const parameters& stating = in_query.states() ? in_query : in_fragment;
    if (!is_given && stating.states()) {
        out.source = stating.source;
        out.medium = stating.medium;
        out.campaign = stating.campaign;
    } else if (!is_given && out.campaign.empty()) {
        out.campaign = in_query.campaign.empty() ? in_fragment.campaign : in_query.campaign;
    }
    if (click < known_parameters.size()) take_click(known_parameters[click].kind, out);
}

campaign_reader::parameters campaign_reader::read_part(std::string_view part, bool wants_texts) {
    parameters found;
    const bool has_codes = part.find('%') != std::string_view::npos;
    const bool has_marks = part.find('?') != std::string_view::npos;
    while (!part.empty()) {
        std::string_view pair = part.substr(0, part.find('&'));
        if (has_marks) pair = pair.substr(0, pair.find('?'));
        if (has_codes && pair.find('%') != std::string_view::npos) {
            read_encoded_pair(pair, wants_texts, found);
        } else {
            const auto [name, value] = parts_of(pair);
            read_value(without_entities(name), value, wants_texts, found);
        }
        part.remove_prefix(std::min(pair.size() + 1, part.size()));
    }
    return found;
}

void campaign_reader::read_encoded_pair(std::string_view pair, bool wants_texts, parameters& out) {
    for (std::size_t end = 0; !pair.empty();
         pair.remove_prefix(std::min(end + encoded_ampersand.size(), pair.size()))) {
        end = std::min(find_encoded_pair(pair), pair.size());
        const auto [name, value] = parts_of(pair.substr(0, end));
        constexpr std::size_t longest_written =
            std::size_t{6} * longest_name;  // encoded, with an entity
        if (name.size() > longest_written) continue;
        std::string plain;
        if (name.find('%') != std::string_view::npos) append_decoded(plain, name);
        read_value(without_entities(plain.empty() ? name : std::string_view(plain)), value,
                   wants_texts, out);
    }
}

void campaign_reader::read_value(std::string_view name, std::string_view value, bool wants_texts,
                                 parameters& out) {
    if (value.empty() || !may_be_known(name)) return;
    if (begins_with(name, "utm_")) {
        if (!wants_texts) return;
        for (const auto& [parameter, text] :
             {std::pair{"utm_source", &out.source}, std::pair{"utm_medium", &out.medium},
              std::pair{"utm_campaign", &out.campaign}})
            if (text->empty() && is_same_name(name, parameter)) *text = decoded(value);
        return;
    }
    const auto* const known = std::ranges::find_if(
        known_parameters,
        [&](const click_parameter& each) { return is_same_name(each.parameter, name); });
    if (known != known_parameters.end())
        out.click = std::min(out.click, static_cast<std::size_t>(known - known_parameters.begin()));
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
        has_origin(out.page_location, known.origin)) {
        out.referrer_host = known.host;
        return;
    }
    compare_hosts(out);
    known = {std::string(text), std::string(origin_of(out.page_location)),
             std::string(out.referrer_host)};
}

void campaign_reader::compare_hosts(event& out) {
    text_.push_back('.');
    const std::size_t begin = text_.size();
    append_compared_host(text_, out.page_referrer);
    const std::string_view referrer = keep(begin);
    if (referrer.empty() || own_.contains(referrer)) return;
    out.referrer_host = referrer;
    if (out.page_location.empty()) return;
    const std::size_t site_begin = text_.size();
    append_compared_host(text_, out.page_location);
    const std::string_view site = keep(site_begin);
    if (site.empty() && own_.empty())
        out.referrer_host = std::string_view(text_).substr(begin - 1, referrer.size() + 1);
    else if (!site.empty() && are_of_one_site(referrer, site))
        out.referrer_host = {};
}

std::string_view campaign_reader::keep(std::size_t begin) {
    return std::string_view(text_).substr(begin);
}

}  // namespace attrib
