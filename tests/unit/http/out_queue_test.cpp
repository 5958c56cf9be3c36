#include <libattrib/http/detail/out_queue.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

std::string next_of(const detail::out_queue& queue) {
    std::string text;
    for (const auto& each : queue.buffers())
        text.append(static_cast<const char*>(each.iov_base), each.iov_len);
    return text;
}

std::shared_ptr<const std::string> shared(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

void add_shared(detail::out_queue& queue, const std::shared_ptr<const std::string>& body) {
    queue.add(body, *body, body->size());
}

}  // namespace

TEST_CASE("what was written in part goes on where it stopped, in heads and in bodies") {
    detail::out_queue queue;
    CHECK(queue.is_empty());
    queue.add("one");
    queue.add("two");
    add_shared(queue, shared("three"));
    add_shared(queue, shared("four"));
    queue.add("five");
    std::string rest = "onetwothreefourfive";
    for (const std::size_t step : {0U, 4U, 2U, 1U, 4U, 3U, 1U, 2U}) {
        CHECK(next_of(queue) == rest);
        CHECK(queue.bytes() == rest.size());
        queue.take(step);
        rest.erase(0, step);
    }
    CHECK(next_of(queue) == "ve");
    queue.add("!");
    CHECK(next_of(queue) == "ve!");
    queue.take(3);
    CHECK((queue.is_empty() && queue.bytes() == 0 && queue.segments().empty()));
}

TEST_CASE("a shared body is written from where it is, and let go when it is out") {
    detail::out_queue queue;
    const auto body = shared(std::string(5000, 'b'));
    queue.add("head");
    add_shared(queue, body);
    REQUIRE(queue.buffers().size() == 2);
    CHECK(queue.buffers()[1].iov_base == body->data());
    CHECK(body.use_count() == 2);
    queue.take(5003);
    CHECK(body.use_count() == 2);
    queue.take(1);
    CHECK(body.use_count() == 1);
    add_shared(queue, shared(""));
    CHECK(queue.segments().empty());
}

TEST_CASE("one write takes a bounded number of buffers") {
    detail::out_queue queue;
    for (int i = 0; i < 100; ++i) add_shared(queue, shared("x"));
    CHECK(next_of(queue).size() == detail::out_queue::max_buffers);
    CHECK(queue.bytes() == 100);
    queue.take(100);
    queue.shrink();
    CHECK(queue.is_empty());
}

}  // namespace attrib::test
