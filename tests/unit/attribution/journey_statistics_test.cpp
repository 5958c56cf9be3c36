#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/touchpoint.hpp>
#include <libattrib/core/random.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib {
namespace {

using std::chrono::hours;
using test::at;
using test::units;

constexpr microseconds fortnight = hours{24 * 14};

// Users whose channels are texts; a campaign is the channel with " ads", of Direct null.
class drawn_user {
   public:
    explicit drawn_user(dictionary& texts) : texts_(texts) {}

    void visit(timestamp start, const std::string& channel) {
        const std::string campaign = channel == "Direct" ? "" : channel + " ads";
        sessions.push_back({start, {texts_.add(channel).id, texts_.add(campaign).id}});
    }
    void convert(timestamp when, std::uint32_t name, money revenue, const std::string& currency) {
        conversions.push_back({when, name, texts_.add(currency).id, revenue});
    }

    std::vector<path_session> sessions;
    std::vector<path_conversion> conversions;

   private:
    dictionary& texts_;
};

class counted {
   public:
    void add(const drawn_user& user, int sign = 1) {
        statistics.add_user(user.sessions, user.conversions, names.size(), fortnight, zone, sign);
    }
    [[nodiscard]] std::vector<transition_row> transitions() const {
        return statistics.transitions(names, texts);
    }
    [[nodiscard]] std::vector<journey_set_row> sets() const {
        return statistics.sets(names, texts);
    }
    // Journeys of one dimension by kind, from and to.
    [[nodiscard]] std::int64_t journeys(transition_kind kind, const std::string& from,
                                        const std::string& to) const {
        std::int64_t sum = 0;
        for (const transition_row& row : transitions())
            if (row.dimension == journey_dimension::channel && row.kind == kind &&
                row.from == from && row.to == to)
                sum += row.journeys;
        return sum;
    }

    dictionary texts;
    std::vector<std::string> names{"purchase"};
    time_zone zone;
    journey_statistics statistics;
};

// One user whose only journey has these channels.
void add_journeys(counted& into, const std::vector<std::string>& channels, int converting,
                  int null) {
    for (int i = 0; i < converting + null; ++i) {
        drawn_user user(into.texts);
        timestamp when = at("2025-03-01T10:00:00Z");
        for (const std::string& channel : channels) user.visit(when += hours{1}, channel);
        if (i < converting) user.convert(when, 0, units(10), "EUR");
        into.add(user);
    }
}

TEST_CASE("the worked example of the Markov model has its transitions") {
    counted all;
    add_journeys(all, {"Display", "Paid Search"}, 2, 1);
    add_journeys(all, {"Paid Search"}, 1, 3);
    add_journeys(all, {"Display"}, 0, 4);
    add_journeys(all, {"Email", "Paid Search", "Direct"}, 1, 0);
    add_journeys(all, {"Direct"}, 2, 6);

    using enum transition_kind;
    CHECK(all.journeys(start, "", "Direct") == 8);
    CHECK(all.journeys(start, "", "Display") == 7);
    CHECK(all.journeys(start, "", "Paid Search") == 4);
    CHECK(all.journeys(start, "", "Email") == 1);
    CHECK(all.journeys(step, "Display", "Paid Search") == 3);
    CHECK(all.journeys(transition_kind::end, "Display", "") == 4);
    CHECK(all.journeys(step, "Email", "Paid Search") == 1);
    CHECK(all.journeys(conversion, "Paid Search", "") == 3);
    CHECK(all.journeys(transition_kind::end, "Paid Search", "") == 4);
    CHECK(all.journeys(step, "Paid Search", "Direct") == 1);
    CHECK(all.journeys(conversion, "Direct", "") == 3);
    CHECK(all.journeys(transition_kind::end, "Direct", "") == 6);
    CHECK(all.transitions().size() == 24);  // as many by campaign
}

TEST_CASE("sets hold the distinct values of a journey, null first") {
    counted all;
    drawn_user user(all.texts);
    user.visit(at("2025-03-01T10:00:00Z"), "Email");
    user.visit(at("2025-03-02T10:00:00Z"), "Direct");
    user.visit(at("2025-03-03T10:00:00Z"), "Email");
    user.convert(at("2025-03-03T23:30:00Z"), 0, units(5), "EUR");
    user.convert(at("2025-03-04T23:30:00Z"), 0, units(7), "USD");
    all.add(user);

    const auto day = [](int of_march) {
        return calendar_day{std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} +
                            std::chrono::days{of_march - 1}};
    };
    const auto set = [&](int of_march, journey_dimension by, const std::string& currency,
                         const std::vector<std::string>& members, money revenue) {
        return journey_set_row{"purchase", day(of_march), by, currency, members, 1, 1, revenue};
    };
    using enum journey_dimension;
    const std::vector<journey_set_row> expected{
        set(3, channel, "EUR", {"Direct", "Email"}, units(5)),
        set(3, campaign, "EUR", {"", "Email ads"}, units(5)),
        set(4, channel, "USD", {"Direct", "Email"}, units(7)),
        set(4, campaign, "USD", {"", "Email ads"}, units(7))};
    CHECK(all.sets() == expected);
}

TEST_CASE("a null journey is of its last session's day in the time zone") {
    counted all;
    all.zone = time_zone::named("Europe/Berlin").value();
    drawn_user user(all.texts);
    user.visit(at("2025-03-01T10:00:00Z"), "Email");
    user.visit(at("2025-03-02T23:30:00Z"), "Email");
    all.add(user);
    for (const transition_row& row : all.transitions()) CHECK(to_string(row.day) == "2025-03-03");
    const auto sets = all.sets();
    REQUIRE(sets.size() == 2);
    CHECK(sets[0].currency.empty());
    CHECK(sets[0].journeys == 1);
    CHECK(sets[0].conversions == 0);
}

