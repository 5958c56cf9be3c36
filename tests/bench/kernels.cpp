// What one thread does on the way from bytes to credits, step by step; made-up events in memory.
#include <benchmark/benchmark.h>

#include <libattrib/attribution/attribute_user.hpp>
#include <libattrib/core/money.hpp>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/row_parser.hpp>
#include <libattrib/io/text_stats.hpp>
#include <libattrib/session/timeline.hpp>
#include <tests/support/events.hpp>
#include <tests/support/generated_file.hpp>

namespace attrib {
namespace {

constexpr std::uint64_t event_count = 100'000;

const std::string& csv_text() {
    static const std::string text = test::generated_csv(test::small_scenario(event_count));
    return text;
}

column_mapping mapping_of_header() {
    csv_rows header(csv_text(), 1);
    header.next();
    return map_columns(header.values().all(), {}).value();
}

// The rows without the header, as a file's reader hands them out.
event_chunk chunk_of_rows() {
    const std::string& text = csv_text();
    event_chunk chunk;
    chunk.text = text.substr(text.find('\n') + 1);
    chunk.end = chunk.text.size();
    chunk.first_line = 2;
    return chunk;
}

class discarding_consumer final : public event_consumer {
   public:
    void accept(const event& taken) override {
        ++count;
        benchmark::DoNotOptimize(&taken);
    }
    void refuse(const reject&) override {}

    std::int64_t count = 0;
};

void count(benchmark::State& state, std::int64_t rows, std::size_t bytes) {
    state.SetItemsProcessed(rows);
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
}

void find_structure(benchmark::State& state) {
    const auto finders = all_structure_finders();
    const auto which = static_cast<std::size_t>(state.range(0));
    if (which >= finders.size()) return state.SkipWithError("not on this processor");
    const std::string& text = csv_text();
    structure found;
    for (auto _ : state)
        for (std::size_t at = 0; at < text.size(); at += structure::max_bytes) {
            finders[which].structure_of(
                text.data() + at, std::min(structure::max_bytes, text.size() - at), ',', found);
            benchmark::DoNotOptimize(found.count);
        }
    count(state, state.iterations() * static_cast<std::int64_t>(event_count), text.size());
}
BENCHMARK(find_structure)->DenseRange(0, 3)->Unit(benchmark::kMillisecond);

void survey_text(benchmark::State& state) {
    for (auto _ : state) {
        const text_stats looked = survey(csv_text());
        benchmark::DoNotOptimize(&looked);
    }
    count(state, state.iterations() * static_cast<std::int64_t>(event_count), csv_text().size());
}
BENCHMARK(survey_text)->Unit(benchmark::kMillisecond);

void split_rows(benchmark::State& state) {
    std::int64_t rows = 0;
    for (auto _ : state)
        for (csv_rows reader(csv_text(), 1); reader.next();) ++rows;
    count(state, rows, csv_text().size());
}
BENCHMARK(split_rows)->Unit(benchmark::kMillisecond);

void parse_rows(benchmark::State& state) {
    const row_parser parser("memory", mapping_of_header());
    const event_chunk chunk = chunk_of_rows();
    discarding_consumer consumer;
    for (auto _ : state) parser.parse(chunk, consumer);
    count(state, consumer.count, chunk.text.size());
}
BENCHMARK(parse_rows)->Unit(benchmark::kMillisecond);

void parse_times(benchmark::State& state) {
    time_parser parser;
    timestamp when;
    std::int64_t times = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(parser.parse("2025-03-01T10:00:00.123456Z", when));
        ++times;
    }
    state.SetItemsProcessed(times);
}
BENCHMARK(parse_times);

void attribute_events(benchmark::State& state) {
    test::collecting_consumer events;
    row_parser("memory", mapping_of_header()).parse(chunk_of_rows(), events);
    std::vector<event> one_user;
    for (const auto& each : events.events) one_user.push_back(each.view());
    std::int64_t rows = 0;
    for (auto _ : state) {
        const std::vector<event> timeline = make_timeline(one_user);
        benchmark::DoNotOptimize(attribute_user(timeline));
        rows += static_cast<std::int64_t>(one_user.size());
    }
    state.SetItemsProcessed(rows);
}
BENCHMARK(attribute_events)->Unit(benchmark::kMillisecond);

// One conversion of some touchpoints by every model; items are conversions and models.
void share_credit(benchmark::State& state) {
    std::vector<touch> touches;
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(state.range(0)); ++i)
        touches.push_back({timestamp{std::chrono::hours{7 * i}}, i % 5, {.is_direct = i % 4 == 0}});
    attributor sharing;
    std::int64_t shared = 0;
    for (auto _ : state) {
        for (const model_instance& each : shipped_models())
            benchmark::DoNotOptimize(sharing.share(each, touches, money{19'990'000}));
        shared += static_cast<std::int64_t>(shipped_models().size());
    }
    state.SetItemsProcessed(shared);
}
BENCHMARK(share_credit)->Arg(1)->Arg(4)->Arg(50);

// Everything but the file: parse, store, group, attribute, add up.
void run_engine(benchmark::State& state) {
    static const channel_classifier classifier = default_channel_classifier();
    const row_parser parser("memory", mapping_of_header());
    const event_chunk chunk = chunk_of_rows();
    class chunk_feed final : public event_feed {
       public:
        chunk_feed(const row_parser& rows, const event_chunk& text) : parser_(rows), chunk_(text) {}
        bool read_some(event_consumer& consumer) override {
            if (std::exchange(is_read_, true)) return false;
            parser_.parse(chunk_, consumer);
            return true;
        }

       private:
        const row_parser& parser_;
        const event_chunk& chunk_;
        bool is_read_ = false;
    };
    class no_sink final : public table_sink {
       public:
        [[nodiscard]] bool takes(table) const noexcept override { return false; }
        void encode(table, const user_rows&, std::string&) const override {}
        void encode(table, const summed_rows&, std::string&) const override {}
        void write(table, std::string&&) override {}
    };
    std::int64_t rows = 0;
    for (auto _ : state) {
        engine batch({}, classifier);
        chunk_feed feed(parser, chunk);
        batch.read(feed);
        no_sink sink;
        rows += static_cast<std::int64_t>(batch.run(sink).read);
    }
    count(state, rows, chunk.text.size());
}
BENCHMARK(run_engine)->Unit(benchmark::kMillisecond);

void make_rows(benchmark::State& state) {
    const generator made = generator::make(test::small_scenario(event_count), 1).value();
    std::size_t bytes = 0;
    std::string rows;
    for (auto _ : state) {
        rows.clear();
        made.append_rows(0, made.deliveries().size(), rows);
        bytes = rows.size();
    }
    count(state, state.iterations() * static_cast<std::int64_t>(made.deliveries().size()), bytes);
}
BENCHMARK(make_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attrib
