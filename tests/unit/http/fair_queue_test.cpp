#include <libattrib/http/fair_queue.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using queue = fair_queue<std::string>;

void push(queue& jobs, const std::string& client, const std::string& job) {
    REQUIRE(jobs.push({client}, job) == queue_verdict::queued);
}

std::string all_of(queue& jobs) {
    std::string order;
    while (jobs.size() != 0) order += jobs.pop() + " ";
    return order;
}

}  // namespace

TEST_CASE("clients take turns; each one's jobs keep their order") {
    queue jobs(100, 100);
    for (const char* const job : {"a1", "a2", "a3", "a4"}) push(jobs, "a", job);
    push(jobs, "b", "b1");
    push(jobs, "c", "c1");
    push(jobs, "b", "b2");
    CHECK(jobs.size() == 7);
    CHECK(jobs.clients() == 3);
    CHECK(all_of(jobs) == "a1 b1 c1 a2 b2 a3 a4 ");
    CHECK(jobs.clients() == 0);
}

TEST_CASE("one client cannot fill the queue for the others, nor can all together without bound") {
    queue jobs(5, 3);
    for (int i = 0; i < 3; ++i) push(jobs, "a", "a");
    CHECK(jobs.push({"a"}, "a") == queue_verdict::client_has_too_many);
    push(jobs, "b", "b");
    push(jobs, "c", "c");
    CHECK(jobs.push({"d"}, "d") == queue_verdict::all_have_too_many);
    CHECK(jobs.push({"", true}, "ahead") == queue_verdict::all_have_too_many);
    CHECK(jobs.pop() == "a");
    push(jobs, "a", "a");
    jobs.clear();
    CHECK(jobs.size() == 0);
    push(jobs, "a", "a");
}

TEST_CASE("a job of an answer that is being sent is not refused, and waits for its turn") {
    queue jobs(2, 1);
    push(jobs, "a", "a1");
    push(jobs, "b", "b1");
    REQUIRE(jobs.push({"a"}, "a2") == queue_verdict::all_have_too_many);
    CHECK(jobs.push({.client = "a", .is_begun = true}, "a2") == queue_verdict::queued);
    CHECK(jobs.push({.client = "c", .is_begun = true}, "c1") == queue_verdict::queued);
    CHECK(all_of(jobs) == "a1 b1 c1 a2 ");
}

TEST_CASE("what nobody waits for comes last, but comes") {
    queue jobs(100, 100);
    for (int i = 0; i < 2; ++i) REQUIRE(jobs.push({"", true}, "ahead") == queue_verdict::queued);
    push(jobs, "a", "a");
    CHECK(jobs.clients() == 1);
    CHECK(all_of(jobs) == "a ahead ahead ");
    REQUIRE(jobs.push({"", true}, "ahead") == queue_verdict::queued);
    unsigned before = 0;
    do push(jobs, "a", "a");
    while (jobs.pop() == "a" && ++before < 100);
    CHECK(before == queue::turns_before_ahead);
}

}  // namespace attrib::test
