#include <libattrib/io/event_header.hpp>
#include <libattrib/io/foreign_format.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

using namespace std::string_literals;
using Catch::Matchers::Contains;

TEST_CASE("what is no text with columns is named, with the command that converts it") {
    for (const auto& [beginning, words] :
         {std::pair("PAR1\x15\x04"s, "Parquet"), std::pair("Obj\x01\x02"s, "Avro"),
          std::pair("PK\x03\x04\x14"s, "zip"), std::pair("\xD0\xCF\x11\xE0\xA1"s, "Excel"),
          std::pair("SQLite format 3\0"s, "sqlite3"), std::pair("\xFF\xFEu\0s\0"s, "iconv"),
          std::pair("\xFE\xFF\0u\0s"s, "iconv"), std::pair("\x1F\x8B\x08"s, "gzip"),
          std::pair("\x28\xB5\x2F\xFD\x04"s, "zstd"), std::pair("BZh91AY"s, "bunzip2"),
          std::pair("\xFD"s + "7zXZ\0"s, "unxz"), std::pair("\xFF\xFE\0\0u\0\0\0"s, "UTF-32"),
          std::pair("\0\0\xFE\xFF\0\0\0u"s, "UTF-32"), std::pair("<!DOCTYPE html>\n"s, "HTML")}) {
        INFO(words);
        const auto sentence = foreign_format_of(beginning);
        REQUIRE(sentence);
        CHECK_THAT(std::string(*sentence), Contains(words));
        // Whoever opens such a file says so.
        const auto parser = parser_of_header(beginning, 1, "x.csv", {});
        REQUIRE_FALSE(parser);
        CHECK(parser.error().code == errc::not_event_csv);
        CHECK_THAT(parser.error().message, Contains("x.csv: ") && Contains(words));
    }
}

TEST_CASE("texts that may be events are left alone") {
    for (const std::string text :
         {"", " ", "user_pseudo_id,event_timestamp\n", "{\"a\":1}\n", "\xEF\xBB\xBFuser\n",
          "PARIS,x\n", "Object,x\n", "separator,x\n", "ORDER,x\n", "a<b,c\n", "<b>,c\n",
          "[user],[time]\n", "[\"a\"]\n", "BZhang,x\n", "ORCID,x\n"}) {
        INFO(text);
        CHECK_FALSE(foreign_format_of(text));
    }
}

}  // namespace attrib::test
