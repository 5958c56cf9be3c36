#include <libattrib/core/random.hpp>
#include <libattrib/event/campaign.hpp>
#include <set>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// What the reader makes of an event's URLs, as one text.
std::string found(std::string_view page, std::string_view referrer = {}, event given = {}) {
    given.page_location = page;
    given.page_referrer = referrer;
    campaign_reader reader;
    reader.fill(given);
    std::string all;
    for (const std::string_view text :
         {given.source, given.medium, given.campaign, given.click_id, given.referrer_host})
        (all += all.empty() ? "" : "|") += text.empty() ? "-" : text;
    return all;
}

TEST_CASE("utm parameters fill source, medium and campaign when source and medium are empty") {
    const std::string_view page =
        "https://shop.example/p?a=1&utm_source=news+letter&utm_medium=%65mail&utm_campaign=a%26b#x";
    CHECK(found(page) == "news letter|email|a&b|-|-");
    event given;
    given.medium = "cpc";
    CHECK(found(page, {}, given) == "-|cpc|-|-|-");
    given.campaign = "spring";
    CHECK(found(page, {}, given) == "-|cpc|spring|-|-");
    CHECK(found("/p?utm_source=a") == "a|-|-|-|-");
    CHECK(found("/p?utm_source=&utm_source=b&utm_source=c") == "b|-|-|-|-");
    CHECK(found("/p?xutm_source=b&utm_source_platform=c&utm_source") == "-|-|-|-|-");
}

TEST_CASE("a campaign alone states nothing and hides nothing") {
    event given;
    given.campaign = "spring";
    CHECK(found("/p?utm_source=fb&utm_medium=paid&utm_campaign=x", {}, given) == "fb|paid|x|-|-");
    CHECK(found("/p?utm_source=fb&utm_medium=paid", {}, given) == "fb|paid|-|-|-");
    CHECK(found("/p?utm_campaign=x", {}, given) == "-|-|spring|-|-");
    CHECK(found("/p?utm_campaign=x") == "-|-|x|-|-");
    CHECK(found("/p?utm_campaign=x#utm_source=a&utm_medium=b") == "a|b|-|-|-");
}

TEST_CASE("names of parameters compare without case and decoded") {
    CHECK(found("/p?UTM_Source=a&Utm_MEDIUM=b&utm_CAMPAIGN=c&GCLID=1") == "a|b|c|gclid|-");
    CHECK(found("/p?utm%5Fsource=a&%75tm_medium=b&utm%5fcampaign=c&%67clid=1") == "a|b|c|gclid|-");
    CHECK(found("/p?utm%5source=a&utm%_medium=b&utm%") == "-|-|-|-|-");
}

TEST_CASE("ampersands of HTML and second question marks separate parameters, too") {
    CHECK(found("/p?utm_source=a&amp;utm_medium=b&amp;amp;utm_campaign=c") == "a|b|c|-|-");
    CHECK(found("/p?utm_source=a&AMP;utm_medium=b&amp%3Butm_campaign=c") == "a|b|c|-|-");
    CHECK(found("/p?utm_source=a&#038;utm_medium=b&#38;gclid=1#x") == "a|b|-|gclid|-");
    CHECK(found("/p?utm_source=a?utm_medium=b??gclid=1") == "a|b|-|gclid|-");
    CHECK(found("/p?utm_source=a%26utm_medium=b%26amp;utm_campaign=c%26d") == "a|b|c&d|-|-");
    CHECK(found("/p?utm_source%3Da%26utm_medium%3db") == "a|b|-|-|-");
    CHECK(found("/p?amp;=1&amp;&amp;amp;&=&==&?&") == "-|-|-|-|-");
}

TEST_CASE("the fragment is read where the query has none") {
    CHECK(found("/p#utm_source=a&utm_medium=b") == "a|b|-|-|-");
    CHECK(found("/p#/route/1?utm_source=a&gclid=1") == "a|-|-|gclid|-");
    CHECK(found("/p?x=1#!/route?utm_source=a") == "a|-|-|-|-");
    CHECK(found("/p?utm_source=a#utm_source=b&utm_medium=c") == "a|-|-|-|-");
    CHECK(found("/p?utm_medium=a#utm_source=b&gclid=1") == "-|a|-|gclid|-");
    CHECK(found("/p?fbclid=1#gclid=1") == "-|-|-|fbclid|-");
    CHECK(found("/p?utm_source=a&utm_medium=b#/round/10") == "a|b|-|-|-");
    CHECK(found("/p#") == "-|-|-|-|-");
}

