#include <libattrib/converters/detail/user_bloom_filter.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib::detail {
namespace {

std::string user(int number) { return "user." + std::to_string(number); }

TEST_CASE("a filter lets its users pass, and hardly anybody else") {
    user_bloom_filter some;
    user_bloom_filter more;
    constexpr int users = 1000;
    for (int i = 0; i < users; i += 2) some.add(user_bloom_filter::key_of(user(i)));
    for (int i = 1; i < users; i += 2) more.add(user_bloom_filter::key_of(user(i)));
    some.add(more);
    int strangers = 0;
    for (int i = 0; i < 100 * users; ++i) {
        const bool passes = some.may_have(user_bloom_filter::key_of(user(i)));
        if (i < users) CHECK(passes);
        if (i >= users && passes) ++strangers;
    }
    // A 4000th is what to expect.
    CHECK(strangers < users / 4);
    CHECK_FALSE(user_bloom_filter().may_have(user_bloom_filter::key_of("")));
}

}  // namespace
}  // namespace attrib::detail
