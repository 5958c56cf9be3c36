#include <libattrib/report/query_condition.hpp>

#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using enum share_condition::kind;

share_condition read_filters(const char* filters) { return condition_of(json::parse(filters)); }

// What the refusal of these filters says.
std::string refusal_of(const json& filters) {
    try {
        static_cast<void>(condition_of(filters));
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::invalid_option);
        const std::string message = failed.what();
        CHECK(message.starts_with("`filters` "));
        CHECK(message.find("; there are: ") != std::string::npos);
        return message;
    }
    FAIL("not refused: " << filters.dump());
    return {};
}

std::string refusal_of(const char* filters) { return refusal_of(json::parse(filters)); }

}  // namespace

TEST_CASE("filters are read as a condition") {
    CHECK(read_filters("[]").is_always());
    const share_condition one = read_filters(R"([["is", "channel", ["Email", null]]])");
    REQUIRE(one.parts.size() == 1);
    CHECK(one.which == all_of);
    CHECK(one.parts[0] ==
          share_condition{.which = is, .column = share_column::channel, .values = {"Email", ""}});
    CHECK(read_filters(R"([["in", "channel", ["Email", null]]])") == one);
    CHECK(read_filters(R"([["null", "campaign"]])") ==
          read_filters(R"([["is", "campaign", [null]]])"));
    CHECK(read_filters(R"([["contains", "source", "goo"]])") ==
          read_filters(R"([["contains", "source", ["goo"]]])"));
    const share_condition negated = read_filters(R"([["is_not", "currency", ["EUR"]]])");
    CHECK(negated == read_filters(R"([["not", ["is", "currency", ["EUR"]]]])"));
    CHECK(negated.parts[0].which == none_of);
}

TEST_CASE("a filter that stands alone is a list of one") {
    const json one = json::parse(R"(["is", "channel", ["Email"]])");
    CHECK(list_of_filters(one) == json::array({one}));
    CHECK(list_of_filters(json::array({one})) == json::array({one}));
    CHECK(list_of_filters(json::array()) == json::array());
    CHECK(list_of_filters("is") == "is");
}

TEST_CASE("filters are joined by and, or, not") {
    const share_condition nested = read_filters(
        R"([["or", [["and", [["is", "country", ["DE"]], ["matches", "landing_page", ["^/a"]]]],)"
        R"( ["not", ["starts_with", "source", ["x"]]]]], ["is", "conversion_name", ["lead"]]])");
    REQUIRE(nested.parts.size() == 2);
    CHECK(nested.parts[0].which == any_of);
    REQUIRE(nested.parts[0].parts.size() == 2);
    CHECK(nested.parts[0].parts[0].which == all_of);
    CHECK(nested.parts[0].parts[0].parts[1].which == matches);
    CHECK(nested.parts[0].parts[1].which == none_of);
    CHECK(nested.parts[1].column == share_column::conversion_name);
}

TEST_CASE("filters that cannot be are refused with their place") {
    CHECK(refusal_of("{}").find("must be a list") != std::string::npos);
    CHECK(refusal_of(R"(["is"])").find("no filter: \"is\"") != std::string::npos);
    CHECK(refusal_of(R"([["is", "channel"]])").find("no filter") != std::string::npos);
    CHECK(refusal_of(R"([["equals", "channel", ["a"]]])").find("equals") != std::string::npos);
    CHECK(refusal_of(R"([["is", "colour", ["a"]]])").find("visitor") != std::string::npos);
    CHECK(refusal_of(R"([["is", "channel", []]])").find("without values") != std::string::npos);
    CHECK(refusal_of(R"([["is", "channel", [1]]])").find("not a text") != std::string::npos);
    CHECK(refusal_of(R"([["contains", "channel", [null]]])").find("not a text") !=
          std::string::npos);
    CHECK(refusal_of(R"([["is", "channel", [""]]])").find("not a text") != std::string::npos);
    CHECK(refusal_of(R"([["matches", "channel", ["(a"]]])").find("missing )") != std::string::npos);
    CHECK(refusal_of(
              json::array({json::array({"is", "channel", json::array({std::string("a\0", 2)})})}))
              .find("NUL") != std::string::npos);
}

TEST_CASE("filters are bounded") {
    json deep = json::array({"null", "source"});
    for (int i = 0; i < 20; ++i) deep = json::array({"not", deep});
    CHECK(refusal_of(json::array({deep})).find("nested") != std::string::npos);
    json many = json::array();
    for (int i = 0; i < 201; ++i) many.push_back(json::array({"null", "source"}));
    CHECK(refusal_of(many).find("too many tests") != std::string::npos);
    json values = json::array();
    for (int i = 0; i < 1001; ++i) values.push_back("x");
    CHECK(refusal_of(json::array({json::array({"is", "source", values})})).find("too many") !=
          std::string::npos);
    CHECK(refusal_of(
              json::array({json::array({"is", "source", json::array({std::string(1025, 'x')})})}))
              .find("too long") != std::string::npos);
}

}  // namespace attrib::test
