// What one thread does with a file of paths; made-up paths in memory.
#include <benchmark/benchmark.h>

#include <array>
#include <libattrib/attribution/path_collector.hpp>
#include <libattrib/core/random.hpp>
#include <libattrib/io/path_file.hpp>
#include <libattrib/io/text_cutter.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {
namespace {

constexpr std::size_t path_count = 10'000;

// Six touches on average, half of them repeats, as tests/bench/paths_against_peers.sh has them.
std::vector<std::string> made_paths() {
    constexpr std::array channels{"iota",  "iota", "iota",   "iota",    "beta",  "beta",  "beta",
                                  "eta",   "eta",  "eta",    "alpha",   "alpha", "alpha", "theta",
                                  "kappa", "zeta", "lambda", "epsilon", "gamma", "mi"};
    random_stream random(1);
    std::vector<std::string> paths(path_count);
    for (std::string& path : paths) {
        const char* channel = channels[random.below(channels.size())];
        path = channel;
        while (random.below(6) != 0) {
            if (random.below(2) != 0) channel = channels[random.below(channels.size())];
            path.append(" > ").append(channel);
        }
    }
    return paths;
}

const std::vector<std::string>& paths() {
    static const std::vector<std::string> made = made_paths();
    return made;
}

const path_columns& columns() {
    static const path_columns four{4,  {0, "path"},   {{1, "conversions"}}, {{2, "value"}},
                                   {}, {{3, "nulls"}}};
    return four;
}

const std::string& path_rows() {
    static const std::string text = [] {
        random_stream random(2);
        std::string rows;
        for (const std::string& path : paths()) {
            const bool converts = random.below(10) < 7;
            rows += path + (converts ? ";1;12.573;" : ";0;0.000;") +
                    std::to_string(2 + random.below(3)) + "\n";
        }
        return rows;
    }();
    return text;
}

void count_paths(benchmark::State& state, std::size_t bytes) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(path_count));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void cut_paths(benchmark::State& state) {
    text_cutter cutter(" > ");
    std::size_t bytes = 0;
    for (const std::string& path : paths()) bytes += path.size();
    for (auto _ : state)
        for (const std::string& path : paths()) benchmark::DoNotOptimize(cutter.cut(path));
    count_paths(state, bytes);
}
BENCHMARK(cut_paths);

void parse_paths(benchmark::State& state) {
    for (auto _ : state) {
        path_parser parser(columns(), " > ", ';');
        path_row parsed;
        for (csv_rows rows(path_rows(), 1, {.delimiter = ';'}); rows.next();)
            benchmark::DoNotOptimize(parser.parse(rows.values(), true, parsed));
    }
    count_paths(state, path_rows().size());
}
BENCHMARK(parse_paths);

// With the steps of the chain of the given order.
void collect_paths(benchmark::State& state) {
    const path_question asked{.models = {}, .order = static_cast<unsigned>(state.range(0))};
    for (auto _ : state) {
        dictionary channels;
        path_collector collected(channels, asked);
        path_parser parser(columns(), " > ", ';');
        path_row parsed;
        for (csv_rows rows(path_rows(), 1, {.delimiter = ';'}); rows.next();)
            if (parser.parse(rows.values(), true, parsed)) collected.add(parsed);
        benchmark::DoNotOptimize(collected.visits());
    }
    count_paths(state, path_rows().size());
}
BENCHMARK(collect_paths)->Arg(1)->Arg(2)->Arg(4);

}  // namespace
}  // namespace attrib
