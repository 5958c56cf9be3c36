// A feed of one's own: the engine takes any.
#include <libattrib/io/event_feed.hpp>
#include <tests/catch.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib {
namespace {

// Delivers one event and one reject.
class two_rows final : public event_feed {
   public:
    bool read_some(event_consumer& consumer) override {
        if (done_) return false;
        done_ = true;
        consumer.accept(test::make_event("a", "2025-03-01T10:00:00Z", "purchase"));
        consumer.refuse({"here", 2, reject_reason::bad_value, "why", "what"});
        return true;
    }

   private:
    bool done_ = false;
};

TEST_CASE("what a feed delivers is counted, rejects are handed on") {
    engine batch({}, test::test_classifier());
    two_rows feed;
    std::vector<std::string> rejected;
    batch.read(feed, [&](const reject& refused) { rejected.emplace_back(refused.text); });
    test::text_sink sink;
    const engine_summary summary = batch.run(sink);
    CHECK(summary.read == 2);
    CHECK(summary.rejected == 1);
    CHECK(summary.events == 1);
    CHECK(summary.conversions == 1);
    CHECK(rejected == std::vector<std::string>{"what"});
}

}  // namespace
}  // namespace attrib
