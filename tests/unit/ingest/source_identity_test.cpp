#include <libattrib/core/utf8.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("the bytes and the renames are the identity, not the name or the compression") {
    const temporary_directory folder;
    const std::string one = folder.write("one.csv", "a,b\n1,2\n");
    const std::string two = folder.write("two.csv", "a,b\n1,2\n");
    const std::string other = folder.write("other.csv", "a,b\n1,3\n");
    const source_identity identity = identify_source(one, {}).value();
    CHECK(identity.size == 8);
    CHECK(identity.text == identify_source(two, {}).value().text);
    CHECK(identity.text != identify_source(other, {}).value().text);
    CHECK(identity.text != identify_source(one, {.renames = {{"a", "channel"}}}).value().text);
    CHECK(identify_source(one, {.renames = {{"a", "x"}, {"b", "y"}}}).value().text ==
          identify_source(one, {.renames = {{"b", "y"}, {"a", "x"}}}).value().text);
    REQUIRE(std::system(("gzip -k " + one).c_str()) == 0);
    CHECK(identity.text == identify_source(one + ".gz", {}).value().text);
}

TEST_CASE("an identity is bounded, whatever it is made of") {
    const std::string longest(max_identity_bytes, 'x');
    CHECK(bounded_identity(longest) == longest);
    const std::string one = bounded_identity(longest + "1");
    const std::string two = bounded_identity(longest + "2");
    CHECK(one.size() == max_identity_bytes);
    CHECK(one.starts_with(std::string(1000, 'x')));
    CHECK(one != two);
    CHECK(one == bounded_identity(longest + "1"));
    std::string name;
    while (name.size() <= max_identity_bytes) name += "\xE2\x82\xAC";
    CHECK(is_utf8(bounded_identity("a" + name)));
    CHECK(is_utf8(bounded_identity("ab" + name)));
    CHECK(bounded_identity(std::string(5000, '\x80')).size() <= max_identity_bytes);
    const temporary_directory folder;
    reading_options many;
    for (int i = 0; i < 1000; ++i) many.renames.emplace_back("column " + std::to_string(i), "");
    CHECK(identify_source(folder.write("one.csv", "a\n1\n"), many).value().text.size() <=
          max_identity_bytes);
}

TEST_CASE("no two random identities are the same") {
    const std::string one = random_identity();
    CHECK(one.size() == 32);
    CHECK(one != random_identity());
}

TEST_CASE("an identity says how far times are moved, and is found among those that do") {
    const std::string moved = shifted_identity("stdin:a", microseconds{-5});
    CHECK(moved == "stdin:a:shift=-5");
    CHECK(shift_of(moved) == microseconds{-5});
    CHECK(without_shift(moved) == "stdin:a");
    CHECK(without_shift("stdin:a") == "stdin:a");
    const identity_range all = shifted_identities("stdin:a");
    CHECK((all.from < moved && moved < all.to));
    CHECK_FALSE(("stdin:a:2" > all.from && "stdin:a:2" < all.to));
}

TEST_CASE("a file is another version when it was written or replaced") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "1");
    const file_version before = version_of(path);
    CHECK(before.size == 1);
    CHECK(version_of(path) == before);
    static_cast<void>(folder.write("a", "22"));
    CHECK(version_of(path) != before);
    CHECK(version_of(folder.file("none")) == file_version{});
}

TEST_CASE("a file that ends inside quotes is cut off") {
    const temporary_directory folder;
    const std::string cut = folder.write("cut.csv", "a,b\n1,\"2\n");
    CHECK(identify_source(cut, {}).error().code == errc::unterminated_quote);
    CHECK(identify_source(folder.file("none.csv"), {}).error().code == errc::file_not_found);
}

}  // namespace attrib::test
