// What the tables are depends on the set of events alone.
#include <rapidcheck.h>

#include <algorithm>
#include <libattrib/attribution/attributor.hpp>
#include <libattrib/attribution/half_power.hpp>
#include <libattrib/attribution/model_registry.hpp>
#include <libattrib/converters/converter_files.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <libattrib/io/event_files.hpp>
#include <numeric>
#include <tests/catch.hpp>
#include <tests/property/hostile_events.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/run_engine.hpp>

namespace attrib::test {
namespace {

// Models of a user's own: any rule with any parameters, under names that need quotes in no CSV.
model_instance any_model(std::size_t number) {
    model_instance made = *rc::gen::elementOf(shipped_models());
    made.name = "own_" + std::to_string(number);
    made.skips_direct = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>())
        made.lookback = std::chrono::days{*rc::gen::element(1, 14, 28, 42, 90)};
    if (*rc::gen::arbitrary<bool>())
        made.lookbacks.emplace("sign_up", std::chrono::days{*rc::gen::element(1, 14, 56)});
    if (*rc::gen::arbitrary<bool>()) made.lookbacks.emplace("purchase", std::chrono::hours{1});
    made.half_life = *rc::gen::element<microseconds>(
        std::chrono::days{7}, std::chrono::days{14}, std::chrono::days{100}, std::chrono::hours{7},
        microseconds{1}, half_life_bound - microseconds{1});
    made.first_weight = *rc::gen::element(40U, 0U, 1U, 1'000'000U);
    made.middle_weight = *rc::gen::element(20U, 0U, 33U, 1'000'000U);
    made.last_weight = *rc::gen::element(40U, 0U, 60U);
    if (made.first_weight + made.middle_weight + made.last_weight == 0) made.middle_weight = 1;
    return made;
}

model_list any_models() {
    model_list models = *rc::gen::arbitrary<bool>() ? shipped_models() : model_list{};
    const auto own = *rc::gen::inRange<std::size_t>(models.empty() ? 1 : 0, 4);
    for (std::size_t i = 0; i < own; ++i) models.push_back(any_model(i));
    return models;
}

engine_options any_options() {
    engine_options options;
    options.threads = *rc::gen::inRange(1u, 9u);
    options.memory_bytes = *rc::gen::element<std::size_t>(0, 0, 1, 20'000, 200'000);
    options.attribution.lookback = std::chrono::hours{24 * *rc::gen::element(14, 14, 7, 0, 28)};
    options.attribution.session_timeout = std::chrono::minutes{*rc::gen::element(30, 30, 60, 0)};
    options.attribution.conversions = *rc::gen::element(
        std::vector<std::string>{"purchase"}, std::vector<std::string>{"purchase", "sign_up"});
    options.attribution.models = any_models();
    options.attribution.journey_window = std::chrono::days{*rc::gen::element(90, 14, 1)};
    return options;
}

// As a file gives them: their channel states their origin.
std::vector<event> as_in_files(std::vector<event> events) {
    for (event& each : events) each.states_origin.reset();
    return events;
}

std::vector<event> shuffled(std::vector<event> events) {
    for (std::size_t i = events.size(); i > 1; --i)
        std::swap(events[i - 1], events[*rc::gen::inRange<std::size_t>(0, i)]);
    return events;
}

TEST_CASE("the engine gives what the rules say, for any events and options") {
    CHECK(rc::check([] {
        const auto events = *hostile_events();
        const engine_options options = any_options();
        RC_ASSERT(run_engine(events, options).tables ==
                  reference_tables(events, options.attribution));
    }));
}

// Takes nothing but what totals suffice for.
class totals_sink final : public table_sink {
   public:
    totals_sink() {
        for (const table each : tables_of_totals)
            texts[std::string(name_of(each))] = csv_header_of(each) + "\n";
    }

