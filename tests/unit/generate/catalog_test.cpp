#include <libattrib/generate/catalog.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <set>
#include <tests/catch.hpp>

namespace attrib {

TEST_CASE("the channels of made-up traffic are those that the rules give") {
    const channel_classifier classifier = default_channel_classifier();
    for (const traffic& each : all_traffic)
        CHECK(classifier.classify({each.source, each.medium, each.campaign}).channel ==
              each.channel);
    CHECK(all_traffic[direct_traffic].channel == "Direct");
}

TEST_CASE("every page has an address of its own") {
    std::set<std::string_view> addresses;
    for (std::size_t i = 0; i < page_count; ++i)
        addresses.insert(page_address(static_cast<std::uint8_t>(i)));
    CHECK(addresses.size() == page_count);
}

}  // namespace attrib
