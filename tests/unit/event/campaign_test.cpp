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

TEST_CASE("hosts of URLs") {
    CHECK(host_of("https://www.example.com/a?b#c") == "example.com");
    CHECK(host_of("http://Example.com:8080") == "Example.com");
    CHECK(host_of("HTTPS://WWW.Example.com.?x") == "Example.com");
    CHECK(host_of("https://user:pass@example.com/") == "example.com");
    CHECK(host_of("https://[::1]:80/") == "[::1]");
    CHECK(host_of("android-app://com.google.android.gm/") == "com.google.android.gm");
    CHECK(host_of("https://www.") == "www");
    CHECK(host_of("https://").empty());
    CHECK(host_of("/page?back=https://example.com").empty());
    CHECK(host_of("example.com").empty());
    CHECK(host_of("").empty());
}

TEST_CASE("utm parameters fill source, medium and campaign when all are empty") {
    const std::string_view page =
        "https://shop.example/p?a=1&utm_source=news+letter&utm_medium=%65mail&utm_campaign=a%26b#x";
    CHECK(found(page) == "news letter|email|a&b|-|-");
    event named;
    named.campaign = "spring";
    CHECK(found(page, {}, named) == "-|-|spring|-|-");
    CHECK(found("/p?utm_source=a") == "a|-|-|-|-");
    CHECK(found("/p#utm_source=a") == "-|-|-|-|-");
    CHECK(found("/p#x?utm_source=a") == "-|-|-|-|-");
    CHECK(found("/p?utm_source=&utm_source=b&utm_source=c") == "b|-|-|-|-");
    CHECK(found("/p?UTM_SOURCE=a&xutm_source=b&utm_source_platform=c&utm_source") == "-|-|-|-|-");
}

TEST_CASE("values that do not decode stay as they are written") {
    CHECK(found("/?utm_source=100%&utm_medium=%zz&utm_campaign=%4") == "100%|%zz|%4|-|-");
    CHECK(found("/?utm_source=a%00b&utm_medium=%ff&utm_campaign=%c3%bc") ==
          "a%00b|%ff|\xc3\xbc|-|-");
    CHECK(found("/?utm_source=%20%09a%20&utm_medium=+") == "a|-|-|-|-");
}

TEST_CASE("click identifiers are found, the first of the list when there are several") {
    CHECK(found("https://shop.example/?fbclid=x&gclid=y") == "-|-|-|gclid|-");
    CHECK(found("/?ScCid=x") == "-|-|-|sccid|-");
    CHECK(found("/?gclid=&gclid") == "-|-|-|-|-");
    std::set<std::string_view> kinds;
    for (const click_parameter& each : click_parameters()) {
        CHECK(kinds.insert(each.kind).second);
        const std::string page = "/?" + std::string(each.parameter) + "=1";
        CHECK(found(page) == "-|-|-|" + std::string(each.kind) + "|-");
    }
}

TEST_CASE("a referrer counts unless it is the site's own") {
    CHECK(found("https://shop.example/", "https://www.Google.com/") == "-|-|-|-|google.com");
    CHECK(found("", "https://google.com/") == "-|-|-|-|google.com");
    CHECK(found("/p", "https://google.com/") == "-|-|-|-|google.com");
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
    CHECK(first.referrer_host == "a.example");
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
