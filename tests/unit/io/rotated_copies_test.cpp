#include <libattrib/io/rotated_copies.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("rotated copies are beside the file, oldest first, and named by number or date") {
    const temporary_directory folder;
    const std::string path = folder.write("a.csv", "");
    int age = 0;
    for (const char* const name : {"a.csv.bak", "a.csv.2.gz", "a-20250301.csv", "a.csv.2025-03-01",
                                   "a.csv-20250301T1000.zst", "a.csv.1"})
        std::filesystem::last_write_time(
            folder.write(name, "x"),
            std::filesystem::file_time_type::clock::now() + std::chrono::seconds{++age});
    static_cast<void>(folder.write("b.csv.1", ""));
    std::filesystem::create_directory(folder.file("a.csv.3"));
    std::string found;
    for (const rotated_copy& copy : rotated_copies(path))
        found +=
            std::filesystem::path(copy.path).filename().string() + (copy.is_numbered ? " " : "? ");
    CHECK(found ==
          "a.csv.bak? a.csv.2.gz a-20250301.csv a.csv.2025-03-01 a.csv-20250301T1000.zst a.csv.1 ");
    CHECK(rotated_copies(folder.file("no/such/a.csv")).empty());
}

TEST_CASE("a copy is known by what precedes a position, compressed or not") {
    const temporary_directory folder;
    const std::string path = folder.write("a", "abcdef");
    REQUIRE(std::system(("gzip -k " + path).c_str()) == 0);
    for (const std::string& copy : {path, path + ".gz"}) {
        CHECK(holds(copy, 4, mark_of("abcd")));
        CHECK(holds(copy, 6, mark_of("def")));
        CHECK_FALSE(holds(copy, 4, mark_of("abxd")));
        CHECK_FALSE(holds(copy, 7, mark_of("abcdefg")));
    }
    CHECK_FALSE(holds(folder.file("none"), 4, mark_of("abcd")));
    CHECK_FALSE(holds(folder.write("b.gz", "no gzip"), 4, mark_of("gzip")));
}

}  // namespace attrib::test
