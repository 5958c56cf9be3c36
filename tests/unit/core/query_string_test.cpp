#include <algorithm>
#include <libattrib/core/query_string.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("percent-encoding is resolved once") {
    CHECK(decoded("").value().empty());
    CHECK(decoded("/a%2Fb%2fc").value() == "/a/b/c");
    CHECK(decoded("%25%32%30").value() == "%20");
    CHECK(decoded("%C3%A4").value() == "\xc3\xa4");
    CHECK(decoded("a+b").value() == "a+b");
    CHECK(decoded("a+b%2B", true).value() == "a b+");
}

TEST_CASE("what is broken or no text is refused") {
    for (const char* const wrong : {"%", "%4", "a%4", "%zz", "%4g", "%g4", "%%41", "%00", "a%00b",
                                    "%ff", "%C3", "%C0%AF", "%ED%A0%80", "\xff"}) {
        INFO(wrong);
        CHECK_FALSE(decoded(wrong));
    }
}

TEST_CASE("parameters keep their order, empty ones are nothing") {
    const auto given = parameters_of("b=1&&a=%26%3D&c&d=&e=x=y&").value();
    REQUIRE(given.size() == 5);
    CHECK((given[0].name == "b" && given[0].value == "1"));
    CHECK((given[1].name == "a" && given[1].value == "&="));
    CHECK((given[2].name == "c" && given[2].value.empty()));
    CHECK((given[3].name == "d" && given[3].value.empty()));
    CHECK((given[4].name == "e" && given[4].value == "x=y"));
    CHECK(parameters_of("").value().empty());
    CHECK_FALSE(parameters_of("a=1&b=%"));
    CHECK_FALSE(parameters_of("%ff=1"));
}

TEST_CASE("any number of parameters fits, also without values") {
    struct form {
        const char* raw;
        query_parameter means;
    };
    constexpr std::size_t many = 200'000;
    for (const form& each : {form{"a&", {"a", ""}}, form{"a=&", {"a", ""}}, form{"=a&", {"", "a"}},
                             form{"ab=c&", {"ab", "c"}}, form{"%61&", {"a", ""}}})
        for (const char* const last : {"b", "b=", "b=c"}) {
            INFO(each.raw << " and " << last);
            std::string query;
            for (std::size_t i = 0; i < many; ++i) query += each.raw;
            const auto given = parameters_of(query + last).value();
            REQUIRE(given.size() == many + 1);
            CHECK(std::all_of(given.begin(), given.begin() + many, [&](const auto& other) {
                return other.name == each.means.name && other.value == each.means.value;
            }));
            CHECK(given[many].name == "b");
        }
}

TEST_CASE("texts are UTF-8 each, not only together") {
    CHECK(parameters_of("%C3%A4=%C3%A4&%C3%A4").value().size() == 2);
    CHECK_FALSE(parameters_of("%C3=%A4"));
    CHECK_FALSE(parameters_of("%C3&%A4"));
    CHECK_FALSE(parameters_of("a=%C3&=%A4"));
}

TEST_CASE("one parameter is found, whatever the others are") {
    CHECK(parameter_in("a=%zz&b=1%2B+2&b=3", "b") == "1+ 2");
    CHECK(parameter_in("%62=1", "b") == "1");
    CHECK(parameter_in("b", "b") == "");
    CHECK_FALSE(parameter_in("a=1&bb=2&=b", "b").has_value());
    CHECK_FALSE(parameter_in("b=%zz", "b").has_value());
}

}  // namespace attrib::test
