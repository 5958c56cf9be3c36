#include <libattrib/core/json_text.hpp>
#include <nlohmann/json.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

std::string json_text(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

TEST_CASE("a JSON text is quoted, and what would end it escaped") {
    CHECK(json_text("") == "\"\"");
    CHECK(json_text("Email, \xC3\xBC") == "\"Email, \xC3\xBC\"");
    CHECK(json_text("a\"b\\c") == R"("a\"b\\c")");
    CHECK(json_text("\n\x1F") == R"("\u000a\u001f")");
    std::string out = "before ";
    append_json_text(out, "x");
    CHECK(out == "before \"x\"");
}

TEST_CASE("every byte of ASCII comes back from JSON") {
    for (char c = 0; c < 127; ++c) {
        const std::string text(3, c);
        CHECK(nlohmann::json::parse(json_text(text)).get<std::string>() == text);
    }
}

}  // namespace
}  // namespace attrib
