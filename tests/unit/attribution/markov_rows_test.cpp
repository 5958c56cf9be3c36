// mart_markov of the worked example by hand, and of drawn journeys by fractions.
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/attribution/markov_rows.hpp>
#include <libattrib/core/random.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

// Users who each make one journey.
class journeys_made {
   public:
    void add(const std::vector<std::string>& channels, const std::string& currency, bool converts,
             money revenue = units(10)) {
        std::vector<path_session> sessions;
        timestamp when = at("2025-03-01T10:00:00Z") + std::chrono::days{journeys_++ % 5};
        for (const std::string& each : channels)
            sessions.push_back({when += std::chrono::hours{1}, {texts_.add(each).id, 0}});
        std::vector<path_conversion> conversions;
        if (converts) conversions.push_back({when, 0, texts_.add(currency).id, revenue});
        statistics_.add_user(sessions, conversions, names_.size(), std::chrono::days{14}, zone_);
    }
    [[nodiscard]] std::vector<transition_row> transitions() const {
        return statistics_.transitions(names_, texts_);
    }
    // Rows by channel.
    [[nodiscard]] std::vector<effect_row> rows() const {
        auto rows = markov_rows(transitions(), statistics_.sets(names_, texts_)).value();
        std::erase_if(rows, [](const effect_row& row) {
            return row.dimension != journey_dimension::channel;
        });
        return rows;
    }

   private:
    dictionary texts_;
    std::vector<std::string> names_{"lead", "purchase"};
    time_zone zone_;
    journey_statistics statistics_;
    std::int64_t journeys_ = 0;
};

effect_row euros(const std::string& channel, std::uint64_t effect, money_sum conversions,
                 money_sum revenue) {
    return {"lead", journey_dimension::channel, "EUR", channel, effect, conversions, revenue};
}

}  // namespace

TEST_CASE("the worked example's effects and credit, by hand") {
    journeys_made made;
    for (const path_count& each : example_paths()) {
        for (std::uint64_t i = 0; i < each.conversions; ++i) made.add(each.channels, "EUR", true);
        for (std::uint64_t i = 0; i < each.ends; ++i) made.add(each.channels, "", false);
    }
    // The other name never converts: no rows.
    const std::vector<effect_row> expected{
        euros("Direct", 500'000'000'000, money{2'250'000}, money{22'500'000}),
        euros("Display", 208'333'333'333, money{937'500}, money{9'375'000}),
        euros("Email", 69'444'444'444, money{312'500}, money{3'125'000}),
        euros("Paid Search", 555'555'555'556, money{2'500'000}, money{25'000'000})};
    CHECK(made.rows() == expected);
}

TEST_CASE("a value of null journeys only gets nothing, currencies are shared apart") {
    journeys_made made;
    made.add({"Email"}, "", true, units(-3));
    made.add({"Email"}, "USD", true, units(5));
    made.add({"Display"}, "", false);
    const auto rows = made.rows();
    REQUIRE(rows.size() == 4);
    CHECK(rows[0] == effect_row{"lead", {}, "", "Display", 0, {}, {}});
    CHECK(rows[1] ==
          effect_row{"lead", {}, "", "Email", whole_effect, money{1'000'000}, units(-3)});
    CHECK(rows[2].currency == "USD");
    CHECK(rows[3].revenue == units(5));
}

TEST_CASE("any journeys have the effects of their definition, and credit adds up", "[property]") {
    random_stream random(61);
    const std::vector<std::string> channels{"Direct", "Email", "Paid, \"x\"", "Conversion",
                                            "(null)"};
    for (int round = 0; round < 30; ++round) {
        journeys_made made;
        std::vector<path_count> paths;
        std::map<std::string, std::int64_t> conversions;
        for (std::uint64_t left = random.below(40) + 1; left > 0; --left) {
            std::vector<std::string> path(random.below(5) + 1);
            for (std::string& each : path) each = channels[random.below(channels.size())];
            const bool converts = random.one_in(3);
            const std::string currency = random.one_in(2) ? "EUR" : "";
            made.add(path, currency, converts);
            paths.push_back({path, converts ? 1U : 0U, converts ? 0U : 1U});
            if (converts) ++conversions[currency];
        }
        const auto rows = made.rows();
        if (conversions.empty()) {
            CHECK(rows.empty());
            continue;
        }
        const auto effects = solve_exactly(paths, 1).effects;
        const auto values = channels_of(paths);
        REQUIRE(rows.size() == values.size() * conversions.size());
        std::map<std::string, money_sum> shared;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            CHECK(rows[i].value == values[i % values.size()]);
            CHECK(rows[i].removal_effect == effects[i % values.size()]);
            shared[rows[i].currency] += rows[i].conversions;
        }
        for (const auto& [currency, count] : conversions)
            CHECK(shared[currency] == money{count * 1'000'000});
    }
}

TEST_CASE("a chain of too many values is refused with the remedy") {
    std::vector<transition_row> transitions;
    for (int i = 0; i < 5001; ++i)
        transitions.push_back({"lead",
                               {},
                               journey_dimension::campaign,
                               transition_kind::start,
                               "",
                               std::to_string(i),
                               1});
    const journey_set_row converted{"lead", {}, journey_dimension::campaign, "", {"1"}, 1, 1, {}};
    const auto refused = markov_rows(transitions, {&converted, 1});
    REQUIRE(refused.has_error());
    CHECK(refused.error().code == errc::too_large);
    CHECK(refused.error().message ==
          "mart_markov: the Markov chain of 'lead' by campaign has 5001 values, more than 5000; "
          "leave the table out");
}

}  // namespace attrib::test
