#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/generate/generator.hpp>
#include <libattrib/marts/summary_sum.hpp>
#include <tests/catch.hpp>
#include <tests/support/generated_file.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib::test {
namespace {

// What summaries of the same events must have in common, as text.
std::string text_of(const engine_summary& summary) {
    std::string text;
    for (const std::uint64_t count :
         {summary.read, summary.rejected, summary.duplicates, summary.events, summary.users,
          summary.sessions, summary.conversions})
        text += std::to_string(count) + '\n';
    const summed_rows rows{
        .daily = summary.daily, .transitions = summary.transitions, .sets = summary.journey_sets};
    for (const table which :
         {table::mart_channel_daily, table::dda_transitions_daily, table::dda_sets_daily})
        append_csv(text, which, rows);
    return text;
}

// The events of some users of a scenario, or of all.
class users_feed final : public event_feed {
   public:
    users_feed(const generator& made, std::function<bool(std::string_view)> is_wanted)
        : events_(made), is_wanted_(std::move(is_wanted)) {}

    bool read_some(event_consumer& consumer) override {
        chosen_consumer chosen(consumer, is_wanted_);
        return events_.read_some(chosen);
    }

   private:
    struct chosen_consumer final : event_consumer {
        chosen_consumer(event_consumer& taker, const std::function<bool(std::string_view)>& wanted)
            : to(taker), is_wanted(wanted) {}
        void accept(const event& taken) override {
            if (is_wanted(taken.user_pseudo_id)) to.accept(taken);
        }
        void refuse(const reject&) override {}

        event_consumer& to;
        const std::function<bool(std::string_view)>& is_wanted;
    };

    generated_events events_;
    std::function<bool(std::string_view)> is_wanted_;
};

engine_summary summary_of(const generator& made, std::function<bool(std::string_view)> is_wanted) {
    users_feed feed(made, std::move(is_wanted));
    event_feed* const feeds[] = {&feed};
    return run_engine(feeds, {}, test_classifier()).summary;
}

}  // namespace

TEST_CASE("engines that each have some of the users say together what one says of all") {
    const generator made = generator::make(small_scenario(20'000), 2).value();
    constexpr std::size_t parts = 3;
    summary_sum sum{attribution_options{}};
    for (std::size_t part = 0; part < parts; ++part)
        sum.add(summary_of(made, [part](std::string_view user) {
            return std::hash<std::string_view>()(user) % parts == part;
        }));
    sum.add(summary_of(made, [](std::string_view) { return false; }));
    const engine_summary whole = summary_of(made, [](std::string_view) { return true; });
    CHECK(whole.daily.size() > 100);
    CHECK_FALSE(whole.journey_sets.empty());
    CHECK(text_of(sum.take()) == text_of(whole));
}

}  // namespace attrib::test
