// Events as rows of Postgres' binary COPY, and back.
#include <benchmark/benchmark.h>

#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <tests/support/events.hpp>
#include <tests/support/generated_file.hpp>

namespace attrib {
namespace {

constexpr std::uint64_t event_count = 100'000;

class encoding_consumer final : public event_consumer {
   public:
    void accept(const event& taken) override {
        copy_encoder row(rows);
        row.begin_row(raw_event_fields);
        append_raw_fields(row, taken);
        ++count;
    }
    void refuse(const reject&) override {}

    std::string rows;
    std::int64_t count = 0;
};

void encode_rows(benchmark::State& state) {
    const generator made = generator::make(test::small_scenario(event_count), 1).value();
    encoding_consumer encoded;
    for (auto _ : state) {
        encoded.rows.clear();
        generated_events feed(made);
        while (feed.read_some(encoded)) {
        }
    }
    state.SetItemsProcessed(encoded.count);
    state.SetBytesProcessed(static_cast<std::int64_t>(encoded.rows.size()) * state.iterations());
}
BENCHMARK(encode_rows)->Unit(benchmark::kMillisecond);

void decode_rows(benchmark::State& state) {
    const generator made = generator::make(test::small_scenario(event_count), 1).value();
    encoding_consumer encoded;
    generated_events feed(made);
    while (feed.read_some(encoded)) {
    }
    std::int64_t rows = 0;
    for (auto _ : state)
        for (copy_decoder decoder(encoded.rows); decoder.next_row(raw_event_fields); ++rows)
            benchmark::DoNotOptimize(take_raw_fields(decoder));
    state.SetItemsProcessed(rows);
    state.SetBytesProcessed(static_cast<std::int64_t>(encoded.rows.size()) * state.iterations());
}
BENCHMARK(decode_rows)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace attrib
