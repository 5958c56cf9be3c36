#include <libattrib/http/detail/stream_outbox.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

std::string next_of(const detail::stream_outbox& outbox) {
    std::string text;
    for (const auto& each : outbox.buffers())
        text.append(static_cast<const char*>(each.data()), each.size());
    return text;
}

void add(detail::stream_outbox& outbox, std::string text) {
    outbox.add(std::make_shared<const std::string>(std::move(text)));
}

}  // namespace

TEST_CASE("what was written in part goes on where it stopped") {
    detail::stream_outbox outbox;
    CHECK(outbox.is_empty());
    for (const char* const text : {"one", "two", "three"}) add(outbox, text);
    CHECK(outbox.bytes() == 11);
    CHECK(next_of(outbox) == "onetwothree");
    outbox.take(4);
    CHECK(next_of(outbox) == "wothree");
    CHECK(outbox.bytes() == 7);
    outbox.take(2);
    CHECK(next_of(outbox) == "three");
    outbox.take(0);
    outbox.take(5);
    CHECK((outbox.is_empty() && outbox.bytes() == 0));
    for (int i = 0; i < 20; ++i) add(outbox, "x");
    CHECK(next_of(outbox).size() == 16);
}

}  // namespace attrib::test
