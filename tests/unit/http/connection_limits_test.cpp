#include <libattrib/http/detail/connection_limits.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("connections are limited in all and by address; who leaves makes room") {
    using verdict = detail::connection_limits::verdict;
    detail::connection_limits limits(3, 2);
    CHECK(limits.enter("a") == verdict::admitted);
    CHECK(limits.enter("a") == verdict::admitted);
    CHECK(limits.enter("a") == verdict::too_many_from_there);
    CHECK(limits.enter("b") == verdict::too_many);
    limits.leave("a");
    limits.leave("b");
    CHECK(limits.enter("b") == verdict::admitted);
    limits.leave("a");
    CHECK(limits.enter("a") == verdict::admitted);
}

}  // namespace attrib::test
