// attrib-ready-copy DATABASE EVENTS.csv: how fast libpq brings ready bytes into ga4_events_raw.
// Parses and encodes the file first, then copies the batches over two connections, a transaction
// each. Prints the seconds of the second part: what a loader can at best take.
#include <atomic>
#include <chrono>
#include <iostream>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/raw_batch.hpp>
#include <libattrib/io/event_file.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <vector>

namespace {

using namespace attrib;

constexpr unsigned connections = 2;
constexpr std::size_t batch_bytes = std::size_t{8} << 20;

std::vector<std::string> encoded_batches(const std::string& path) {
    event_file file = event_file::open(path, {.reading = {}, .chunk_bytes = batch_bytes}).value();
    std::vector<std::string> batches;
    raw_batch batch;
    for (event_chunk chunk; file.next(chunk).value();) {
        batch.clear(2 * static_cast<std::int64_t>(batches.size()) + 1);  // as bulk batches
        file.parse(chunk, batch);
        batches.push_back(batch.accepted_rows().front());
    }
    return batches;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) {
        std::cerr << "usage: attrib-ready-copy DATABASE EVENTS.csv\n";
        return 2;
    }
    const std::vector<std::string> batches = encoded_batches(argv[2]);
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<std::size_t> next{0};
    run_on_threads(connections, [&](unsigned) {
        connection on(argv[1]);
        for (std::size_t i = next++; i < batches.size(); i = next++) {
            transaction work(on);
            copy_rows(on, "ga4_events_raw", batches[i]);
            work.commit();
        }
    });
    std::cout << std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()
              << '\n';
    return 0;
} catch (const std::exception& failed) {
    std::cerr << "attrib-ready-copy: " << failed.what() << '\n';
    return 1;
}
