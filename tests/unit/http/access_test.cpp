#include <sys/stat.h>

#include <libattrib/http/access.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* reader = "reader-token-0123";
constexpr const char* writer = "writer.token_0123/+=";

std::string tokens_in(const temporary_directory& folder, const std::string& text,
                      mode_t mode = 0600) {
    const std::string path = folder.write("tokens", text);
    ::chmod(path.c_str(), mode);
    return path;
}

access_rules rules_with(bool is_reading_open) {
    access_rules rules;
    rules.tokens.add(access_scope::read, reader);
    rules.tokens.add(access_scope::write, writer);
    rules.is_reading_open = is_reading_open;
    return rules;
}

int status_of(const access_rules& rules, const std::string& authorization, access_scope wanted) {
    const auto refused = rules.refusal(authorization, wanted);
    return refused ? refused->status : 200;
}

}  // namespace

TEST_CASE("a file of tokens: scopes, comments, empty lines and line ends of any kind") {
    const temporary_directory folder;
    const std::string text =
        std::string("# who\r\n\nread ") + reader + "\r\nwrite " + writer + "  \n";
    const token_table table = token_table::load(tokens_in(folder, text)).value();
    CHECK(table.scope_of(std::string("Bearer ") + reader) == access_scope::read);
    CHECK(table.scope_of(std::string("bearer ") + writer) == access_scope::write);
    CHECK(table.has(access_scope::read));
    CHECK_FALSE(table.is_empty());
    const token_table write_only =
        token_table::load(tokens_in(folder, std::string("write ") + writer)).value();
    CHECK_FALSE(write_only.has(access_scope::read));
}

TEST_CASE("keys that may only send are short, and let nobody else send") {
    const temporary_directory folder;
    token_table table;
    CHECK(table.may_send(""));
    table = token_table::load(tokens_in(folder, std::string("read ") + reader)).value();
    CHECK(table.may_send("anything"));
    table = token_table::load(
                tokens_in(folder, std::string("send G-1X\nread ") + reader + "\nwrite " + writer))
                .value();
    CHECK(table.has(access_scope::send));
    CHECK(table.may_send("G-1X"));
    CHECK(table.may_send(writer));
    CHECK_FALSE(table.may_send(reader));
    CHECK_FALSE(table.may_send(""));
    access_rules rules;
    rules.tokens = table;
    rules.is_reading_open = false;
    CHECK(status_of(rules, "Bearer G-1X", access_scope::read) == 403);
    CHECK(status_of(rules, "Bearer G-1X", access_scope::write) == 403);
    CHECK(token_table::load(tokens_in(folder, "send G-1X")).has_value());
    CHECK(token_table::load(tokens_in(folder, "send G-1")).has_error());
}

TEST_CASE("the user of basic authentication is a key") {
    CHECK(basic_user_of("Basic a2V5OnBhc3M=") == "key");
    CHECK(basic_user_of("basic a2V5Og==") == "key");
    for (const char* const none : {"", "Basic", "Basic ", "Basic a2V5", "Basic !!!!",
                                   "Basic a2V5Og", "Bearer a2V5Og==", "Basic a=V5Og=="}) {
        INFO(none);
        CHECK(basic_user_of(none).empty());
    }
}

TEST_CASE("a file of tokens that is wrong is refused with its line") {
    const temporary_directory folder;
    for (const char* const line :
         {"read", "read ", "admin reader-token-0123", "read short", "READ reader-token-0123",
          "read reader token 0123456", "read  reader-token-0123", "read reader-token-\xc3\xa4-0123",
          "reader-token-0123456"}) {
        INFO(line);
        const auto loaded = token_table::load(tokens_in(folder, "# one\n" + std::string(line)));
        REQUIRE(loaded.has_error());
        CHECK(loaded.error().code == errc::invalid_option);
        CHECK_THAT(loaded.error().message, Contains("tokens:2: "));
    }
    CHECK(token_table::load(folder.file("none")).error().code == errc::file_not_found);
    const auto open = token_table::load(tokens_in(folder, "", 0644));
    REQUIRE(open.has_error());
    CHECK_THAT(open.error().message, Contains("chmod 600"));
}

