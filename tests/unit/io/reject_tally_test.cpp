#include <libattrib/io/reject_tally.hpp>
#include <tests/catch.hpp>

using namespace attrib;

namespace {

reject refused(const char* file, std::uint64_t line, reject_reason reason, const char* message) {
    return {file, line, reason, message, "text"};
}

}  // namespace

TEST_CASE("the commonest reasons come first, each with its first row") {
    reject_tally tally;
    CHECK(tally.is_empty());
    CHECK(tally.commonest(3).empty());
    tally.add(refused("b.csv", 2, reject_reason::bad_value, "third"));
    tally.add(refused("a.csv", 9, reject_reason::bad_value, "second"));
    tally.add(refused("a.csv", 4, reject_reason::bad_value, "first"));
    tally.add(refused("a.csv", 5, reject_reason::bad_value, "no more"));
    tally.add(refused("c.csv", 1, reject_reason::bad_utf8, "one"));
    tally.add(refused("c.csv", 2, reject_reason::field_count, "other"));
    tally.add(refused("c.csv", 3, reject_reason::nul_byte, "left out"));
    CHECK_FALSE(tally.is_empty());
    const auto found = tally.commonest(3);
    REQUIRE(found.size() == 3);
    CHECK(found[0].reason == reject_reason::bad_value);
    CHECK(found[0].rows == 4);
    CHECK(found[0].file == "a.csv");
    CHECK(found[0].line == 4);
    CHECK(found[0].message == "first");
    CHECK(found[1].reason == reject_reason::field_count);  // of equals, the first
    CHECK(found[2].reason == reject_reason::bad_utf8);
}

TEST_CASE("tallies of several threads add up, whatever their order") {
    reject_tally one;
    reject_tally other;
    one.add(refused("a", 7, reject_reason::bad_json, "seven"));
    one.add(refused("a", 8, reject_reason::bad_json, "eight"));
    other.add(refused("a", 3, reject_reason::bad_json, "three"));
    other.add(refused("a", 1, reject_reason::nul_byte, "nul"));
    reject_tally left = one;
    left.add(other);
    left.add(reject_tally());
    reject_tally right = other;
    right.add(one);
    for (const reject_tally& sum : {left, right}) {
        const auto found = sum.commonest(10);
        REQUIRE(found.size() == 2);
        CHECK(found[0].rows == 3);
        CHECK(found[0].line == 3);
        CHECK(found[0].message == "three");
        CHECK(found[1].rows == 1);
    }
}

TEST_CASE("a consumer hands on what it counts") {
    struct : event_consumer {
        void accept(const event&) override { ++accepted; }
        void refuse(const reject&) override { ++rejected; }
        int accepted = 0;
        int rejected = 0;
    } behind;
    reject_tally tally;
    tallying_consumer consumer(behind, tally);
    consumer.accept(event{});
    consumer.refuse(refused("a", 1, reject_reason::bad_json, "m"));
    consumer.refuse(refused("a", 2, reject_reason::bad_json, "m"));
    CHECK(behind.accepted == 1);
    CHECK(behind.rejected == 2);
    CHECK(tally.commonest(1).front().rows == 2);
}
