// Events that clients of a site send: /g/collect, /mp/collect and the tag.
#include <libattrib/http/gzip.hpp>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

const std::string hit =
    "/g/collect?v=2&tid=G-TEST&_p=17&cid=1.2&sid=5&_s=1&en=page_view"
    "&dl=https%3A%2F%2Fshop.example%2F%3Fgclid%3Dx";

const std::string form = "Content-Type: text/plain;charset=UTF-8\r\n";
const std::string json_type = "Content-Type: application/json\r\n";

http_answer post_to(const served& server, const std::string& target, const std::string& body,
                    const std::string& lines = form) {
    return http_client(server.port()).ask("POST", target, lines, body);
}

std::string metric(const served& server, const std::string& name) {
    const std::string text = server.get("/metrics", may_write).body;
    const std::size_t at = text.find("\n" + name + " ") + name.size() + 2;
    return text.substr(at, text.find('\n', at) - at);
}

const std::string purchase =
    R"({"client_id":"9.9","events":[{"name":"purchase","params":{"value":20.10,"currency":"EUR",)"
    R"("transaction_id":"T-1"}}]})";

}  // namespace

TEST_CASE("a hit is stored before it is answered, and one that is sent again counts once") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    for (int i = 0; i < 2; ++i) {
        const http_answer answer = server.get(hit);
        REQUIRE(answer.status == 204);
        CHECK(answer.body.empty());
        CHECK(answer.header("cache-control") == "no-store");
    }
    CHECK(database.value("select count(*) || ' ' || count(distinct event_id) from "
                         "ga4_events_raw") == "2 1");
    CHECK(database.value("select min(source_name) from ingest_batches") == "/g/collect");
    REQUIRE(run_program("attrib-model", "--database \"" + database.name() + "\"").status == 0);
    CHECK(database.value("select string_agg(user_pseudo_id || ' ' || event_name || ' ' || channel, "
                         "',') from stg_ga4_events") == "1.2 page_view Paid Search");
}

TEST_CASE("several events in a body, also in gzip") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    const std::string events = "en=scroll&_et=10\r\nen=purchase&epn.value=20.10&cu=EUR";
    CHECK(post_to(server, hit, events).status == 204);
    CHECK(post_to(server, hit, gzip_of(events), form + "Content-Encoding: gzip\r\n").status == 204);
    CHECK(post_to(server, hit, "no gzip", form + "Content-Encoding: gzip\r\n").status == 400);
    CHECK(post_to(server, hit, events, form + "Content-Encoding: br\r\n").status == 415);
    CHECK(
        database.value("select string_agg(event_name || ' ' || count, ',' order by event_name) "
                       "from (select event_name, count(*) from ga4_events_raw group by 1) as x") ==
        "purchase 2,scroll 2");
    std::string many;
    for (int i = 0; i < 200; ++i) many += "en=x\n";
    const http_answer refused = post_to(server, hit, many);
    CHECK(refused.status == 413);
    CHECK(refused.json()["type"] == "urn:attrib:problem:too_many_events");
}

TEST_CASE("nothing is taken and no tag is served without --collect") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off"});
    for (const std::string& path : {hit, std::string("/attrib.js")}) {
        const http_answer answer = server.get(path);
        CHECK(answer.status == 404);
        CHECK_THAT(answer.json()["detail"].get<std::string>(),
                   Catch::Matchers::Contains("runs with --collect"));
    }
    CHECK(post_to(server, "/mp/collect", purchase).status == 404);
    CHECK(database.value("select count(*) from ga4_events_raw") == "0");
}

TEST_CASE("flags of collect are refused without --collect") {
    for (const char* const flags : {"--ack fast", "--collect-origin https://shop.example",
                                    "--push-keys keys --push-audience https://t.shop.example"}) {
        INFO(flags);
        const program_run refused = run_program("attrib-serve", flags);
        CHECK(refused.status == 2);
        CHECK_THAT(refused.err, Catch::Matchers::Contains("needs --collect"));
    }
}

