#include <libattrib/ingest/replay.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

event_chunk row_at(const std::string& time) {
    event_chunk row;
    row.text = R"({"user_pseudo_id":"u","event_name":"n","event_timestamp":")" + time + "\"}\n";
    return row;
}

// When rows are due, in seconds from the first.
std::vector<double> due(const stream_pace& pace, const std::vector<std::string>& times) {
    const row_parser parser("f", reading_options{});
    pacer pacing(pace);
    const pacer::clock::time_point begin = pacer::clock::now();
    std::vector<double> found;
    for (const std::string& time : times) {
        const auto when = pacing.due(parser, row_at(time), begin);
        found.push_back(when ? std::chrono::duration<double>(*when - begin).count() : -1);
    }
    return found;
}

const std::vector<std::string> three{"2025-03-01T10:00:00Z", "2025-03-01T10:00:10Z", "no time"};

}  // namespace

TEST_CASE("rows are due by delay, rate, or their times") {
    CHECK(due({}, three) == std::vector<double>{-1, -1, -1});
    CHECK(due({.delay = seconds{2}}, three) == std::vector<double>{0, 2, 4});
    CHECK(due({.rows_a_second = 4}, three) == std::vector<double>{0, 0.25, 0.5});
    CHECK(due({.speed = 2}, three) == std::vector<double>{0, 5, 0});
    CHECK(due({.speed = 1}, {three[1], three[0]}) == std::vector<double>{0, 0});
}

TEST_CASE("a pace that no clock can count to is decades away, not in the past") {
    const double decades = 1e9;
    for (const double least : {1e-12, 1e-300, 5e-324}) {
        CHECK(due({.rows_a_second = least}, three)[1] == decades);
        CHECK(due({.speed = least}, three)[1] == decades);
    }
    CHECK(due({.delay = std::chrono::microseconds::max()}, three)[1] == decades);
    CHECK(due({.speed = 1e300}, {"1990-01-01T00:00:00Z", "2099-12-31T00:00:00Z"})[1] < 1);
}

TEST_CASE("times are moved, rejects are not") {
    struct taker final : event_consumer {
        void accept(const event& taken) override { time = taken.event_timestamp; }
        void refuse(const reject&) override { ++rejects; }
        timestamp time;
        int rejects = 0;
    } taken;
    shifting_consumer shifted(taken, hours{1});
    const row_parser parser("f", reading_options{});
    parser.parse(row_at(three[0]), shifted);
    parser.parse(row_at(three[2]), shifted);
    CHECK(taken.time == *time_of(parser, row_at(three[0])) + hours{1});
    CHECK(taken.rejects == 1);
    CHECK_FALSE(time_of(parser, row_at(three[2])));
}

}  // namespace attrib::test