TEST_CASE("every conversion name has journeys of its own") {
    counted all;
    all.names = distinct_names({"sign_up", "purchase", "sign_up"});
    REQUIRE(all.names == std::vector<std::string>{"purchase", "sign_up"});
    drawn_user user(all.texts);
    user.visit(at("2025-03-01T10:00:00Z"), "Email");
    user.convert(at("2025-03-01T10:05:00Z"), 1, {}, "");
    all.add(user);
    std::map<std::string, transition_kind> last;
    for (const transition_row& row : all.transitions())
        if (row.kind != transition_kind::start) last[row.conversion_name] = row.kind;
    const std::map<std::string, transition_kind> expected{{"purchase", transition_kind::end},
                                                          {"sign_up", transition_kind::conversion}};
    CHECK(last == expected);
}

drawn_user draw_user(random_stream& random, dictionary& texts) {
    static const std::vector<std::string> channels{"Direct", "Email", "Paid Search", "Conversion",
                                                   "(start)"};
    drawn_user user(texts);
    timestamp when = at("2025-03-01T00:00:00Z");
    for (std::uint64_t left = random.below(9); left > 0; --left) {
        when += hours{random.below(300) + 1};
        user.visit(when, channels[random.below(channels.size())]);
        while (random.one_in(4))
            user.convert(
                when, 0,
                money{static_cast<std::int64_t>(random.below(1'000'000'000)) - 500'000'000},
                random.one_in(3) ? "" : "EUR");
    }
    if (random.one_in(3)) user.convert(when + hours{24 * 15}, 0, units(1), "EUR");
    return user;
}

TEST_CASE("counts agree with last click and each other") {
    random_stream random(5);
    counted all;
    std::map<std::string, std::int64_t> last;
    std::int64_t attributed = 0;
    money_sum revenue;
    for (int i = 0; i < 300; ++i) {
        const drawn_user user = draw_user(random, all.texts);
        all.add(user);
        for (const path_conversion& each : user.conversions) {
            const auto touches = touchpoints_of(std::span<const path_session>(user.sessions),
                                                each.when, fortnight, &path_session::start);
            if (touches.empty()) continue;
            ++attributed;
            revenue += each.revenue;
            ++last[std::string(all.texts.text_of(touches.back().values[0]))];
        }
    }
    REQUIRE(attributed > 100);
    std::int64_t starts = 0;
    std::int64_t ends = 0;
    for (const transition_row& row : all.transitions()) {
        if (row.dimension != journey_dimension::channel) continue;
        if (row.kind == transition_kind::start) starts += row.journeys;
        if (row.kind == transition_kind::end || row.kind == transition_kind::conversion)
            ends += row.journeys;
    }
    std::int64_t journeys = 0;
    std::int64_t conversions = 0;
    money_sum sum;
    for (const journey_set_row& row : all.sets()) {
        if (row.dimension != journey_dimension::channel) continue;
        journeys += row.journeys;
        conversions += row.conversions;
        sum += row.revenue;
    }
    for (const auto& [channel, count] : last)
        CHECK(all.journeys(transition_kind::conversion, channel, "") == count);
    CHECK(starts == ends);
    CHECK(starts == journeys);
    CHECK(conversions == attributed);
    CHECK(sum == revenue);
}

// The same user with another dictionary's numbers.
drawn_user translated(const drawn_user& user, const dictionary& from, dictionary& to) {
    drawn_user same(to);
    for (const path_session& each : user.sessions)
        same.visit(each.start, std::string(from.text_of(each.values[0])));
    for (const path_conversion& each : user.conversions)
        same.convert(each.when, each.name, each.revenue, std::string(from.text_of(each.currency)));
    return same;
}

TEST_CASE("taking users off and merging parts gives what is left") {
    random_stream random(6);
    counted all;
    counted left;
    left.texts.add("other numbers for the same texts");
    std::vector<drawn_user> users;
    for (int i = 0; i < 200; ++i) users.push_back(draw_user(random, all.texts));
    journey_statistics part;
    for (std::size_t i = 0; i < users.size(); ++i) {
        part.add_user(users[i].sessions, users[i].conversions, 1, fortnight, all.zone);
        if (i % 2 == 0)
            all.add(users[i], -1);
        else
            left.add(translated(users[i], all.texts, left.texts));
    }
    all.statistics.add(part);
    CHECK(all.transitions() == left.transitions());
    CHECK(all.sets() == left.sets());
    for (std::size_t i = 1; i < users.size(); i += 2) all.add(users[i], -1);
    CHECK(all.transitions().empty());
    CHECK(all.sets().empty());
}

TEST_CASE("rows that are added give the same rows, whatever the numbers of texts") {
    random_stream random(7);
    counted all;
    for (int i = 0; i < 100; ++i) all.add(draw_user(random, all.texts));
    counted again;
    again.texts.add("other numbers for the same texts");
    again.texts.add("Paid Search");
    for (const transition_row& row : all.transitions()) again.statistics.add(row, 0, again.texts);
    for (const journey_set_row& row : all.sets()) again.statistics.add(row, 0, again.texts);
    REQUIRE(all.sets().size() > 50);
    CHECK(again.transitions() == all.transitions());
    CHECK(again.sets() == all.sets());
}

}  // namespace
}  // namespace attrib