TEST_CASE("pages of any origin may send and load the tag, or those that are named") {
    const temporary_database database;
    const std::string page = "Origin: https://shop.example\r\n";
    {
        const served server(database.name(), {"--refresh", "off", "--collect"});
        const http_answer answer = server.get(hit, page);
        CHECK(answer.status == 204);
        CHECK(answer.header("access-control-allow-origin") == "https://shop.example");
        CHECK(answer.header("access-control-allow-credentials") == "true");
        CHECK(server.get("/api/v1/status", page).header("access-control-allow-origin").empty());
        const http_answer asked = http_client(server.port()).ask("OPTIONS", "/g/collect", page);
        CHECK(asked.status == 204);
        CHECK(asked.header("access-control-allow-methods") == "GET, POST, OPTIONS");
        const http_answer wrong = http_client(server.port()).ask("PUT", "/mp/collect");
        CHECK(wrong.status == 405);
        CHECK(wrong.header("allow") == "POST, OPTIONS");
        const http_answer tag = server.get("/attrib.js");
        CHECK(tag.status == 200);
        CHECK(tag.header("content-type") == "text/javascript; charset=utf-8");
        CHECK(tag.header("cross-origin-resource-policy") == "cross-origin");
        CHECK(gzip_of(tag.body).size() <= 1500);
        // By whatever name a proxy passes on.
        http_client other(server.port());
        for (const auto& [path, status] :
             {std::pair(hit, 204), std::pair(std::string("/attrib.js"), 200),
              std::pair(std::string("/api/v1/status"), 421)}) {
            REQUIRE(other.send("GET " + path + " HTTP/1.1\r\nHost: t.shop.example\r\n\r\n"));
            CHECK(other.read().status == status);
        }
    }
    const served server(database.name(), {"--refresh", "off", "--collect", "--collect-origin",
                                          "https://shop.example"});
    CHECK(server.get(hit, page).status == 204);
    CHECK(server.get(hit).status == 204);
    const http_answer refused = server.get(hit, "Origin: https://other.example\r\n");
    CHECK(refused.status == 403);
    CHECK(refused.header("access-control-allow-origin").empty());
}

TEST_CASE("a wrong method is said before a missing key") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"},
                        token_line("send", "W-TEST"));
    for (const char* const path : {"/mp/collect", "/debug/mp/collect", "/v1/t", "/pubsub/push"}) {
        INFO(path);
        const http_answer answer = server.get(path);
        CHECK(answer.status == 405);
        CHECK(answer.header("allow") == "POST, OPTIONS");
        CHECK(post_to(server, path, "{}").status == 403);
    }
}

TEST_CASE("a body that is cut off or coded otherwise is refused with the remedy") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    const auto detail_of = [&](const std::string& body, const std::string& coding, int status) {
        const http_answer answer = post_to(server, "/mp/collect", body,
                                           json_type + "Content-Encoding: " + coding + "\r\n");
        CHECK(answer.status == status);
        return answer.json()["detail"].get<std::string>();
    };
    const std::string whole = gzip_of(purchase);
    CHECK_THAT(detail_of(whole.substr(0, whole.size() / 2), "gzip", 400),
               Catch::Matchers::Contains("send all of it"));
    CHECK_THAT(detail_of(whole, "br", 415), Catch::Matchers::Contains("must be gzip"));
    CHECK(database.value("select count(*) from ga4_events_rejected") == "0");
}

TEST_CASE("a write key counts in a body that is gzip, too") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"},
                        token_line("send", "W-TEST"));
    const auto page_of = [](const std::string& key) {
        return gzip_of(R"({"anonymousId":"a","messageId":"1","type":"page","writeKey":")" + key +
                       "\"}");
    };
    const std::string gzip = json_type + "Content-Encoding: gzip\r\n";
    CHECK(post_to(server, "/v1/p", page_of("W-TEST"), gzip).status == 200);
    CHECK(post_to(server, "/v1/p", page_of("W-EVIL"), gzip).status == 403);
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
}

TEST_CASE("a key may send and nothing else, and with keys nobody sends without one") {
    const temporary_database database;
    const std::string tokens = token_line("send", "G-TEST") + token_line("read", read_token) +
                               token_line("write", write_token);
    const served server(database.name(), {"--refresh", "off", "--collect"}, tokens);
    CHECK(server.get(hit).status == 204);
    std::string other = hit;
    other.replace(other.find("G-TEST"), 6, "G-EVIL");
    CHECK(server.get(other).json()["type"] == "urn:attrib:problem:unknown_key");
    CHECK(post_to(server, "/mp/collect", purchase).status == 403);
    CHECK(post_to(server, "/mp/collect?api_secret=" + std::string(read_token), purchase).status ==
          403);
    CHECK(post_to(server, "/mp/collect?api_secret=" + std::string(write_token), purchase).status ==
          204);
    CHECK(post_to(server, "/mp/collect?api_secret=G-TEST", purchase).status == 204);
    const std::string key = "Authorization: Bearer G-TEST\r\n";
    CHECK(server.get("/api/v1/totals", key).status == 403);
    CHECK(http_client(server.port())
              .ask("POST", "/api/v1/events", key + json_type, "[]")
              .json()["type"] == "urn:attrib:problem:send_only_key");
    CHECK(database.value("select count(*) from ga4_events_raw") == "3");
}

