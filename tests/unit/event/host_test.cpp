#include <libattrib/event/host.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

std::string compared(std::string_view url) {
    std::string host = "before ";
    append_compared_host(host, url);
    REQUIRE(host.starts_with("before "));
    return host.substr(7);
}

TEST_CASE("hosts of URLs") {
    CHECK(host_of("https://www.example.com/a?b#c") == "example.com");
    CHECK(host_of("http://Example.com:8080") == "Example.com");
    CHECK(host_of("HTTPS://WWW.Example.com.?x") == "Example.com");
    CHECK(host_of("https://user:pass@example.com/") == "example.com");
    CHECK(host_of("https://[::1]:80/") == "[::1]");
    CHECK(host_of("android-app://com.google.android.gm/") == "com.google.android.gm");
    CHECK(host_of("https://localhost/") == "localhost");
    CHECK(host_of("https://www.") == "www");
    CHECK(host_of("https://").empty());
    CHECK(host_of("/page?back=https://example.com").empty());
    CHECK(host_of("").empty());
}

TEST_CASE("hosts of URLs without a scheme are what looks like one") {
    CHECK(host_of("example.com") == "example.com");
    CHECK(host_of("www.example.com:443/a") == "example.com");
    CHECK(host_of("//www.Example.com/a") == "Example.com");
    CHECK(host_of("example.com?back=https://other.example") == "example.com");
    CHECK(host_of("192.168.0.1/a") == "192.168.0.1");
    CHECK(host_of("b\xc3\xbc"
                  "cher.example") ==
          "b\xc3\xbc"
          "cher.example");
    for (const char* const none : {"localhost",
                                   "//cart/items",
                                   "/a.b/c",
                                   "index.html",
                                   "PAGE.PHP?x",
                                   "a b.example",
                                   "mailto:me@example.com",
                                   "me@example.com",
                                   "about:blank",
                                   "example.com:http",
                                   "1.5",
                                   "1.2.3",
                                   "...",
                                   ".",
                                   "a..",
                                   "javascript:a.b",
                                   "(not set)",
                                   "?x=a.b",
                                   "#a.b",
                                   "//",
                                   "///a.b"})
        CHECK(host_of(none).empty());
}

TEST_CASE("a host is within a site at a point only") {
    CHECK(is_within("example.com", "example.com"));
    CHECK(is_within("a.b.example.com", "example.com"));
    CHECK_FALSE(is_within("notexample.com", "example.com"));
    CHECK_FALSE(is_within("example.com", "a.example.com"));
    CHECK_FALSE(is_within("", "example.com"));
}

TEST_CASE("hosts compare in lower case and ASCII") {
    CHECK(compared("https://www.EXAMPLE.com/") == "example.com");
    CHECK(compared("https://M\xc3\x9cNCHEN.example/") == "xn--mnchen-3ya.example");
    CHECK(compared("https://XN--MNCHEN-3YA.example/") == "xn--mnchen-3ya.example");
    CHECK(compared("www.m\xc3\xbcnchen.example") == "xn--mnchen-3ya.example");
    CHECK(compared("https://stra\xc3\x9f"
                   "e.example/") == "xn--strae-oqa.example");
    CHECK(compared("https://\xe3\x83\x89.example/") == "xn--gdk.example");
    CHECK(compared("").empty());
}

TEST_CASE("hosts that are no valid names stay as they are, in lower case") {
    CHECK(compared("https://A\xff\xfe.example/") == "a\xff\xfe.example");
    const std::string label(64, 'x');
    CHECK(compared("https://" + label + "\xc3\xbc.example/") == label + "\xc3\xbc.example");
    std::string longest;
    for (int i = 0; i < 5000; ++i) longest += "\xc3\xbc.";
    CHECK(compared("https://" + longest + "example/") == longest + "example");
    CHECK(compared("https://xn--\xc3\xbc.example/").size() > 4);
}

TEST_CASE("copies of a page have its host") {
    CHECK(compared("https://shop-example.translate.goog/a") == "shop.example");
    CHECK(compared("https://www-my--shop-example.translate.goog/") == "my-shop.example");
    CHECK(compared("https://0-xn----mnchen--3ya-example-0.translate.goog/") ==
          "xn--mnchen-3ya.example");
    CHECK(compared("https://shop-example.cdn.ampproject.org/c/s/shop.example/a") == "shop.example");
    CHECK(compared("https://cdn.ampproject.org/c/s/www.Shop.example/a?b") == "shop.example");
    CHECK(compared("https://cdn.ampproject.org/v/shop.example") == "shop.example");
    CHECK(compared("https://shop-example.bing-amp.com/c/s/shop.example/") == "shop.example");
    for (const char* const same :
         {"cdn.ampproject.org", "translate.goog", "label.translate.goog", "a.b-c.translate.goog",
          "-.translate.goog", "ampproject.org", "2hvk.cdn.ampproject.org"})
        CHECK(compared("https://" + std::string(same) + "/") == same);
    CHECK(compared("https://cdn.ampproject.org/a/b/c/shop.example/") == "cdn.ampproject.org");
}

TEST_CASE("a list of hosts holds all that are below them") {
    host_list list;
    CHECK(list.empty());
    CHECK(list.add("Shop.example"));
    CHECK(list.add("https://www.pay.example/checkout"));
    CHECK(list.add("*.cdn.example"));
    CHECK(list.add(".dot.example"));
    CHECK(list.add("m\xc3\xbcnchen.example"));
    CHECK(list.add("localhost"));
    CHECK(list.add(" shop.example "));
    CHECK(list.hosts() == std::vector<std::string>{"shop.example", "pay.example", "cdn.example",
                                                   "dot.example", "xn--mnchen-3ya.example",
                                                   "localhost"});
    CHECK(list.contains("shop.example"));
    CHECK(list.contains("a.b.shop.example"));
    CHECK_FALSE(list.contains("workshop.example"));
    CHECK_FALSE(list.contains("example"));
    for (const std::string& none :
         {std::string(), std::string("a b"), std::string("/cart"),
          std::string("shop.example,pay.example"), std::string("*"), std::string(300, 'a')})
        CHECK_FALSE(list.add(none));
}

}  // namespace
}  // namespace attrib
