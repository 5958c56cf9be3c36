#include <atomic>
#include <libattrib/core/threads.hpp>
#include <libattrib/io/shared_files.hpp>
#include <tests/catch.hpp>

namespace attrib {
namespace {

// Has so many chunks, the last of which may be an error.
struct counted_file {
    int chunks = 0;
    bool is_broken = false;
    std::uint64_t read = 0;

    result<bool> next(event_chunk& chunk) {
        if (read == static_cast<std::uint64_t>(chunks)) {
            if (is_broken) return error{errc::corrupt_archive, "broken"};
            return false;
        }
        ++read;
        chunk.text = "row\n";
        return true;
    }
    [[nodiscard]] std::uint64_t stored_size() const noexcept {
        return static_cast<std::uint64_t>(chunks);
    }
    [[nodiscard]] std::uint64_t stored_position() const noexcept { return read; }
};

TEST_CASE("chunks of several files go to whoever asks, each once") {
    shared_files<counted_file> files({{3}, {0}, {500}});
    std::atomic<int> taken = 0;
    run_on_threads(4, [&](unsigned) {
        event_chunk chunk;
        while (const counted_file* const file = files.next(chunk)) {
            ++taken;
            files.give_back(*file, std::move(chunk), {.read = 1});
        }
    });
    CHECK(taken == 503);
    CHECK(files.counts()[0].read == 3);
    CHECK(files.counts()[1].read == 0);
    CHECK(files.counts()[2].read == 500);
    CHECK(files.position() == 503);
    CHECK(files.size() == 503);
}

TEST_CASE("a file that breaks ends the reading of all") {
    shared_files<counted_file> files({{1, true}, {1}});
    event_chunk chunk;
    CHECK(files.next(chunk) == &files.files()[0]);
    CHECK_THROWS_AS(files.next(chunk), failure);
    CHECK(files.next(chunk) == nullptr);
}

}  // namespace
}  // namespace attrib
