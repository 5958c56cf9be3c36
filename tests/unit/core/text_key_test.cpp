#include <libattrib/core/random.hpp>
#include <libattrib/core/text_key.hpp>
#include <map>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("texts of one size have one key only when they are the same") {
    random_stream random(17);
    std::map<std::tuple<std::size_t, std::uint64_t, std::uint64_t>, std::string> met;
    for (int i = 0; i < 20'000; ++i) {
        std::string text(1 + random.below(text_key::most_bytes), 'a');
        for (char& each : text) each = static_cast<char>('a' + random.below(2));
        const text_key key = key_of(text);
        const auto [found, is_new] = met.try_emplace({text.size(), key.first, key.last}, text);
        REQUIRE(found->second == text);
    }
}

TEST_CASE("every byte of a text is in its key") {
    for (std::size_t size = 1; size <= text_key::most_bytes; ++size)
        for (std::size_t at = 0; at < size; ++at) {
            const std::string text(size, 'x');
            std::string other = text;
            other[at] = '\xff';
            CAPTURE(size, at);
            CHECK_FALSE(key_of(text) == key_of(other));
            CHECK(key_of(text) == key_of(std::string(text)));
        }
}

}  // namespace
}  // namespace attrib
