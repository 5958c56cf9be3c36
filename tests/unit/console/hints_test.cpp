#include <apps/console/hints.hpp>
#include <sstream>
#include <tests/catch.hpp>

using namespace attrib;
using Catch::Matchers::Contains;

namespace {

std::string printed(const console::names_seen& seen) {
    std::ostringstream out;
    console::print_names(out, seen);
    return out.str();
}

engine_summary summary_of(std::uint64_t events, std::uint64_t duplicates, std::uint64_t moved) {
    engine_summary summary;
    summary.events = events;
    summary.duplicates = duplicates;
    summary.moved_duplicates = moved;
    return summary;
}

engine_summary credited_to(std::vector<std::optional<std::string>> channels) {
    engine_summary summary;
    for (auto& channel : channels) {
        daily_row& row = summary.daily.emplace_back();
        row.channel = std::move(channel);
    }
    return summary;
}

}  // namespace

TEST_CASE("where nothing converts the names of events are shown, the commonest first") {
    CHECK(printed({{"purchase"}, {}}) == "");
    CHECK(printed({{"purchase"}, {{"page_view", 1200}, {"x\x1B[2J", 1}}}) ==
          "No event converts: none is named 'purchase'. Choose by --conversion NAME, which may be "
          "given again.\n"
          "Names of events seen:\n"
          "         1,200  page_view\n"
          "             1  x?[2J\n");
}

TEST_CASE("many names are not all shown, and their counts may be too small") {
    console::names_seen seen{{"purchase", "sign_up"}, {}, false};
    for (int i = 0; i < 15; ++i) seen.names.push_back({"event" + std::to_string(i), 20U});
    const std::string text = printed(seen);
    CHECK_THAT(text, Contains("'purchase', 'sign_up'") && Contains("seen (at least)") &&
                         Contains("event9\n") && !Contains("event10") && Contains("5 other names"));
}

TEST_CASE("a name that differs in case or a letter is suggested, however rare") {
    console::names_seen seen{{"purchase"}, {}};
    for (int i = 0; i < 15; ++i) seen.names.push_back({"event" + std::to_string(i), 20U});
    seen.names.push_back({"Purchase", 1});
    CHECK_THAT(printed(seen), Contains("did you mean --conversion 'Purchase'?"));
    CHECK_THAT(printed({{"sign_up"}, {{"signup", 3}}}), Contains("--conversion 'signup'?"));
    CHECK_THAT(printed({{"purchase"}, {{"order_completed", 3}}}), !Contains("did you mean"));
}

TEST_CASE("an event_id that many rows of a user share is warned of") {
    const auto warnings = [](const engine_summary& summary) {
        return console::column_warnings(summary, {});
    };
    CHECK(warnings(summary_of(1000, 0, 0)).empty());
    CHECK(warnings(summary_of(0, 0, 0)).empty());
    CHECK(warnings(summary_of(1000, 500, 0)).empty());    // the same events, sent again
    CHECK(warnings(summary_of(1000, 100, 100)).empty());  // some senders' clocks
    const auto found = warnings(summary_of(1, 2, 2));
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0],
               Contains("event_id") && Contains("2 of 3 rows") && Contains("--map event_id="));
}

TEST_CASE("columns like sources that are not read are warned of where all is Direct") {
    const std::vector<std::string> ignored{"color",    "UTM_Source_First", "http_referer",
                                           "chan\x1B", "traffic_medium",   "Channel Group"};
    const auto warnings = [&](const engine_summary& summary) {
        return console::column_warnings(summary, ignored);
    };
    const auto found = warnings(credited_to({"Direct", std::nullopt, "Direct"}));
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0],
               Contains("--map UTM_Source_First=source, --map http_referer=page_referrer, "
                        "--map traffic_medium=medium, --map Channel Group=channel"));
    CHECK_THAT(found[0], !Contains("color"));
    CHECK(warnings(credited_to({"Direct", "Email"})).empty());
    CHECK(warnings(credited_to({std::nullopt})).empty());
    CHECK(warnings(credited_to({})).empty());
    const std::vector<std::string> others{"color", "size"};
    CHECK(console::column_warnings(credited_to({"Direct"}), others).empty());
    const std::vector<std::string> many(10'000, "utm_x");
    CHECK(console::column_warnings(credited_to({"Direct"}), many).at(0).size() < 1000);
}
