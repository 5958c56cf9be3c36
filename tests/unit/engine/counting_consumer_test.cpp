#include <libattrib/core/threads.hpp>
#include <libattrib/engine/counting_consumer.hpp>
#include <string>
#include <tests/catch.hpp>
#include <vector>

namespace attrib {
namespace {

class every_event final : public counting_consumer {
   public:
    using counting_consumer::counting_consumer;
    void accept(const event& taken) override { count_accepted(taken); }
};

TEST_CASE("a consumer counts what it takes, and tells rejects where someone listens") {
    std::mutex mutex;
    std::vector<std::string> told;
    const reject_handler tell = [&](const reject& refused) { told.emplace_back(refused.text); };
    const reject_handler nobody;
    for (const reject_handler* const handler : {&tell, &nobody}) {
        every_event consumer(mutex, *handler);
        consumer.accept({});
        consumer.accept({});
        consumer.refuse({"file", 3, reject_reason::bad_value, "why", "what"});
        CHECK(consumer.read() == 3);
        CHECK(consumer.rejected() == 1);
    }
    CHECK(told == std::vector<std::string>{"what"});
}

TEST_CASE("consumers of one run tell rejects one at a time") {
    std::mutex mutex;
    std::uint64_t told = 0;  // thread sanitizer sees calls that overlap
    const reject_handler tell = [&](const reject&) { ++told; };
    run_on_threads(4, [&](unsigned) {
        every_event consumer(mutex, tell);
        for (int i = 0; i < 1000; ++i)
            consumer.refuse({"file", 3, reject_reason::bad_value, "why", "what"});
    });
    CHECK(told == 4000);
}

}  // namespace
}  // namespace attrib
