// attrib-serve on a Citus cluster.
#include <tests/citus/twins.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {

TEST_CASE("the server answers from a cluster what it answers from one Postgres") {
    if (!has_cluster()) return;
    twins test;
    test.load("one.csv", 7, 2'000);
    test.model("build");
    const served of_cluster(test.cluster.name());
    const served of_plain(test.plain.name());
    for (const std::string question :
         {"totals", "timeseries", "channels", "campaigns", "breakdown?by=source",
          "query?dimensions=channel&metrics=conversions", "conversions", "paths", "path-lengths",
          "days-to-convert", "roles", "sessions/summary", "values?dimension=campaign", "dimensions",
          "quality", "models", "models/markov"}) {
        INFO(question);
        const http_answer expected = of_plain.get("/api/v1/" + question);
        const http_answer answer = of_cluster.get("/api/v1/" + question);
        CHECK(expected.status == 200);
        CHECK(answer.status == 200);
        if (question != "quality") CHECK(answer.body == expected.body);
    }
    const http_answer recent = of_cluster.get("/api/v1/events/recent");
    CHECK(recent.status == 200);
    CHECK(recent.json().at("data").size() ==
          of_plain.get("/api/v1/events/recent").json().at("data").size());
    const std::string key = of_plain.get("/api/v1/conversions").json().at("data").at(0).at("key");
    CHECK(of_cluster.get("/api/v1/conversions/" + key).body ==
          of_plain.get("/api/v1/conversions/" + key).body);
}

}  // namespace attrib::test
