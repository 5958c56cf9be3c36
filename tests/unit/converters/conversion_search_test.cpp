#include <libattrib/converters/detail/conversion_search.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::detail {
namespace {

const conversion_names searched({"purchase"});

event of_user(std::string_view user, const char* name) {
    event made = test::make_event("", "2025-03-01T10:00:00Z", name);
    made.user_pseudo_id = user;
    return made;
}

bool has(const conversion_search& found, std::string_view user) {
    return found.converters.may_have(user_bloom_filter::key_of(user));
}

TEST_CASE("who converts is found, on any number of threads, and rows are counted") {
    std::vector<event> events;
    for (int i = 0; i < 100; ++i) events.push_back(of_user("anna", "page_view"));
    events.push_back(of_user("ben", "purchase"));
    events.push_back(of_user("cleo", "purchases"));
    events.push_back(of_user("dora", "purchase"));
    for (const unsigned threads : {1u, 3u}) {
        test::memory_feed feed(events);
        const auto found = find_converters(feed, searched, threads);
        REQUIRE(found);
        CHECK(found->read == events.size());
        CHECK(found->rejected == 0);
        CHECK(has(*found, "ben"));
        CHECK(has(*found, "dora"));
        CHECK_FALSE(has(*found, "anna"));
        CHECK_FALSE(has(*found, "cleo"));
    }
}

TEST_CASE("where a tenth of many rows converts, it is not worth a second look") {
    std::vector<event> events;
    for (int i = 0; i < 100'000; ++i)
        events.push_back(of_user("u", i % 10 == 0 ? "purchase" : "page_view"));
    for (const unsigned threads : {1u, 2u}) {
        test::memory_feed feed(events, 1000);
        CHECK_FALSE(find_converters(feed, searched, threads));
    }
    test::memory_feed views(events, 1000);
    CHECK(find_converters(views, conversion_names({"sign_up"}), 2)->read == events.size());
}

// Ends with a reject.
class rejecting_feed final : public event_feed {
   public:
    bool read_some(event_consumer& consumer) override {
        if (is_done_) return false;
        is_done_ = true;
        consumer.accept(of_user("anna", "purchase"));
        consumer.refuse({"file", 3, reject_reason::bad_value, "why", "what"});
        return true;
    }

   private:
    bool is_done_ = false;
};

TEST_CASE("rejects are counted and told") {
    rejecting_feed feed;
    std::vector<std::string> told;
    const auto found = find_converters(
        feed, searched, 1, [&](const reject& refused) { told.emplace_back(refused.text); });
    REQUIRE(found);
    CHECK(found->read == 2);
    CHECK(found->rejected == 1);
    CHECK(told == std::vector<std::string>{"what"});
}

}  // namespace
}  // namespace attrib::detail