TEST_CASE("parameters of any length and number are read") {
    std::string page = "/?";
    for (int i = 0; i < 2000; ++i) page += "%26amp;%26";
    page += "utm_source=a";
    for (int i = 0; i < 1000; ++i) page += "&amp;amp;amp;";
    page += "utm_medium=" + std::string(1000, '+') + "b";
    CHECK(found(page) == "a|b|-|-|-");
    CHECK(found("/?" + std::string(5000, 'u') + "=1&utm_source=a") == "a|-|-|-|-");
    CHECK(found("/?" + std::string(5000, '%') + "=1&utm_source=a") == "a|-|-|-|-");
}

TEST_CASE("values that do not decode stay as they are written") {
    CHECK(found("/?utm_source=100%&utm_medium=%zz&utm_campaign=%4") == "100%|%zz|%4|-|-");
    CHECK(found("/?utm_source=a%00b&utm_medium=%ff&utm_campaign=%c3%bc") ==
          "a%00b|%ff|\xc3\xbc|-|-");
    CHECK(found("/?utm_source=%20%09a%20&utm_medium=+") == "a|-|-|-|-");
}

TEST_CASE("a click that Google was paid for is of google / cpc") {
    for (const std::string kind : {"gclid", "gbraid", "wbraid"}) {
        const std::string page = "/?" + kind + "=x";
        CHECK(found(page) == "google|cpc|-|" + kind + "|-");
        event given;
        given.campaign = "spring";
        for (const char* const source : {"", "Google", "(direct)", "(not set)"})
            for (const char* const medium : {"", "organic", "Referral", "(none)", "(not set)"}) {
                given.source = source;
                given.medium = medium;
                CHECK(found(page, {}, given) == "google|cpc|spring|" + kind + "|-");
            }
        given.source = "newsletter";
        CHECK(found(page, {}, given) == "newsletter|(not set)|spring|" + kind + "|-");
        given.source = "google";
        given.medium = "email";
        CHECK(found(page, {}, given) == "google|email|spring|" + kind + "|-");
        given.medium = "organic";
        given.channel = "Organic Search";
        CHECK(found(page, {}, given) == "google|organic|spring|" + kind + "|-");
    }
    CHECK(found("/?utm_source=google&utm_medium=organic&gclid=1") == "google|cpc|-|gclid|-");
    CHECK(found("/?utm_source=a&utm_medium=cpm&gclid=1") == "a|cpm|-|gclid|-");
    CHECK(found("/?msclkid=1") == "-|-|-|msclkid|-");
}

TEST_CASE("click identifiers are found, the first of the list when there are several") {
    CHECK(found("https://shop.example/?fbclid=x&gclid=y") == "google|cpc|-|gclid|-");
    CHECK(found("/?ScCid=x") == "-|-|-|sccid|-");
    CHECK(found("/?gclid=&gclid") == "-|-|-|-|-");
    std::set<std::string_view> kinds;
    for (const click_parameter& each : click_parameters()) {
        CHECK(kinds.insert(each.kind).second);
        const std::string page = "/?" + std::string(each.parameter) + "=1";
        CHECK(found(page).ends_with("|-|" + std::string(each.kind) + "|-"));
    }
}

TEST_CASE("a referrer without a scheme counts like one with it") {
    const std::string_view page = "https://shop.example/";
    CHECK(found(page, "www.google.com") == "-|-|-|-|google.com");
    CHECK(found(page, "//www.google.com/") == "-|-|-|-|google.com");
    CHECK(found(page, "google.com/search?q=x") == "-|-|-|-|google.com");
    CHECK(found(page, "android-app://com.google.android.gm") == "-|-|-|-|com.google.android.gm");
    CHECK(found(page, "shop.example/a") == "-|-|-|-|-");
    CHECK(found("shop.example/a", "https://shop.example/b") == "-|-|-|-|-");
    CHECK(found("//shop.example/a", "https://www.shop.example/b") == "-|-|-|-|-");
    for (const char* const none : {"(direct)", "null", "-", "about:blank", "a b.c", "1.5", ".com"})
        CHECK(found(page, none) == "-|-|-|-|-");
}

TEST_CASE("hosts in Unicode and in punycode are the same") {
    const std::string_view unicode = "https://M\xc3\x9cNCHEN.example/";
    const std::string_view ascii = "https://xn--mnchen-3ya.example/";
    CHECK(found(unicode, ascii) == "-|-|-|-|-");
    CHECK(found(ascii, unicode) == "-|-|-|-|-");
    CHECK(found("https://shop.example/", unicode) == "-|-|-|-|xn--mnchen-3ya.example");
}

