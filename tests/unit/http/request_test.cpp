#include <libattrib/http/request.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("a target is its path and, after the first question mark, its query") {
    struct expectation {
        const char *target, *path, *query;
    };
    for (const expectation& each : {expectation{"/a", "/a", ""},
                                    {"/a?", "/a", ""},
                                    {"/a?b=c", "/a", "b=c"},
                                    {"/a?b?c", "/a", "b?c"},
                                    {"?b", "", "b"},
                                    {"", "", ""}}) {
        INFO(each.target);
        http_request request;
        request.target = each.target;
        CHECK(request.path() == each.path);
        CHECK(request.query() == each.query);
    }
}

TEST_CASE("a target with a host in it is a path of that host") {
    struct expectation {
        const char *target, *host, *path;
    };
    for (const expectation& each : {expectation{"/a?http://b/", "own", "/a?http://b/"},
                                    {"http://b:80/a?c", "b:80", "/a?c"},
                                    {"http://b", "b", "/"},
                                    {"http:///a", "", "/a"},
                                    {"https://b/a", "own", "https://b/a"},
                                    {"*", "own", "*"}}) {
        INFO(each.target);
        http_request request;
        request.host = "own";
        request.target = each.target;
        request.take_host_of_target();
        CHECK(request.host == each.host);
        CHECK(request.target == each.path);
    }
}

}  // namespace attrib::test
