#include <libattrib/http/detail/unread_answers.hpp>
#include <tests/catch.hpp>

namespace attrib::test {
namespace {

using body_pointer = std::shared_ptr<const std::string>;

body_pointer body_of(std::size_t size) { return std::make_shared<const std::string>(size, 'b'); }

detail::out_queue queue_of(const std::vector<body_pointer>& bodies) {
    detail::out_queue queue;
    for (const body_pointer& each : bodies) {
        queue.add("head");
        queue.add(each, *each, each->size());
    }
    return queue;
}

}  // namespace

TEST_CASE("a body that many wait for counts once; heads count for each") {
    std::atomic<std::size_t> bytes{0};
    detail::unread_answers unread(1'000'000, bytes);
    const body_pointer shared = body_of(1000);
    const auto never = [] { FAIL("nobody is too slow"); };
    const auto one = unread.hold(0, queue_of({shared}), never);
    const auto two = unread.hold(0, queue_of({shared, shared}), never);
    CHECK(one != two);
    CHECK(bytes == 1012);
    CHECK(unread.hold(two, queue_of({shared, body_of(500)}), never) == two);
    CHECK(bytes == 1512);
    unread.release(two);
    CHECK(bytes == 1004);
    unread.release(one);
    CHECK(bytes == 0);
    unread.release(one);
    CHECK(bytes == 0);
}

TEST_CASE("over the bound who has waited longest is given up, until it fits") {
    std::atomic<std::size_t> bytes{0};
    detail::unread_answers unread(3000, bytes);
    std::vector<int> given_up;
    const auto give_up = [&](int who) { return [&, who] { given_up.push_back(who); }; };
    const auto first = unread.hold(0, queue_of({body_of(1000)}), give_up(1));
    const auto second = unread.hold(0, queue_of({body_of(900)}), give_up(2));
    CHECK(unread.hold(first, queue_of({body_of(1000)}), give_up(1)) == first);
    CHECK(given_up.empty());
    static_cast<void>(unread.hold(0, queue_of({body_of(2500)}), give_up(3)));
    CHECK(given_up == std::vector<int>{1, 2});
    CHECK(bytes == 2504);
    // They have not closed yet; what they do counts no more.
    CHECK(unread.hold(first, queue_of({body_of(1000)}), give_up(1)) == first);
    CHECK(bytes == 2504);
    unread.release(second);
    CHECK(bytes == 2504);
    static_cast<void>(unread.hold(0, queue_of({body_of(5000)}), give_up(4)));
    CHECK(given_up == std::vector<int>{1, 2, 3, 4});
    CHECK(bytes == 0);
}

}  // namespace attrib::test
