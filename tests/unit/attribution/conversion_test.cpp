#include <libattrib/attribution/conversion.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using test::make_event;
using positions = std::vector<std::size_t>;

event purchase(std::string_view transaction_id, std::string_view name = "purchase") {
    event made = make_event("", "2025-03-01T10:00:00Z", name);
    made.transaction_id = transaction_id;
    return made;
}

TEST_CASE("events whose name is in the set convert; the default set is purchase") {
    const std::vector<event> timeline{purchase("", "page_view"), purchase(""),
                                      purchase("", "Purchase"), purchase("", "sign_up")};
    CHECK(find_conversions(timeline) == positions{1});
    CHECK(find_conversions(timeline, conversion_names({"sign_up", "purchase"})) == positions{1, 3});
    CHECK(find_conversions(timeline, conversion_names({})).empty());
}

TEST_CASE("a transaction converts once per name, the first time") {
    const std::vector<event> timeline{
        purchase("t1", "page_view"), purchase("t1"),          purchase("t2"), purchase("t1"),
        purchase("t2", "refund"),    purchase("t2", "refund")};
    CHECK(find_conversions(timeline, conversion_names({"purchase", "refund"})) ==
          positions{1, 2, 4});
}

TEST_CASE("empty transaction ids are not equal") {
    const std::vector<event> timeline{purchase(""), purchase(""), purchase("t")};
    CHECK(find_conversions(timeline) == positions{0, 1, 2});
}

TEST_CASE("found positions are appended; what stands in front is left alone") {
    const std::vector<event> timeline{purchase("t"), purchase("t")};
    identity_set scratch;
    positions found{7, 7};
    find_conversions(std::span<const event>(timeline), conversion_names({"purchase"}), scratch,
                     found);
    CHECK(found == positions{7, 7, 0});
}

}  // namespace
}  // namespace attrib
