#include <libattrib/postgres/connection_string.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

TEST_CASE("URIs, pairs and names of databases") {
    const auto uri =
        parse_connection_string("postgresql://u:p%40w@h:5433/d?connect_timeout=2&options=-ca%3Db")
            .value();
    CHECK(value_of(uri, "host") == "h");
    CHECK(value_of(uri, "password") == "p@w");
    CHECK(value_of(uri, "port") == "5433");
    CHECK(value_of(uri, "dbname") == "d");
    CHECK(value_of(uri, "connect_timeout") == "2");
    CHECK(value_of(uri, "options") == "-ca=b");
    CHECK(value_of(uri, "sslmode").empty());
    const auto pairs = parse_connection_string("host='/tmp/a b' dbname=x").value();
    CHECK(value_of(pairs, "host") == "/tmp/a b");
    CHECK(value_of(parse_connection_string("sales").value(), "dbname") == "sales");
    CHECK(parse_connection_string("").value().empty());
    CHECK(parse_connection_string("postgresql://u@/d?host=/tmp/a@b").has_value());
    CHECK(parse_connection_string("postgresql://h1:1,h2:2/d").has_value());
}

TEST_CASE("the same settings at another address, as a text") {
    const auto there =
        at_address(parse_connection_string("postgresql://u:p'%5C@h:5433/d?sslmode=require").value(),
                   "w", "5", "e f");
    CHECK(value_of(there, "host") == "w");
    const auto again = parse_connection_string(text_of(there)).value();
    CHECK(value_of(again, "host") == "w");
    CHECK(value_of(again, "port") == "5");
    CHECK(value_of(again, "dbname") == "e f");
    CHECK(value_of(again, "password") == "p'\\");
    CHECK(value_of(again, "user") == "u");
    CHECK(value_of(again, "sslmode") == "require");
}

TEST_CASE("what is malformed is refused without a byte of it") {
    for (const std::string text :
         {"postgresql://u:SECRET%ZZPW@127.0.0.1:1/db", "postgresql://u:SECRETPW@[::1/db",
          "postgresql://u:SECRET@PW@h/db", "postgresql://u:SECRET/PW@h/db",
          "postgresql://u:SECRET:PW/db", "postgresql://u:SECRET?P@W@h/db",
          "postgres//u:SECRETPW@h/db", "postgressql://u:SECRETPW@h/db?a=b", "password='SECRETPW",
          "pasword=SECRETPW", "host=h SECRETPW", "https://u:SECRETPW@h/db",
          "postgresql://h:SECRETPW/db"}) {
        INFO(text);
        const auto parsed = parse_connection_string(text);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == errc::invalid_option);
        for (const char* const part : {"SECRET", "PW", "127.0.0.1"})
            CHECK(parsed.error().message.find(part) == std::string::npos);
    }
}

TEST_CASE("secrets are struck out of messages") {
    CHECK(without_secrets("a pw b pw", {"", "pw"}) == "a *** b ***");
    CHECK(without_secrets("nothing", {"pw"}) == "nothing");
    CHECK(without_secrets("****", {"*"}) == "************");
}

}  // namespace attrib::test