    [[nodiscard]] bool takes(table which) const noexcept override {
        return texts.contains(std::string(name_of(which)));
    }
    void encode(table, const user_rows&, std::string&) const override {}
    void encode(table which, const summed_rows& rows, std::string& out) const override {
        append_csv(out, which, rows);
    }
    void write(table which, std::string&& rows) override {
        texts.at(std::string(name_of(which))) += rows;
    }

    table_texts texts;
};

TEST_CASE("keeping what totals need gives the same totals, or says that it does not suffice") {
    CHECK(rc::check([] {
        std::vector<event> events = *hostile_events();
        // Deliveries of one event that contradict each other may stay, be told apart, or be made
        // the same.
        const bool tell_apart = *rc::gen::arbitrary<bool>();
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < events.size(); ++i) ids.push_back(std::to_string(i));
        if (tell_apart)
            for (std::size_t i = 0; i < events.size(); ++i) events[i].event_id = ids[i];
        const std::size_t different = events.size();
        for (std::size_t i = 0; i < different; ++i)
            if (*rc::gen::arbitrary<bool>()) events.push_back(events[i]);
        engine_options options = any_options();
        const bool sees_sources =
            std::ranges::any_of(options.attribution.models,
                                [](const model_instance& each) { return each.rule->sees_sources; });
        options.kept = sees_sources ? kept_columns::origins : kept_columns::totals;
        engine batch(options, test_classifier());
        memory_feed feed(shuffled(events));
        batch.read(feed);
        totals_sink sink;
        const engine_summary summary = batch.run(sink);
        if (tell_apart) RC_ASSERT(summary.ambiguous_duplicates == 0u);
        RC_CLASSIFY(summary.ambiguous_duplicates == 0, "decided");
        if (summary.ambiguous_duplicates != 0) {
            RC_ASSERT(summary.daily.empty());
            return;
        }
        const auto expected = reference_tables(events, options.attribution);
        for (const auto& [name, text] : sink.texts) RC_ASSERT(text == expected.at(name));
    }));
}

// Events in some files, each after another's broken row perhaps.
std::vector<std::string> write_files(const temporary_directory& folder,
                                     const std::vector<event>& events) {
    std::vector<std::string> texts(*rc::gen::inRange<std::size_t>(1, 4));
    for (std::string& text : texts) append_event_header(text);
    for (const event& each : events) {
        std::string& text = texts[*rc::gen::inRange<std::size_t>(0, texts.size())];
        if (*rc::gen::weightedElement<bool>({{9, false}, {1, true}})) text += "broken\n\n";
        append_event_row(text, each);
    }
    std::vector<std::string> paths;
    for (const std::string& text : texts)
        paths.push_back(folder.write(std::to_string(paths.size()) + ".csv", text));
    return paths;
}

TEST_CASE("the rows of those who convert alone give all tables of conversions") {
    CHECK(rc::check([] {
        const auto events = as_in_files(shuffled(*hostile_events()));
        const engine_options options = any_options();
        const temporary_directory folder;
        const auto paths = write_files(folder, events);
        const auto chunk_bytes = *rc::gen::inRange<std::size_t>(1, 5000);
        const auto files =
            converter_files::open(paths, {.conversions = options.attribution.conversions,
                                          .threads = options.threads,
                                          .chunk_bytes = chunk_bytes})
                .value();
        RC_ASSERT(files->search(*files));
        engine_summary all;
        files->complete(all);
        RC_ASSERT(all.read - all.rejected == events.size());
        files->look_again(kept_columns::all);
        event_feed* const feeds[] = {files.get()};
        auto tables = run_engine(feeds, options, test_classifier()).tables;
        auto expected = reference_tables(events, options.attribution);
        for (const table of_everyone : tables_of_everyone) {
            tables.erase(std::string(name_of(of_everyone)));
            expected.erase(std::string(name_of(of_everyone)));
        }
        RC_ASSERT(tables == expected);
    }));
}

