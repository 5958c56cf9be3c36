#include <libattrib/io/object_scanner.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// The rows of a text that comes in pieces, white space around them removed, each with its line; a
// tilde marks one that does not end.
std::string scan(const std::string& text, std::size_t piece) {
    object_scanner scanner;
    std::string found;
    const auto note = [&](std::uint64_t end) {
        std::string row = text.substr(scanner.row_begin(), end - scanner.row_begin());
        row.erase(row.find_last_not_of(" \r\n\t") + 1);
        found += "(" + row + "@" + std::to_string(scanner.row_line() + 1) + ")";
    };
    for (std::size_t at = 0; at < text.size();) {
        const bool has_ended = scanner.scan(std::string_view(text).substr(at, piece - at % piece));
        at += scanner.taken();
        CHECK(scanner.offset() == at);
        if (has_ended) note(at);
    }
    if (scanner.is_inside()) {
        note(text.size());
        found += "~";
    }
    return found;
}

void check_scan(const std::string& text, const std::string& rows) {
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        INFO(text << " in pieces of " << piece);
        CHECK(scan(text, piece) == rows);
    }
}

}  // namespace

TEST_CASE("objects on lines, over lines, after one another and in arrays") {
    check_scan("{\"a\":1}\n{}\r\n\n{\"b\":[{}]}", "({\"a\":1}@1)({}@2)({\"b\":[{}]}@4)");
    check_scan("{\n\"a\":{\n}\n}\n{}\n", "({\n\"a\":{\n}\n}@1)({}@5)");
    check_scan("{}{} {\"a\":{}},{}", "({}@1)({}@1)({\"a\":{}}@1)({}@1)");
    check_scan("[\n  {},\n{\"a\":[\n{}\n,{}]}\n]", "({}@2)({\"a\":[\n{}\n,{}]}@3)");
    check_scan("[]", "");
    check_scan("\xEF\xBB\xBF{}\x1E{}\n", "({}@1)({}@1)");
}

TEST_CASE("braces and line ends in strings are text") {
    check_scan(R"({"a":"}{\"}\\"}{"\\\"":1})", R"(({"a":"}{\"}\\"}@1)({"\\\"":1}@1))");
}

TEST_CASE("a broken row hides no other") {
    // A string or an object that does not close before the next line begins a row.
    check_scan("{\"a\":\"x\n{\"b\":1}\n", "({\"a\":\"x@1)({\"b\":1}@2)");
    check_scan("{\"a\":\"x\\\n{\"b\":1}\n", "({\"a\":\"x\\@1)({\"b\":1}@2)");
    check_scan("{\"a\":{\"c\":1}\n{\"b\":1}\n", "({\"a\":{\"c\":1}@1)({\"b\":1}@2)");
    check_scan("{\"a\":[1,2\n{\"b\":1}\n", "({\"a\":[1,2@1)({\"b\":1}@2)");
    check_scan("[{\"a\":{\"x\":1},\n{\"b\":2},\n{\"c\":3}]",
               "({\"a\":{\"x\":1},@1)({\"b\":2}@2)({\"c\":3}@3)");
    // A brace may stand there.
    check_scan("{\"a\":[\n{},\n{}],\"b\":\n{}}", "({\"a\":[\n{},\n{}],\"b\":\n{}}@1)");
    // What is no object.
    check_scan("nonsense\n{}\n", "(nonsense@1)({}@2)");
    check_scan("}\n{}}\n{}", "(}@1)({}@2)(}@2)({}@3)");
    check_scan("[{},null,{}]", "({}@1)(null,@1)({}@1)");
    check_scan("x {\"a\":1}\n", "(x {\"a\":1}@1)");
    check_scan("{\"a\":1", "({\"a\":1@1)~");
    check_scan("{}\n{\n\"a\":\"", "({}@1)({\n\"a\":\"@2)~");
}

TEST_CASE("nesting of any depth") {
    const std::string deep = "{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}";
    object_scanner scanner;
    CHECK(scanner.scan(deep + "{}"));
    CHECK(scanner.taken() == deep.size());
}

TEST_CASE("how much of a text holds whole rows only") {
    CHECK(whole_rows_of("") == 0);
    CHECK(whole_rows_of("{\"a\":1}") == 0);
    CHECK(whole_rows_of("{}\n{}\n{") == 6);
    // A last line may go on.
    CHECK(whole_rows_of("{}\n{}\n") == 3);
    CHECK(whole_rows_of("{}\n\n  {}\n\n") == 4);
    // Over several lines: not inside an object.
    CHECK(whole_rows_of("{\n\"a\":[{},\n{}]\n}\n{\n\"b\":[{},\n{}") == 17);
    // In arrays, with the line end that follows a row.
    CHECK(whole_rows_of("[{},\n{},\n{\"a\":[{},\n{") == 9);
    CHECK(whole_rows_of("[{},{},{\"a\"") == 7);
    CHECK(whole_rows_of("{}{}{") == 4);
    // Separators before a row.
    CHECK(whole_rows_of(" ,\n{\"a") == 3);
    CHECK(whole_rows_of(std::string(1'000'000, '\n')) == 999'999);
}

TEST_CASE("a row ends with the separators that follow on its line") {
    CHECK(after_separators("{},\n,{}", 2) == 4);
    CHECK(after_separators("{} , {}", 2) == 5);
    CHECK(after_separators("{}\n\n", 3) == 3);
    CHECK_FALSE(after_separators("{} ,", 2));
}

}  // namespace attrib
