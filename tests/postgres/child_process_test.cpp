#include <unistd.h>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/child_process.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {

TEST_CASE("a command's output goes to the log, its failure to the message") {
    const temporary_directory folder;
    const process_owner self{geteuid(), getegid()};
    const std::string log = folder.file("log");
    run_command({"/bin/sh", "-c", "echo out; echo err >&2; pwd"}, self, log);
    CHECK(contents_of(log) == "out\nerr\n/\n");
    try {
        run_command({"/bin/sh", "-c", "echo the reason; exit 3"}, self, log);
        FAIL("nothing was thrown");
    } catch (const failure& failed) {
        CHECK(failed.code() == errc::database_unavailable);
        CHECK(std::string(failed.what()).find("the reason") != std::string::npos);
    }
    CHECK_THROWS_AS(run_command({"/no/such/program"}, self, log), failure);
    CHECK_THROWS_AS(run_command({"/bin/true"}, self, "/no/such/folder/log"), failure);
}

}  // namespace attrib::test
