#include <sys/stat.h>
#include <unistd.h>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/private_folder.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

const process_owner ourselves{geteuid(), getegid()};

mode_t mode_of(const fs::path& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
}

}  // namespace

TEST_CASE("a private folder is made closed, and closed when it was open") {
    const temporary_directory place;
    const fs::path folder = place.file("folder");
    make_private_folder(folder, ourselves);
    CHECK(mode_of(folder) == 0700);
    fs::permissions(folder, fs::perms::all);
    CHECK_FALSE(is_private_folder(folder, ourselves));
    make_private_folder(folder, ourselves);
    CHECK(is_private_folder(folder, ourselves));
    require_folder_of(folder, geteuid());
    const fs::path unforeseen = make_unforeseen_folder(ourselves);
    CHECK(is_private_folder(unforeseen, ourselves));
    fs::remove(unforeseen);
}

TEST_CASE("links, files and folders of somebody else are refused and left as they are") {
    const temporary_directory place;
    const fs::path victim = place.file("victim");
    fs::create_directory(victim);
    fs::permissions(victim, fs::perms::all);
    const fs::path link = place.file("link");
    fs::create_directory_symlink(victim, link);
    CHECK_THROWS_WITH(make_private_folder(link, ourselves), Contains("a link"));
    CHECK_FALSE(is_private_folder(link, ourselves));
    CHECK_THROWS_WITH(require_folder_of(link, geteuid()), Contains("a link"));
    CHECK(mode_of(victim) == 0777);
    CHECK_THROWS_WITH(require_folder_of(victim, geteuid()), Contains("by others"));
    CHECK_THROWS_AS(make_private_folder(place.write("file", ""), ourselves), failure);
    if (geteuid() != 0) return;
    constexpr uid_t somebody = 12'345;
    constexpr uid_t server = 54'321;
    const fs::path theirs = place.file("theirs");
    fs::create_directory(theirs);
    REQUIRE(::chown(theirs.c_str(), somebody, somebody) == 0);
    CHECK_THROWS_WITH(make_private_folder(theirs, {server, server}), Contains("12345"));
    const fs::path given = place.file("given");
    make_private_folder(given, {server, server});
    CHECK(is_private_folder(given, {server, server}));
}

}  // namespace attrib::test
