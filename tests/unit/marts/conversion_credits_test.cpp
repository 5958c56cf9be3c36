// The worked example of docs/models.md, from rows of int_sessions.
#include <libattrib/marts/conversion_credits.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

session_row session(std::string_view start, std::string_view channel) {
    session_row made;
    made.start = make_event("", start, "", channel);
    return made;
}

credited_conversion purchase(std::string_view when, std::int64_t value) {
    return {"u", at(when), {}, "purchase", "", units(value)};
}

using shares = std::map<std::string, std::string>;

// `credit revenue` by channel.
shares shares_of(conversion_credits& credits, const attribution_options& options,
                 const credited_conversion& of, std::string_view model) {
    shares found;
    for (const credit_share& each : credits.shares_of(of))
        if (options.models[each.model].name == model)
            found[each.touch == nullptr ? "-" : std::string(each.touch->channel)] =
                to_string(each.credit) + " " + to_string(each.revenue);
    return found;
}

}  // namespace

TEST_CASE("stored sessions give the worked example") {
    const attribution_options options;
    const touch_classifier classifier({"Paid Search"});
    conversion_credits credits(options, classifier);
    const std::vector sessions{session("2025-03-01T10:00:00Z", "Email"),
                               session("2025-03-01T11:00:00.000001Z", "Paid Search"),
                               session("2025-03-15T10:00:00Z", "Direct")};
    credits.set_sessions(sessions);
    const auto d = purchase("2025-03-15T10:00:00Z", 20);
    const auto e = purchase("2025-03-15T10:00:00.000001Z", 5);
    CHECK(shares_of(credits, options, d, "linear") == shares{{"Email", "0.333334 6.666667"},
                                                             {"Paid Search", "0.333333 6.666667"},
                                                             {"Direct", "0.333333 6.666666"}});
    CHECK(shares_of(credits, options, d, "last_paid") == shares{{"Paid Search", "1.00 20.00"}});
    CHECK(shares_of(credits, options, e, "time_decay") ==
          shares{{"Paid Search", "0.200661 1.003305"}, {"Direct", "0.799339 3.996695"}});
    CHECK(credits.credited_by(table::mart_first_click, d)->channel == "Email");
    CHECK(credits.credited_by(table::mart_first_click, e)->channel == "Paid Search");
    CHECK(credits.credited_by(table::mart_last_click, e)->channel == "Direct");
}

TEST_CASE("without a session in the window a conversion is unattributed in every model") {
    const attribution_options options;
    const touch_classifier classifier({});
    conversion_credits credits(options, classifier);
    const std::vector sessions{session("2025-02-01T10:00:00Z", "Email")};
    credits.set_sessions(sessions);
    const auto late = purchase("2025-03-15T10:00:00Z", -7);
    for (const model_instance& each : options.models)
        CHECK(shares_of(credits, options, late, each.name) == shares{{"-", "1.00 -7.00"}});
    CHECK(credits.credited_by(table::mart_first_click, late) == nullptr);
}

TEST_CASE("shares of the same session with the same origin are the same, whoever holds its row") {
    const session_row email = session("2025-03-01T10:00:00Z", "Email");
    session_row other = email;
    const credit_share share{1, &email.start, whole_credit, units(5)};
    CHECK(is_same_share(share, {1, &other.start, whole_credit, units(5)}));
    CHECK_FALSE(is_same_share(share, {2, &other.start, whole_credit, units(5)}));
    CHECK_FALSE(is_same_share(share, {1, &other.start, whole_credit, units(4)}));
    CHECK_FALSE(is_same_share(share, {1, &other.start, money{1}, units(5)}));
    CHECK_FALSE(is_same_share(share, {1, nullptr, whole_credit, units(5)}));
    CHECK(is_same_share({1, nullptr, whole_credit, money{}}, {1, nullptr, whole_credit, money{}}));
    other.start.campaign = "spring";
    CHECK_FALSE(is_same_share(share, {1, &other.start, whole_credit, units(5)}));
    other = session("2025-03-01T10:00:00.000001Z", "Email");
    CHECK_FALSE(is_same_share(share, {1, &other.start, whole_credit, units(5)}));
}

}  // namespace attrib::test
