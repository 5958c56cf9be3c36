// The rules that come with the library, on click identifiers, referrers, assistants and payments.
#include <libattrib/event/campaign.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

const channel_classifier& rules() {
    static const channel_classifier classifier = default_channel_classifier();
    return classifier;
}

TEST_CASE("click identifiers say what nothing else does") {
    const auto of = [](std::string_view click_id, std::string_view source = {},
                       std::string_view medium = {}) {
        return rules()
            .classify(
                {.source = source, .medium = medium, .click_id = click_id, .referrer_host = "t.co"})
            .channel;
    };
    CHECK(of("gclid") == "Paid Search");
    CHECK(of("msclkid") == "Paid Search");
    CHECK(of("dclid") == "Display");
    CHECK(of("ttclid") == "Paid Social");
    CHECK(of("fbclid") == "Organic Social");
    CHECK(of("awc") == "Affiliates");
    CHECK(of("mc_eid") == "Email");
    CHECK(of("srsltid") == "Organic Shopping");
    CHECK(of("gclid", "newsletter", "email") == "Email");
    CHECK(of("yclid") == "Paid Search");
    CHECK(of("gad_source") == "Paid Search");
    CHECK(of("tblci") == "Paid Other");
    CHECK(of("igsh") == "Organic Social");
    CHECK(of("ysclid") == "Organic Search");
    CHECK(of("fbclid", "google", "organic") == "Organic Search");
    CHECK(of("mc_eid", "(direct)", "(none)") == "Direct");
    for (const click_parameter& known : click_parameters())
        CHECK(rules().classify({.click_id = known.kind}).channel != "Direct");
}

TEST_CASE("a paid click identifier wins over what is not paid, and loses to another medium") {
    const auto of = [](const char* click_id, const char* source, const char* medium,
                       const char* campaign = "") {
        return rules()
            .classify({.source = source,
                       .medium = medium,
                       .campaign = campaign,
                       .click_id = click_id,
                       .referrer_host = "google.com"})
            .channel;
    };
    for (const char* const medium : {"", "organic", "Organic", "referral", "(none)", "(not set)",
                                     "(data deleted)", "<Other>"}) {
        INFO(medium);
        for (const char* const kind : {"gclid", "gbraid", "wbraid", "msclkid", "gad_campaignid"})
            CHECK(of(kind, "google", medium) == "Paid Search");
        CHECK(of("dclid", "google", medium) == "Display");
        CHECK(of("ttclid", "(not set)", medium) == "Paid Social");
        CHECK(of("tblci", "", medium) == "Paid Other");
        CHECK(of("gclid", "google", medium, "Spring Shopping") == "Paid Shopping");
        CHECK(of("gclid", "google", medium, "cross-network") == "Cross-network");
        CHECK(of("gclid", "", medium, "spring") == "Paid Search");
    }
    CHECK(of("gclid", "(direct)", "(none)") == "Paid Search");
    CHECK(of("gclid", "newsletter", "email") == "Email");
    CHECK(of("gclid", "partner", "affiliate") == "Affiliates");
    CHECK(of("gclid", "facebook", "social") == "Organic Social");
    CHECK(of("gclid", "youtube", "cpc") == "Paid Video");
    CHECK(of("gclid", "somewhere", "cpm") == "Display");
    CHECK(of("fbclid", "facebook", "paid") == "Paid Social");
    CHECK(of("gclid", "", "", "cross-network") == "Paid Search");  // a lone campaign says nothing
}

TEST_CASE("srsltid is of a listing, or of a result when the visit is from a search engine") {
    const auto of = [](const char* source, const char* medium, const char* referrer) {
        return rules()
            .classify({.source = source,
                       .medium = medium,
                       .click_id = "srsltid",
                       .referrer_host = referrer})
            .channel;
    };
    CHECK(of("", "", "") == "Organic Shopping");
    CHECK(of("", "", "partner.example") == "Organic Shopping");
    CHECK(of("", "", "google.com") == "Organic Search");
    CHECK(of("", "", ".google.de") == "Organic Search");
    CHECK(of("google", "organic", "") == "Organic Search");
    CHECK(of("news", "email", "google.com") == "Email");
}

TEST_CASE("assistants have a channel of their own unless the medium is paid") {
    for (const char* const source : {"chatgpt.com", "ChatGPT", "perplexity.ai", "gemini.google.com",
                                     "claude.ai", "copilot.microsoft.com"})
        for (const char* const medium : {"", "referral", "organic", "(none)", "email", "display"})
            CHECK(rules().classify({source, medium, ""}).channel == "AI Assistant");
    CHECK(rules().classify({"google", "ai-assistant", ""}).channel == "AI Assistant");
    CHECK(rules().classify({"", "AI-Assistant", ""}).channel == "AI Assistant");
    CHECK(rules().classify({"chatgpt.com", "cpc", ""}).channel == "Paid Other");
    CHECK(rules().classify({"chatgpt.com", "cpm", ""}).channel == "Display");
    CHECK(rules().classify({"chatgpt.com", "", "shopping"}).channel == "AI Assistant");
    const auto of = [](const char* host, const char* source = "", const char* medium = "") {
        return rules()
            .classify({.source = source, .medium = medium, .referrer_host = host})
            .channel;
    };
    CHECK(of("chat.openai.com") == "AI Assistant");
    CHECK(of("www.perplexity.ai") == "AI Assistant");
    CHECK(of("gemini.google.com") == "AI Assistant");
    CHECK(of(".claude.ai") == "AI Assistant");
    CHECK(of("claude.ai", "", "referral") == "AI Assistant");
    CHECK(of("claude.ai", "", "cpc") == "Paid Other");
    CHECK(of("claude.ai", "newsletter", "email") == "Email");
    CHECK(of("notclaude.ai") == "Referral");
}

