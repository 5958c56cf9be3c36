#include <cstdlib>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/markov.hpp>
#include <libattrib/attribution/path_attribution.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/io/path_file.hpp>
#include <map>
#include <tests/catch.hpp>
#include <tests/support/exact_markov.hpp>

namespace attrib::test {
namespace {

// A path, and what its conversions are worth.
struct valued_path : path_count {
    std::int64_t value = 0;
};

result<path_report> report_of(const std::vector<valued_path>& paths,
                              const path_question& asked = {.models = path_models()},
                              std::size_t threads = 2) {
    dictionary channels;
    std::vector<path_collector> all(threads, path_collector(channels, asked));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::vector<std::string_view> path(paths[i].channels.begin(),
                                                 paths[i].channels.end());
        all[i % threads].add({path, paths[i].conversions, paths[i].ends, money{paths[i].value}});
    }
    return attribute_paths(channels, all, asked);
}

std::vector<valued_path> valued_example() {
    std::vector<valued_path> paths;
    for (const path_count& each : example_paths())
        paths.push_back({each, static_cast<std::int64_t>(each.conversions) * 10'000'000});
    return paths;
}

using text_rows = std::vector<std::string>;

// Conversions by channel, in byte order.
text_rows conversions_by(const path_report& of, std::string_view model) {
    text_rows texts;
    for (const path_credit& each : of.models)
        if (each.model == model)
            for (const channel_credit& channel : each.channels)
                texts.push_back(to_string(channel.conversions));
    return texts;
}

void check_totals(const path_report& report) {
    for (const path_credit& each : report.models) {
        CAPTURE(each.model);
        channel_credit sum;
        for (const channel_credit& channel : each.channels) {
            sum.conversions += channel.conversions;
            sum.value += channel.value;
        }
        CHECK(sum.conversions.millionths ==
              money_sum::count{report.conversions} * whole_credit.millionths);
        CHECK(sum.value == report.value);
    }
}

TEST_CASE("the worked example of paths, by every model") {
    const path_report report = report_of(valued_example()).value();
    CHECK(report.channels == text_rows{"Direct", "Display", "Email", "Paid Search"});
    CHECK(report.conversions == 6);
    CHECK(report.ends == 14);
    CHECK(to_string(report.value) == "60.00");
    text_rows names;
    for (const path_credit& each : report.models) names.push_back(each.model);
    CHECK(names == text_rows{"first_click", "last_click", "first_non_direct", "last_non_direct",
                             "linear", "position_based", "shapley", "markov", "markov_channel"});
    CHECK(conversions_by(report, "first_click") == text_rows{"2.00", "2.00", "1.00", "1.00"});
    CHECK(conversions_by(report, "last_click") == text_rows{"3.00", "0.00", "0.00", "3.00"});
    CHECK(conversions_by(report, "last_non_direct") == text_rows{"2.00", "0.00", "0.00", "4.00"});
    CHECK(conversions_by(report, "linear") ==
          text_rows{"2.333333", "1.00", "0.333334", "2.333333"});
    CHECK(conversions_by(report, "shapley") == conversions_by(report, "linear"));
    CHECK(conversions_by(report, "position_based") == text_rows{"2.40", "1.00", "0.40", "2.20"});
    // 5/24 against 5/9, twice; 5/72, 5/9 and 1/2 once.
    CHECK(conversions_by(report, "markov") ==
          text_rows{"2.444445", "0.545454", "0.061728", "2.948373"});
    CHECK(conversions_by(report, "markov_channel") ==
          text_rows{"2.25", "0.9375", "0.3125", "2.50"});
    check_totals(report);
    REQUIRE(report.markov.has_value());
    CHECK(report.markov->states == 4);
    CHECK(report.markov->conversion_chance == Approx(0.3));
    CHECK(report.markov->effects == solve_exactly(example_paths(), 1).effects);
}

TEST_CASE("a higher order is asked for") {
    path_question asked{.models = {}, .wants_markov_channel = true, .order = 2};
    const path_report report = report_of(valued_example(), asked).value();
    REQUIRE(report.models.size() == 1);
    CHECK(report.markov->effects == solve_exactly(example_paths(), 2).effects);
}

TEST_CASE("no chain is solved where no model asks") {
    const path_report report =
        report_of(valued_example(), {.models = {}, .wants_markov_channel = false}).value();
    CHECK_FALSE(report.markov.has_value());
    CHECK(report.models.empty());
}

TEST_CASE("models of paths add up, whatever threads have which paths") {
    random_stream random(5);
    for (int i = 0; i < 30; ++i) {
        std::vector<valued_path> paths(1 + random.below(60));
        for (valued_path& each : paths) {
            for (std::uint64_t touch = 0; touch <= random.below(7); ++touch)
                each.channels.push_back(std::string(1, static_cast<char>('a' + random.below(6))));
            each.conversions = random.below(3);
            each.ends = random.below(3);
            if (each.conversions != 0)
                each.value = static_cast<std::int64_t>(random.next() >> 20) - (1LL << 43);
        }
        paths.front().conversions = 1;
        const path_report one = report_of(paths, {.models = path_models()}, 1).value();
        check_totals(one);
        std::vector<valued_path> turned(paths.rbegin(), paths.rend());
        const path_report other = report_of(turned, {.models = path_models()}, 3).value();
        CHECK(one.channels == other.channels);
        CHECK(one.markov->effects == other.markov->effects);
        for (std::size_t m = 0; m < one.models.size(); ++m)
            CHECK(conversions_by(one, one.models[m].model) ==
                  conversions_by(other, one.models[m].model));
    }
}

TEST_CASE("channels have any names, and Direct is known in any case") {
    const std::vector<valued_path> paths{{{{"Conversion", "direct"}, 1, 0}, 0},
                                         {{{"(start)", "a > b"}, 1, 1}, 0},
                                         {{{"DIRECT"}, 1, 0}, 0}};
    const path_report report = report_of(paths).value();
    CHECK(report.channels == text_rows{"(start)", "Conversion", "DIRECT", "a > b", "direct"});
    CHECK(conversions_by(report, "last_non_direct") ==
          text_rows{"0.00", "1.00", "1.00", "1.00", "0.00"});
    check_totals(report);
}

TEST_CASE("without a conversion every model gives nothing") {
    const path_report report = report_of({{{{"a", "b"}, 0, 3}, 0}, {{{"b"}, 0, 0}, 0}}).value();
    CHECK(report.markov->effects == std::vector<std::uint64_t>{0, 0});
    CHECK(report.markov->conversion_chance == 0);
    CHECK(conversions_by(report, "markov_channel") == text_rows{"0.00", "0.00"});
    check_totals(report);
}

TEST_CASE("one channel has all, a channel that never converts nothing") {
    const path_report report = report_of({{{{"a", "a"}, 2, 1}, 7}, {{{"b"}, 0, 3}, 0}}).value();
    CHECK(report.markov->effects == std::vector<std::uint64_t>{whole_effect, 0});
    CHECK(conversions_by(report, "markov") == text_rows{"2.00", "0.00"});
    CHECK(conversions_by(report, "markov_channel") == text_rows{"2.00", "0.00"});
}

TEST_CASE("conversions beyond 64 bits of millionths are counted") {
    const path_report report =
        report_of(std::vector<valued_path>(20, {{{"a", "b"}, most_row_journeys, 0}, 0})).value();
    check_totals(report);
    CHECK(conversions_by(report, "linear") == text_rows{"10000000000000.00", "10000000000000.00"});
}

// Paths of a file as a list.
class listing_consumer final : public path_consumer {
   public:
    void accept(const path_row& taken) override {
        paths.push_back(
            {{{taken.channels.begin(), taken.channels.end()}, taken.conversions, taken.ends},
             taken.value.millionths});
    }
    void refuse(const reject& refused) override { FAIL(refused.message); }

    std::vector<valued_path> paths;
};

TEST_CASE("effects of a file of the user's are those of fractions") {
    const char* const path = std::getenv("ATTRIB_PATHS");
    if (path == nullptr) {
        WARN("skipped: ATTRIB_PATHS names no file of paths, such as ChannelAttribution's Data.csv");
        return;
    }
    path_file file = path_file::open(path).value();
    listing_consumer consumer;
    for (event_chunk chunk; file.next(chunk).value();) file.parse(chunk, consumer);
    const std::vector<path_count> paths(consumer.paths.begin(), consumer.paths.end());
    const path_report report = report_of(consumer.paths).value();
    check_totals(report);
    CHECK(report.markov->effects == solve_exactly(paths, 1).effects);
}

}  // namespace
}  // namespace attrib::test