TEST_CASE("what is not a file with a token is an error, never a table without tokens") {
    const temporary_directory folder;
    const auto code_of = [](const std::string& path) {
        const auto loaded = token_table::load(path);
        REQUIRE(loaded.has_error());
        CHECK_THAT(loaded.error().message, Contains(path + ": "));
        return loaded.error().code;
    };
    const std::string directory = folder.file("folder");
    ::mkdir(directory.c_str(), 0700);
    CHECK(code_of(directory) == errc::file_unreadable);
    const std::string fifo = folder.file("fifo");
    ::mkfifo(fifo.c_str(), 0600);
    CHECK(code_of(fifo) == errc::file_unreadable);
    CHECK(code_of("/dev/null") == errc::file_unreadable);
    CHECK(code_of(folder.file("none")) == errc::file_not_found);
    CHECK(code_of(folder.file("tokens") + "/x") == errc::file_not_found);
    for (const char* const text : {"", "\n\r\n", "# nothing\n# yet\n", "   \n"}) {
        INFO(text);
        CHECK(code_of(tokens_in(folder, text)) == errc::invalid_option);
    }
    CHECK(code_of(tokens_in(folder, std::string(std::size_t{2} << 20, '\n'))) ==
          errc::invalid_option);
}

TEST_CASE("only the whole token after Bearer is one") {
    token_table table;
    table.add(access_scope::read, reader);
    for (const std::string& wrong :
         {std::string(), std::string("Bearer"), std::string("Bearer "), std::string(reader),
          std::string("Basic ") + reader, std::string("Bearer ") + reader + "4",
          std::string("Bearer reader-token-012"), std::string("Bearer  ") + reader,
          std::string("Bearer Reader-token-0123")}) {
        INFO(wrong);
        CHECK_FALSE(table.scope_of(wrong));
    }
}

TEST_CASE("a token that is there twice has the wider scope") {
    token_table table;
    table.add(access_scope::write, reader);
    table.add(access_scope::read, reader);
    CHECK(table.scope_of(std::string("Bearer ") + reader) == access_scope::write);
    CHECK(table.number_of(std::string("Bearer ") + reader) == 0);
}

TEST_CASE("tokens are told apart by their numbers") {
    token_table table;
    table.add(access_scope::read, reader);
    table.add(access_scope::write, writer);
    table.add(access_scope::write, reader);
    CHECK(table.number_of(std::string("bearer ") + writer) == 1);
    CHECK(table.number_of(std::string("Bearer ") + reader) == 2);
    CHECK_FALSE(table.number_of("Bearer wrong-token-0123"));
}

TEST_CASE("who may read and who may write") {
    const std::string read = std::string("Bearer ") + reader;
    const std::string write = std::string("Bearer ") + writer;
    struct expectation {
        bool is_reading_open;
        std::string authorization;
        int reading, writing;
    };
    for (const expectation& each : {expectation{true, "", 200, 401},
                                    {true, "Bearer wrong-token-0123", 200, 401},
                                    {true, read, 200, 403},
                                    {true, write, 200, 200},
                                    {false, "", 401, 401},
                                    {false, "Bearer wrong-token-0123", 401, 401},
                                    {false, read, 200, 403},
                                    {false, write, 200, 200}}) {
        INFO(each.is_reading_open << ' ' << each.authorization);
        const access_rules rules = rules_with(each.is_reading_open);
        CHECK(status_of(rules, each.authorization, access_scope::read) == each.reading);
        CHECK(status_of(rules, each.authorization, access_scope::write) == each.writing);
    }
    CHECK(status_of({}, "", access_scope::read) == 200);
    CHECK(status_of({}, write, access_scope::write) == 403);
}

TEST_CASE("names of this machine, with and without a port") {
    for (const char* const own :
         {"localhost", "localhost:8080", "LocalHost:1", "127.0.0.1", "127.0.0.1:80", "127.1.2.3",
          "[::1]", "[::1]:8080", "attrib.localhost:8080"}) {
        INFO(own);
        CHECK(access_rules::is_loopback_name(own));
    }
    for (const char* const other : {"", "example.org", "example.org:8080", "127.0.0.1.example.org",
                                    "127.evil", "10.0.0.1", "[::2]", "[::1].example.org",
                                    "localhost.example.org", "notlocalhost", "0.0.0.0", "[::1"}) {
        INFO(other);
        CHECK_FALSE(access_rules::is_loopback_name(other));
    }
}

TEST_CASE("CORS lets in the origins that were named, whole") {
    access_rules rules;
    CHECK_FALSE(rules.allows_origin("https://a.example"));
    rules.origins = {"https://a.example"};
    CHECK(rules.allows_origin("https://a.example"));
    for (const char* const other : {"", "null", "*", "http://a.example", "https://a.example.org",
                                    "https://a.example:443", "https://b.a.example"}) {
        INFO(other);
        CHECK_FALSE(rules.allows_origin(other));
    }
}

}  // namespace attrib::test