TEST_CASE("hosts have the category of the domain they are below") {
    const auto of = [](std::string_view host) {
        return rules().classify({.referrer_host = host}).channel;
    };
    CHECK(of("eur01.safelinks.protection.outlook.com") == "Email");
    CHECK(of("urldefense.com") == "Email");
    CHECK(of("protect-eu.mimecast.com") == "Email");
    CHECK(of("de.search.yahoo.com") == "Organic Search");
    CHECK(of("docs.google.com") == "Referral");
    CHECK(of("mail.google.com") == "Email");
    CHECK(of("acs1.3ds.modirum.com") == "Direct");
    CHECK(of("blog.google") == "Referral");  // `google` is a source, no host
    CHECK(of("google.com.evil.example") == "Referral");
    std::string deep;
    for (int i = 0; i < 120; ++i) deep += "a.";
    CHECK(of(deep + "bing.com") == "Organic Search");
    CHECK(of(deep + deep + "bing.com") == "Referral");  // no name in the DNS
    CHECK(of("...") == "Direct");
    CHECK(of("a..bing.com") == "Organic Search");
}

TEST_CASE("a host that may be the site's own counts by its category only") {
    const auto of = [](std::string_view host) { return rules().classify({.referrer_host = host}); };
    CHECK(of(".shop.example").channel == "Direct");
    CHECK_FALSE(of(".shop.example").states_origin);
    CHECK(of(".google.com").channel == "Organic Search");
    CHECK(of(".google.com").states_origin);
    CHECK(of(".docs.google.com").channel == "Referral");
    CHECK_FALSE(of(".paypal.com").states_origin);
}

TEST_CASE("a payment provider as a source with medium referral is as if it were none") {
    const auto of = [](const char* source, const char* medium, const char* host = "",
                       const char* click_id = "") {
        return rules()
            .classify(
                {.source = source, .medium = medium, .click_id = click_id, .referrer_host = host})
            .channel;
    };
    CHECK(of("paypal.com", "referral") == "Direct");
    CHECK(of("PAY.klarna.com", "Referral", "pay.klarna.com") == "Direct");
    CHECK(of("acs7.3ds.modirum.com", "referral") == "Direct");
    CHECK(of("paypal.com", "referral", "google.com") == "Organic Search");
    CHECK(of("paypal.com", "referral", "", "gclid") == "Paid Search");
    CHECK(of("paypal.com", "email") == "Email");
    CHECK(of("paypal.com", "cpc") == "Paid Other");
    CHECK(of("partner.example", "referral") == "Referral");
}

TEST_CASE("a referrer's host says what nothing else does, by its category") {
    const auto of = [](std::string_view host) {
        return rules().classify({.referrer_host = host}).channel;
    };
    CHECK(of("google.com") == "Organic Search");
    CHECK(of("google.co.uk") == "Organic Search");
    CHECK(of("l.facebook.com") == "Organic Social");
    CHECK(of("youtube.com") == "Organic Video");
    CHECK(of("amazon.de") == "Organic Shopping");
    CHECK(of("mail.google.com") == "Email");
    CHECK(of("example.com") == "Referral");
    CHECK(of("notgoogle.com") == "Referral");
    CHECK(of("paypal.com") == "Direct");
    CHECK(of("checkout.stripe.com") == "Direct");
    CHECK(of("") == "Direct");
}

TEST_CASE("an origin is stated by a source, a medium, a click identifier or a referrer") {
    const auto states = [](const origin& of) { return rules().classify(of).states_origin; };
    CHECK_FALSE(states({}));
    CHECK_FALSE(states({.campaign = "spring"}));
    CHECK(states({.source = "newsletter"}));
    CHECK(states({.medium = "(none)"}));
    CHECK(states({.source = "(direct)", .medium = "(none)"}));
    CHECK(states({.click_id = "gclid"}));
    CHECK(states({.referrer_host = "example.com"}));
    CHECK(states({.referrer_host = "google.com"}));
    CHECK_FALSE(states({.referrer_host = "paypal.com"}));
    CHECK(states({.click_id = "gclid", .referrer_host = "paypal.com"}));
    CHECK_FALSE(states({.source = "PayPal.com", .medium = "Referral"}));
    CHECK(states({.source = "paypal.com", .medium = "cpc"}));
    CHECK(states({.source = "paypal.com"}));
    CHECK(states({.source = "paypal.com", .medium = "referral", .click_id = "gclid"}));
    CHECK_FALSE(states(
        {.source = "paypal.com", .medium = "referral", .referrer_host = "checkout.stripe.com"}));
}

TEST_CASE("an event's channel is filled unless it is given, which states its origin") {
    event given;
    given.channel = "Mine";
    rules().fill_channel(given);
    CHECK(given.channel == "Mine");
    CHECK(attrib::states_origin(given));
    event silent;
    silent.states_origin = true;
    rules().fill_channel(silent);
    CHECK(silent.channel == "Direct");
    CHECK_FALSE(attrib::states_origin(silent));
    event stated;
    stated.source = "google";
    stated.medium = "cpc";
    rules().fill_channel(stated);
    CHECK(stated.channel == "Paid Search");
    CHECK(attrib::states_origin(stated));
}

}  // namespace
}  // namespace attrib