TEST_CASE("copies of own pages by translators and AMP caches are own pages") {
    for (const char* const copy :
         {"https://shop-example.translate.goog/p?_x_tr_sl=de",
          "https://shop-example.translate.goog/", "https://cdn.ampproject.org/c/s/shop.example/p",
          "https://www-shop-example.cdn.ampproject.org/v/s/www.shop.example/p"}) {
        CHECK(found("https://shop.example/", copy) == "-|-|-|-|-");
        CHECK(found(copy, "https://www.shop.example/") == "-|-|-|-|-");
        CHECK(found(copy, "https://google.com/") == "-|-|-|-|google.com");
        CHECK(found("https://other.example/", copy) == "-|-|-|-|shop.example");
    }
}

TEST_CASE("hosts that are said to be own are, whatever the page") {
    const auto of = [](std::string_view page, std::string_view referrer) {
        host_list own;
        REQUIRE(own.add("shop.example"));
        REQUIRE(own.add("pay.example"));
        campaign_reader reader(own);
        event given;
        given.page_location = page;
        given.page_referrer = referrer;
        reader.fill(given);
        return std::string(given.referrer_host);
    };
    CHECK(of("https://shop.example/", "https://pay.example/").empty());
    CHECK(of("https://shop.example/", "https://checkout.pay.example/").empty());
    CHECK(of("https://shop.example/", "https://repay.example/") == "repay.example");
    CHECK(of("/cart", "https://shop.example/").empty());
    CHECK(of("/cart", "https://partner.example/") == "partner.example");
    CHECK(of("", "https://shop.example/").empty());
}

TEST_CASE("a referrer counts unless it is the site's own") {
    CHECK(found("https://shop.example/", "https://www.Google.com/") == "-|-|-|-|google.com");
    CHECK(found("", "https://google.com/") == "-|-|-|-|google.com");
    CHECK(found("/p", "https://google.com/") == "-|-|-|-|.google.com");
    CHECK(found("https://www.shop.example/", "https://SHOP.example/a") == "-|-|-|-|-");
    CHECK(found("https://www.shop.example/", "https://blog.shop.example/a") == "-|-|-|-|-");
    CHECK(found("https://blog.shop.example/", "https://shop.example/a") == "-|-|-|-|-");
    CHECK(found("https://shop.example/", "https://workshop.example/a") ==
          "-|-|-|-|workshop.example");
    CHECK(found("https://shop.example/", "not a url") == "-|-|-|-|-");
}

TEST_CASE("a reader is used again, and events keep nothing of the one before") {
    campaign_reader reader;
    event first;
    first.page_location = "/?utm_source=%61&gclid=1";
    first.page_referrer = "https://A.example/";
    reader.fill(first);
    CHECK(first.source == "a");
    CHECK(first.referrer_host == ".a.example");
    event second = first;
    second.source = {};
    second.page_location = {};
    second.page_referrer = {};
    reader.fill(second);
    CHECK(second.source.empty());
    CHECK(second.click_id.empty());
    CHECK(second.referrer_host.empty());
}

TEST_CASE("what a reader remembers of a referrer holds for the site it was learnt on") {
    const std::vector<std::string> pages{"https://shop.example/",
                                         "https://shop.example/p?utm_source=x",
                                         "https://shop.example",
                                         "https://shop.example#a",
                                         "https://www.SHOP.example/b",
                                         "https://shop.example.evil/",
                                         "https://shop.example:80/",
                                         "https://shop.example\\@google.com/",
                                         "/p",
                                         "//google.com/",
                                         "https:/p",
                                         "shop.example/p",
                                         "google.com?q",
                                         "https://cdn.ampproject.org/c/s/shop.example/",
                                         "https://cdn.ampproject.org/c/s/google.com/",
                                         "",
                                         "https://google.com/",
                                         "https://mail.google.com/",
                                         "x://y",
                                         "://"};
    const std::vector<std::string> referrers{"https://www.google.com/",
                                             "https://www.GOOGLE.com/",
                                             "https://mail.google.com/a",
                                             "https://shop.example/",
                                             "https://shop.example/q",
                                             "not a url",
                                             "https://",
                                             ""};
    campaign_reader reader;
    random_stream random(11);
    for (int i = 0; i < 5000; ++i) {
        event seen;
        seen.page_location = pages[random.below(pages.size())];
        seen.page_referrer = referrers[random.below(referrers.size())];
        event fresh = seen;
        reader.fill(seen);
        campaign_reader another;
        another.fill(fresh);
        REQUIRE(seen == fresh);
    }
}

}  // namespace
}  // namespace attrib
