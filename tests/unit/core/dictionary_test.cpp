#include <libattrib/core/dictionary.hpp>
#include <libattrib/core/threads.hpp>
#include <string>
#include <tests/catch.hpp>

namespace attrib {
namespace {

TEST_CASE("the empty text is 0 and equal texts have one number") {
    dictionary shared;
    dictionary_reader reader(shared);
    CHECK(reader.id_of("") == 0);
    const auto a = reader.id_of("a");
    const auto b = reader.id_of(std::string("b"));
    CHECK(a != 0);
    CHECK(a != b);
    CHECK(reader.id_of(std::string("a")) == a);
    CHECK(shared.text_of(0).empty());
    CHECK(shared.text_of(a) == "a");
    CHECK(shared.text_of(b) == "b");
}

TEST_CASE("readers on many threads agree") {
    constexpr unsigned threads = 8;
    constexpr unsigned texts = 5000;
    dictionary shared;
    std::vector<std::vector<std::uint32_t>> ids(threads);
    run_on_threads(threads, [&](unsigned index) {
        dictionary_reader reader(shared);
        for (unsigned i = 0; i < texts; ++i)
            ids[index].push_back(reader.id_of("text" + std::to_string((i * (index + 1)) % texts)));
    });
    for (unsigned index = 0; index < threads; ++index)
        for (unsigned i = 0; i < texts; ++i)
            REQUIRE(shared.text_of(ids[index][i]) ==
                    "text" + std::to_string((i * (index + 1)) % texts));
}

}  // namespace
}  // namespace attrib
