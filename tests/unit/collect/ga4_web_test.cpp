#include <fmt/format.h>

#include <libattrib/collect/ga4_web.hpp>
#include <libattrib/io/row_parser.hpp>
#include <tests/catch.hpp>
#include <vector>

namespace attrib::test {
namespace {

// What one of gtag.js' hits says for the page, by Google's own names.
const std::string page =
    "v=2&tid=G-TEST&_p=1740823200123&cid=12345.67890&sid=1740823190&sct=1&seg=1&_s=1"
    "&dl=https%3A%2F%2Fshop.example%2F%3Futm_source%3Dnews%26utm_medium%3Demail"
    "&dr=https%3A%2F%2Fsearch.example%2F&dt=Shop&ul=de-de&sr=1920x1080";

const timestamp now = timestamp(microseconds{1'740'823'200'000'000});

client_request request_of(const std::string& query, const std::string& body = {}) {
    return {.query = query, .body = body, .user_agent = {}, .now = now};
}

// Everything as text, so that events may be compared after their row is gone.
class written_events final : public event_consumer {
   public:
    explicit written_events(const std::string& rows) {
        event_chunk chunk{
            .text = rows, .end = rows.size(), .ends_source = true, .is_by_line = true};
        row_parser("hit", reading_options{}).parse(chunk, *this);
    }
    void accept(const event& taken) override {
        ids.emplace_back(taken.event_id);
        texts.push_back(fmt::format("{} {} {} {}/{}/{} {} {} {}", taken.user_pseudo_id,
                                    taken.event_name, to_string(taken.event_timestamp),
                                    taken.source, taken.medium, taken.campaign,
                                    taken.event_value ? to_string(*taken.event_value) : "-",
                                    taken.currency, taken.transaction_id));
        devices.emplace_back(taken.device_category);
    }
    void refuse(const reject& refused) override {
        refusals.push_back(fmt::format("{} {}", name_of(refused.reason), refused.text));
    }

    std::vector<std::string> ids;
    std::vector<std::string> texts;
    std::vector<std::string> devices;
    std::vector<std::string> refusals;
};

written_events events_of(const std::string& query, const std::string& body = {}) {
    return written_events(read_ga4_web(request_of(query, body)).value().rows);
}

}  // namespace

TEST_CASE("a hit of the query is one event with its campaign") {
    const written_events all = events_of(page + "&en=page_view&_et=5");
    REQUIRE(all.refusals.empty());
    REQUIRE(all.texts == std::vector<std::string>{"12345.67890 page_view "
                                                  "2025-03-01T10:00:00.000000Z news/email/ -  "});
    CHECK(all.ids[0].starts_with("12345.67890.1740823200123.000001.000."));
}

TEST_CASE("lines of the body are events that share the query") {
    const written_events all = events_of(
        page,
        "en=page_view&_et=5\r\n\nen=purchase&cu=EUR&epn.value=20.10&ep.transaction_id=T%201\n");
    REQUIRE(all.texts.size() == 2);
    CHECK(all.texts[1] ==
          "12345.67890 purchase 2025-03-01T10:00:00.000000Z news/email/ 20.10 EUR T 1");
    CHECK(all.ids[0] != all.ids[1]);
    // All of it may stand in the body, as a form.
    CHECK(events_of("", page + "&en=page_view").texts == std::vector{all.texts[0]});
}

TEST_CASE("a hit that is sent again has the same identity, and no other has") {
    const std::string event = "&en=add_to_cart&ep.item=a";
    const std::string id = events_of(page + event + "&_et=5&tfd=100").ids[0];
    CHECK(events_of(page + event + "&_et=9&tfd=7000").ids[0] == id);
    CHECK(events_of(page + "&en=add_to_cart&ep.item=b").ids[0] != id);
    std::string next_hit = page + event;
    next_hit.replace(next_hit.find("_s=1"), 4, "_s=2");
    CHECK(events_of(next_hit).ids[0] != id);
    // Clients without a page load have a session; with neither there is no identity.
    CHECK(events_of("cid=c&sid=7&_s=3&en=x").ids[0].starts_with("c.7.000003.000."));
    CHECK(events_of("cid=c&_s=3&en=x").ids[0].empty());
}

TEST_CASE("an order without a value is worth its items") {
    const std::string order = page + "&en=purchase&cu=USD&pr1=idA~nmB%7E%7E~pr9.99~qt2";
    CHECK(events_of(order + "&pr2=pr0.02").texts[0].find(" 20.00 USD") != std::string::npos);
    CHECK(events_of(order + "&epn.value=7").texts[0].find(" 7.00 USD") != std::string::npos);
    CHECK(events_of(page + "&en=view_item&pr1=pr9.99").texts[0].find(" - ") != std::string::npos);
}

TEST_CASE("campaign parameters win over the page's address") {
    CHECK(
        events_of(page + "&en=x&cs=google&cm=cpc&cn=spring").texts[0].find(" google/cpc/spring ") !=
        std::string::npos);
}

TEST_CASE("events without consent to analytics are dropped and counted") {
    for (const char* const denied : {"&gcs=G100", "&gcs=G110", "&gcd=11p1p1p1p5", "&gcd=13l3m3l2l1",
                                     "&gcd=11r1u1r1r5", "&gcd=11q1q1q1q5"}) {
        INFO(denied);
        const std::string query = page + "&en=page_view" + denied;
        const collected_rows none = read_ga4_web(request_of(query)).value();
        CHECK(none.rows.empty());
        CHECK(none.without_consent == 1);
    }
    for (const char* const granted : {"", "&gcs=G111", "&gcs=G101", "&gcs=G1--", "&gcd=13l3l3l3l1",
                                      "&gcd=11p1r1p1p5", "&gcs=G111&gcd=11p1p1p1p5"}) {
        INFO(granted);
        CHECK(events_of(page + "&en=page_view" + granted).texts.size() == 1);
    }
}

TEST_CASE("what breaks a rule is refused with its reason") {
    CHECK(events_of("v=2&en=page_view").refusals[0].starts_with("missing_value"));
    CHECK(events_of(page).refusals[0].starts_with("missing_value"));
    CHECK(events_of(page + "&en=%zz").refusals[0].starts_with("bad_json ?v=2"));
    CHECK(events_of(page, "en=a\nen=%ff\nen=b").texts.size() == 2);
    // It is not read as JSON of the sender's own.
    CHECK(events_of(page, R"({"user_pseudo_id":"u","event_name":"%","event_timestamp":1e15})")
              .refusals.size() == 1);
    std::string many;
    for (std::size_t i = 0; i <= max_events_per_request; ++i) many += "en=x\n";
    CHECK(read_ga4_web(request_of(page, many)).error().code == errc::too_large);
}

TEST_CASE("a value that is no amount is nothing, as in GA4's export") {
    const written_events all = events_of(page + "&en=generate_lead&ep.value=much");
    REQUIRE(all.texts.size() == 1);
    CHECK(all.texts[0].find(" - ") != std::string::npos);
}

TEST_CASE("rows of crawlers are apart, others have the category of their device") {
    const std::string query = page + "&en=page_view";
    client_request request = request_of(query);
    request.user_agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    collected_rows collected = read_ga4_web(request).value();
    CHECK(collected.rows.empty());
    CHECK(written_events(collected.bot_rows).texts.size() == 1);
    request.user_agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148";
    collected = read_ga4_web(request).value();
    CHECK(collected.bot_rows.empty());
    CHECK(written_events(collected.rows).devices == std::vector<std::string>{"mobile"});
}

}  // namespace attrib::test