TEST_CASE("events of crawlers are rejects that the quality report counts, unless they are kept") {
    const std::string crawler = "User-Agent: Mozilla/5.0 (compatible; examplebot/1.0)\r\n";
    const temporary_database database;
    {
        const served server(database.name(), {"--refresh", "off", "--collect"});
        CHECK(server.get(hit, crawler).status == 204);
        CHECK(database.value("select count(*) from ga4_events_raw") == "0");
        CHECK(database.value("select rows || ' ' || rejected from ingest_batches") == "0 1");
        REQUIRE(run_program("attrib-model", "--database \"" + database.name() + "\"").status == 0);
        const auto rejects = server.get("/api/v1/quality").json()["rejects"]["by_reason"];
        REQUIRE(rejects.size() == 1);
        CHECK(rejects[0]["reason"] == "bot");
        CHECK(rejects[0]["samples"][0]["text"].get<std::string>().find("page_view") !=
              std::string::npos);
    }
    const served server(database.name(), {"--refresh", "off", "--collect", "--bots", "keep"});
    CHECK(server.get(hit, crawler).status == 204);
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
}

TEST_CASE("without consent nothing is stored, which is counted; what breaks a rule is kept") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    CHECK(server.get(hit + "&gcs=G100").status == 204);
    CHECK(metric(server, "attrib_collect_without_consent_total") == "1");
    CHECK(database.value("select count(*) from ingest_batches") == "0");
    CHECK(server.get("/g/collect?v=2&en=page_view").status == 204);
    CHECK(server.get("/g/collect?v=2&en=%ff").status == 204);
    CHECK(database.value("select string_agg(reason, ',' order by reason) from "
                         "ga4_events_rejected") == "bad_json,missing_value");
}

TEST_CASE("the Measurement Protocol: stored and told what is wrong, or only told") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"});
    CHECK(post_to(server, "/mp/collect?measurement_id=G-1", purchase, json_type).status == 204);
    CHECK(database.value("select event_value || ' ' || currency || ' ' || transaction_id from "
                         "ga4_events_raw") == "20.100000 EUR T-1");
    std::string wrong = purchase;
    wrong.replace(wrong.find("purchase"), 8, "_purchase");
    const http_answer told = post_to(server, "/debug/mp/collect", wrong, json_type);
    CHECK(told.status == 200);
    REQUIRE(told.json()["validationMessages"].size() == 1);
    CHECK(told.json()["validationMessages"][0]["validationCode"] == "NAME_INVALID");
    CHECK(post_to(server, "/debug/mp/collect", purchase).json().dump() ==
          R"({"validationMessages":[]})");
    CHECK(database.value("select count(*) from ga4_events_raw") == "1");
    const http_answer stored = post_to(server, "/mp/collect", wrong, json_type);
    CHECK(stored.status == 200);
    CHECK(stored.json()["validationMessages"] == told.json()["validationMessages"]);
    CHECK(stored.json()["accepted"] == 1);
    const http_answer none = post_to(server, "/mp/collect", R"({"events":[{"name":"a"}]})");
    CHECK(none.status == 400);
    CHECK(none.json()["validationMessages"][0]["validationCode"] == "VALUE_REQUIRED");
    CHECK(none.json()["results"][0]["reason"] == "missing_value");
    CHECK(post_to(server, "/mp/collect", "no json").status == 400);
}

TEST_CASE("messages of Segment's and RudderStack's libraries, with a write key as the user") {
    const temporary_database database;
    const served server(database.name(), {"--refresh", "off", "--collect"},
                        token_line("send", "key1"));
    const std::string user = "Authorization: Basic a2V5MTo=\r\n" + json_type;
    const std::string message =
        R"({"event":"order","anonymousId":"a","messageId":"m1","properties":{"revenue":1.5}})";
    for (int i = 0; i < 2; ++i)
        CHECK(post_to(server, "/v1/track", message, user).json()["success"] == true);
    CHECK(
        post_to(server, "/v1/batch", R"({"batch":[{"type":"page","userId":"u"}]})", user).status ==
        200);
    CHECK(post_to(server, "/v1/track", message, json_type).status == 403);
    // Segment's library for browsers sends its key in the body.
    std::string keyed = message;
    keyed.insert(1, R"("writeKey":"key1",)");
    CHECK(post_to(server, "/v1/t", keyed, form).status == 200);
    keyed.replace(keyed.find("key1"), 4, "evil");
    CHECK(post_to(server, "/v1/t", keyed, form).status == 403);
    CHECK(post_to(server, "/v1/batch", "{}", user).status == 400);
    CHECK(database.value("select string_agg(event_name || ' ' || coalesce(event_id, '-'), ',' "
                         "order by event_name) from ga4_events_raw") ==
          "order m1,order m1,order m1,page_view -");
}

TEST_CASE("while the database is away a client is told to come back") {
    local_setup setup;
    setup.rules.collect.is_on = true;
    local_server server(std::move(setup));
    const http_answer answer = fetch(server.port, hit);
    CHECK(answer.status == 503);
    CHECK_FALSE(answer.header("retry-after").empty());
}

}  // namespace attrib::test
