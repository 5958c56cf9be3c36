#include <libattrib/core/array_text.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("arrays as text are what the server reads them as") {
    const std::vector<std::string> texts{"plain",       "",        "a,b",  "{c}",      "say \"x\"",
                                         "back\\slash", " blank ", "NULL", "\xC3\xA4", "a\nb"};
    const temporary_database database;
    connection on = database.connect();
    const query_result read =
        on.run("select text from unnest($1::text[]) as text", {array_text(texts)});
    REQUIRE(read.rows() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        CHECK_FALSE(read.is_null(i, 0));
        CHECK(read.text(i, 0) == texts[i]);
    }
    const query_result nullable =
        on.run("select text from unnest($1::text[]) as text", {nullable_array_text(texts)});
    REQUIRE(nullable.rows() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        CHECK(nullable.is_null(i, 0) == texts[i].empty());
    CHECK(array_text(std::vector<std::string>()) == "{}");
    CHECK(array_text(std::vector<std::int64_t>()) == "{}");
    CHECK(array_text(std::vector<std::int64_t>{3, -9'000'000'000}) == "{3,-9000000000}");
}

}  // namespace attrib::test
