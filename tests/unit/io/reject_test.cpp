#include <libattrib/io/reject.hpp>
#include <set>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("every reason has a name of its own") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(reject_reason::bot); ++i)
        names.insert(name_of(static_cast<reject_reason>(i)));
    CHECK(names.size() == 19);
    CHECK(names.count("") == 0);
    CHECK(name_of(reject_reason::field_count) == "field_count");
    CHECK(name_of(reject_reason::nul_byte) == "nul_byte");
    CHECK(name_of(reject_reason::timestamp_future) == "timestamp_future");
    CHECK(name_of(reject_reason::text_too_long) == "text_too_long");
}

}  // namespace
}  // namespace attrib
