#include <libattrib/http/negotiation.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("Accept: the most specific range decides") {
    struct expectation {
        const char* accept;
        bool json, csv;
    };
    for (const expectation& each : {expectation{"", true, true},
                                    {"  ", true, true},
                                    {"*/*", true, true},
                                    {"application/json", true, false},
                                    {"APPLICATION/Json", true, false},
                                    {"text/csv", false, true},
                                    {"text/*", false, true},
                                    {"application/*;q=0.1, text/csv;q=0", true, false},
                                    {"application/json;q=0, */*", false, true},
                                    {"*/*;q=0, application/json;q=0.001", true, false},
                                    {"text/*;q=0.0, */*", true, false},
                                    {"application/json; charset=utf-8; q=0.000", false, false},
                                    {"application/json;Q=0", false, false},
                                    {"text/html , text/csv ;q=1", false, true},
                                    {"application/json+x", false, false},
                                    {"*", false, false},
                                    {"application/", false, false},
                                    {";;,,q=1", false, false}}) {
        INFO(each.accept);
        CHECK(accepts(each.accept, "application/json") == each.json);
        CHECK(accepts(each.accept, "text/csv") == each.csv);
    }
}

TEST_CASE("a type is preferred only when it is named itself") {
    CHECK(names_type("text/html, text/csv;q=0.2", "text/csv"));
    CHECK_FALSE(names_type("text/csv;q=0", "text/csv"));
    CHECK_FALSE(names_type("text/*", "text/csv"));
    CHECK_FALSE(names_type("", "text/csv"));
}

TEST_CASE("Accept-Encoding admits gzip") {
    for (const char* const list : {"gzip", "GZIP", "deflate, gzip;q=0.5", "*", "br;q=1, *;q=0.1"}) {
        INFO(list);
        CHECK(accepts_gzip(list));
    }
    for (const char* const list :
         {"", "identity", "gzip;q=0", "*;q=0", "gzip;q=0, *", "xgzip", "br, deflate"}) {
        INFO(list);
        CHECK_FALSE(accepts_gzip(list));
    }
}

TEST_CASE("If-None-Match by weak comparison") {
    for (const char* const list : {"\"a\"", "\"b\", \"a\"", "W/\"a\"", "*", " \"a\" ,\"c\""}) {
        INFO(list);
        CHECK(names_tag(list, "\"a\""));
    }
    for (const char* const list : {"", "\"b\"", "a", "\"A\"", "\"a", "W/", "\"a\"\"b\""}) {
        INFO(list);
        CHECK_FALSE(names_tag(list, "\"a\""));
    }
}

}  // namespace attrib::test
