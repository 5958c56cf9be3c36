#include <libattrib/http/query_parameters.hpp>

#include <tests/catch.hpp>

namespace attrib::test {
namespace {

stated_query by_get(std::string_view parameters) {
    stated_query stated;
    const auto wrong = read_query_parameters(parameters, stated);
    INFO(parameters);
    REQUIRE_FALSE(wrong);
    return stated;
}

stated_query by_post(std::string_view body) {
    stated_query stated;
    const auto wrong = read_query_body(body, stated);
    INFO(body);
    REQUIRE_FALSE(wrong);
    return stated;
}

problem refused(std::string_view parameters) {
    stated_query stated;
    auto wrong = read_query_parameters(parameters, stated);
    INFO(parameters);
    REQUIRE(wrong);
    CHECK(wrong->status == 400);
    return std::move(*wrong);
}

}  // namespace

TEST_CASE("parameters and a body state the same query") {
    const stated_query got = by_get(
        "metrics=conversions,revenue&dimensions=channel&interval=day&models=linear,last_click&"
        "filters=%5B%5B%22is%22,%22channel%22,%5B%22Email%22%5D%5D%5D&from=2025-03-01&"
        "to=2025-03-08&compare=previous&order_by=revenue:desc:linear,date:asc&limit=7&"
        "lookback_days=30&direct=skip&conversion=purchase&currency=EUR&cursor=2");
    const stated_query posted = by_post(
        R"({"metrics":["conversions","revenue"],"dimensions":["channel"],"interval":"day",)"
        R"("models":["linear","last_click"],"filters":[["is","channel",["Email"]]],)"
        R"("from":"2025-03-01","to":"2025-03-08","compare":"previous",)"
        R"("order_by":[["revenue","desc","linear"],["date","asc"]],"limit":7,"lookback_days":30,)"
        R"("direct":"skip","conversion":"purchase","currency":"EUR","cursor":"2"})");
    CHECK(got.text == posted.text);
    CHECK(got.request.filter.limit == 7U);
    CHECK(got.request.order.size() == 2);
    CHECK_FALSE(got.is_csv);
}

TEST_CASE("other days are written FROM..TO") {
    const stated_query got = by_get("compare=2025-01-01..2025-02-01");
    CHECK(got.text == by_post(R"({"compare":{"from":"2025-01-01","to":"2025-02-01"}})").text);
}

TEST_CASE("how the answer is written is not part of the query") {
    const stated_query got = by_get("format=csv&bom=true");
    CHECK(got.is_csv == true);
    CHECK(got.has_byte_order_mark);
    CHECK(got.text == by_get("").text);
    CHECK(by_post(R"({"format":"json","bom":false})").is_csv == false);
    CHECK(refused("format=xml").parameter == "format");
    CHECK(refused("bom=1").parameter == "bom");
}

TEST_CASE("what cannot be is refused with the parameter and what is allowed") {
    const problem metric = refused("metrics=clicks");
    CHECK(metric.parameter == "metrics");
    CHECK(metric.allowed.starts_with("conversions, revenue"));
    CHECK(metric.detail.find("there are") == std::string::npos);
    CHECK(refused("colour=red").parameter == "colour");
    CHECK(refused("limit=many").parameter == "limit");
    CHECK(refused("filters=%5B").parameter == "filters");
    CHECK(refused("limit=1&limit=2").detail == "limit is given twice");
    CHECK(refused("metrics=%ff").code == "invalid_query");
    stated_query stated;
    CHECK(read_query_body("{", stated)->detail.starts_with("the body is no JSON, at byte"));
    CHECK(read_query_body("[]", stated)->parameter == "query");
}

TEST_CASE("a body is bounded in bytes, in depth and in its numbers") {
    stated_query stated;
    const auto nested = [](std::size_t levels) {
        return R"({"metrics":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    CHECK(read_query_body(nested(10), stated)->parameter == "metrics");
    CHECK(read_query_body(nested(100), stated)->detail.find("64 levels") != std::string::npos);
    CHECK(read_query_body(nested(32'000), stated)->detail.find("64 levels") != std::string::npos);
    CHECK(read_query_body(nested(40'000), stated)->status == 413);
    CHECK(read_query_body(R"({"limit":1e999})", stated)->detail.find("out of range") !=
          std::string::npos);
    CHECK_FALSE(read_query_body("{}" + std::string(1000, ' '), stated));
    CHECK(refused("filters=" + std::string(4'000, '[') + std::string(4'000, ']')).parameter ==
          "filters");
}

}  // namespace attrib::test
