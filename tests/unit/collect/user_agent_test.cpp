#include <array>
#include <libattrib/collect/user_agent.hpp>
#include <tests/catch.hpp>
#include <utility>

namespace attrib::test {

TEST_CASE("devices by the texts that their browsers send") {
    using pair = std::pair<const char*, const char*>;
    for (const auto& [agent, category] : std::array{
             pair{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0 Safari/537.36",
                  "desktop"},
             pair{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.1 Safari/605.1.15",
                  "desktop"},
             pair{"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/119.0 Safari/537.36", "desktop"},
             pair{"Mozilla/5.0 (Windows NT 6.1; Tablet PC 2.0) like Gecko", "desktop"},
             pair{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) Mobile/15E148", "mobile"},
             pair{"Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0.0.0 Mobile Safari/537.36",
                  "mobile"},
             pair{"Mozilla/5.0 (Linux; Android 10; K) Chrome/120.0.0.0 Safari/537.36", "tablet"},
             pair{"Mozilla/5.0 (Android 14; Tablet; rv:120.0) Firefox/120.0", "tablet"},
             pair{"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile/15E148", "tablet"},
             pair{"Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) TV Safari/538.1", "smart tv"},
             pair{"", ""}, pair{"PostmanRuntime/7.0", ""}}) {
        INFO(agent);
        CHECK(device_category_of(agent) == category);
        CHECK(crawler_of(agent).empty());
    }
}

TEST_CASE("crawlers declare themselves, in either case") {
    CHECK(crawler_of("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)") ==
          "bot/");
    CHECK(crawler_of("SomeCrawler 1.0") == "crawler");
    CHECK_FALSE(crawler_of("curl/8.0").empty());
    CHECK_FALSE(crawler_of("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0").empty());
    CHECK(crawler_of("Mozilla/5.0 (Linux; Android 9; CUBOT X18) Chrome/90 Mobile").empty());
}

}  // namespace attrib::test
