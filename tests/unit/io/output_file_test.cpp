#include <libattrib/io/output_file.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using Catch::Matchers::Contains;

std::size_t files_in(const std::string& folder) {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(folder))
        if (each.exists()) ++count;
    return count;
}

TEST_CASE("a file appears when it is committed, whole") {
    const test::temporary_directory folder;
    const auto path = folder.write("a", "old");
    const std::string big(1'000'000, 'x');
    {
        output_file file(path);
        file.write(big);
        file.write("end");
        CHECK(test::contents_of(path) == "old");
        file.commit();
    }
    CHECK(test::contents_of(path) == big + "end");
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("without commit nothing is left") {
    const test::temporary_directory folder;
    {
        output_file file(folder.file("a"));
        file.write("text");
        output_file moved(std::move(file));
    }
    CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("what cannot be written names the place and the reason") {
    const test::temporary_directory folder;
    CHECK_THROWS_WITH(output_file(folder.file("no/such/a")), Contains("no/such/a"));
    output_file full("/dev/full");
    full.write("x");
    CHECK_THROWS_WITH(full.commit(), Contains("/dev/full") && Contains("No space left"));
}

}  // namespace
}  // namespace attrib
