#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
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

TEST_CASE("a process that is killed leaves nothing") {
    const test::temporary_directory folder;
    const pid_t child = ::fork();
    if (child == 0) {
        output_file file(folder.file("a"));
        file.write(std::string(1'000'000, 'x'));
        ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(files_in(folder.path()) == 0);
}

TEST_CASE("a partial file of the same process number is no obstacle") {
    const test::temporary_directory folder;
    const std::string stale =
        folder.write("a." + std::to_string(::getpid()) + ".partial", "of a killed process");
    output_file file(folder.file("a"));
    file.write("new");
    file.commit();
    CHECK(test::contents_of(folder.file("a")) == "new");
    CHECK_FALSE(std::filesystem::exists(stale));
}

TEST_CASE("a link stays a link, and a new file gets the rights that umask leaves") {
    const test::temporary_directory folder;
    std::filesystem::create_symlink(folder.file("target"), folder.file("link"));
    const mode_t before = ::umask(0027);
    output_file file(folder.file("link"));
    file.write("text");
    file.commit();
    ::umask(before);
    CHECK(std::filesystem::is_symlink(folder.file("link")));
    CHECK(test::contents_of(folder.file("target")) == "text");
    CHECK(static_cast<int>(std::filesystem::status(folder.file("target")).permissions()) == 0640);
    CHECK(replaced_path(folder.file("link")) == replaced_path(folder.file("target")));
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
