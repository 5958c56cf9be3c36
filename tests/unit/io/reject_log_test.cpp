#include <libattrib/io/reject_log.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

TEST_CASE("a reject is kept with file, line, reason, message and its bytes") {
    const test::temporary_directory folder;
    const auto path = folder.file("rejects.csv");
    reject_log log(path);
    log.add({"a,b.csv", 7, reject_reason::bad_utf8, "no, not \"this\"",
             std::string_view("u\xFF\0,\"x\"", 7)});
    CHECK_FALSE(std::filesystem::exists(path));
    log.commit();
    CHECK(test::contents_of(path) ==
          "file,line,reason,message,text\n\"a,b.csv\",7,bad_utf8,\"no, not \"\"this\"\"\"," +
              std::string("\"u\xFF\0,\"\"x\"\"\"\n", 12));
}

}  // namespace
}  // namespace attrib