TEST_CASE("arrival order, repeats and threads change no table") {
    CHECK(rc::check([] {
        const auto events = *hostile_events();
        engine_options options;
        const auto expected = run_engine(events, options).tables;
        std::vector<event> more = events;
        for (const event& each : events)
            if (*rc::gen::arbitrary<bool>()) more.push_back(each);
        options.threads = *rc::gen::inRange(1u, 9u);
        const auto output = run_engine(shuffled(more), options);
        RC_ASSERT(output.tables == expected);
        RC_ASSERT(output.summary.events + output.summary.duplicates == more.size());
    }));
}

// The same events as another program would store them: by any delimiter, all values quoted,
// compressed or not, perhaps in UTF-16.
std::string stored_otherwise(const std::string& csv) {
    const char delimiter = *rc::gen::element(',', ';', '\t', '|');
    std::string text;
    for (csv_rows rows(csv, 1); rows.next();) {
        const auto values = rows.values().all();
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i != 0) text += delimiter;
            text += '"';
            for (const char c : values[i]) text.append(c == '"' ? 2 : 1, c);
            text += '"';
        }
        text += *rc::gen::arbitrary<bool>() ? "\r\n" : "\n";
    }
    if (*rc::gen::arbitrary<bool>()) text = utf16(text, *rc::gen::arbitrary<bool>());
    if (*rc::gen::arbitrary<bool>()) text = gzip(text);
    if (*rc::gen::arbitrary<bool>()) text = zstd(text);
    return text;
}

TEST_CASE("how events are split into files and chunks, and stored, changes no table") {
    CHECK(rc::check([] {
        const auto events = as_in_files(shuffled(*hostile_events()));
        const auto expected = run_engine(events).tables;
        const temporary_directory folder;
        const auto file_count = *rc::gen::inRange<std::size_t>(1, 5);
        std::vector<std::string> texts(file_count);
        for (std::string& text : texts) append_event_header(text);
        for (const event& each : events)
            append_event_row(texts[*rc::gen::inRange<std::size_t>(0, file_count)], each);
        std::vector<std::string> paths;
        for (const std::string& text : texts)
            paths.push_back(
                folder.write(std::to_string(paths.size()) + ".csv", stored_otherwise(text)));
        const auto feed =
            event_files::open(
                paths, {.reading = {}, .chunk_bytes = *rc::gen::inRange<std::size_t>(1, 5000)})
                .value();
        event_feed* const feeds[] = {feed.get()};
        engine_options options;
        options.threads = *rc::gen::inRange(1u, 9u);
        const auto output = run_engine(feeds, options, test_classifier());
        RC_ASSERT(output.summary.rejected == 0u);
        RC_ASSERT(output.tables == expected);
    }));
}

TEST_CASE("conversions and revenue of each model equal those of staging") {
    CHECK(rc::check([] {
        const auto events = *hostile_events();
        engine_options options;
        options.attribution.models = shipped_models();
        options.attribution.models.push_back(any_model(0));
        const auto output = run_engine(events, options);
        using totals = std::map<std::string, std::pair<money_sum, money_sum>>;
        std::map<std::string, totals> sums;
        for (const daily_row& row : output.summary.daily) {
            auto& cell = sums[row.model][row.currency];
            cell.first += row.conversions;
            cell.second += row.revenue;
        }
        // From the engine's own staging, conversions counted by a rule written out here.
        totals staged;
        std::set<std::pair<std::string, std::string>> transactions;
        const temporary_directory folder;
        const auto path = folder.write("stg.csv", output.tables.at("stg_ga4_events"));
        collecting_consumer consumer;
        const auto files = event_files::open({path}).value();
        while (files->read_some(consumer)) {
        }
        for (const owned_event& each : consumer.events) {
            const event row = each.view();
            if (row.event_name != "purchase") continue;
            if (!row.transaction_id.empty() &&
                !transactions.emplace(row.user_pseudo_id, row.transaction_id).second)
                continue;
            auto& cell = staged[std::string(row.currency)];
            cell.first += whole_credit;
            cell.second += row.event_value.value_or(money{});
        }
        for (const model_instance& model : options.attribution.models)
            RC_ASSERT(sums[model.name] == staged);
    }));
}

}  // namespace
}  // namespace attrib::test
