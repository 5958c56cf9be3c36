#include <libattrib/core/array_text.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/postgres/text_hash.hpp>
#include <tests/catch.hpp>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

TEST_CASE("a text's hash is the server's own, whatever its length and bytes") {
    random_stream random(1);
    std::vector<std::string> texts{"", "u", "\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80"};
    for (std::size_t i = 0; i < 20'000; ++i) {
        std::string& text = texts.emplace_back();
        for (std::size_t rest = i % 300; rest > 0; --rest) {
            const std::uint64_t kind = random.below(4);
            if (kind == 0)  // two bytes of UTF-8
                text += static_cast<char>(0xC3), text += static_cast<char>(0x80 + random.below(64));
            else
                text += static_cast<char>(' ' + random.below(95));
        }
    }
    const temporary_database database;
    connection on = database.connect();
    const query_result expected = on.run(
        "select hashtext(text collate \"C\") from unnest($1::text[]) with ordinality as given "
        "(text, "
        "place) order by place",
        {array_text(texts)});
    REQUIRE(expected.rows() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        INFO(texts[i]);
        REQUIRE(hashtext(texts[i]) == expected.integer(i, 0));
    }
}

}  // namespace attrib::test
