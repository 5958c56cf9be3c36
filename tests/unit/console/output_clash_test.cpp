#include <apps/console/output_clash.hpp>
#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::console {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("outputs that replace nothing that is read or written may be anywhere") {
    const test::temporary_directory folder;
    const std::string input = folder.write("a", "");
    refuse_output_clash({input, "-"}, {folder.file("b"), folder.file("new/c"), "-", "-", ""});
    refuse_output_clash({"/dev/null"}, {"/dev/null", "/dev/null"});
}

TEST_CASE("an output is compared with inputs and earlier outputs, however they are spelled") {
    const test::temporary_directory folder;
    const std::string input = folder.write("a", "");
    const std::string spelled = folder.path() + "/../" + folder.path().substr(5) + "//a";
    CHECK_THROWS_WITH(refuse_output_clash({input}, {spelled}), Contains("over the input"));
    CHECK_THROWS_WITH(refuse_output_clash({}, {folder.file("new"), folder.path() + "/./new"}),
                      Contains("two outputs"));
}

}  // namespace
}  // namespace attrib::console
