#include <apps/console/progress.hpp>
#include <tests/catch.hpp>

using attrib::console::progress;
using attrib::console::progress_line;
using attrib::console::progress_state;
using attrib::console::progress_unit;

TEST_CASE("a bar shows share, rate and time left") {
    const progress_state half{"load", progress_unit::rows, 3'000'000, 6'000'000,
                              std::chrono::seconds{2}};
    CHECK(progress_line(half, 100) ==
          "load [============>           ]  50%  1.5 M rows/s  0:02 left");
}

TEST_CASE("a bar that is full has no time left") {
    const progress_state full{"load", progress_unit::bytes, 5000, 5000, std::chrono::seconds{1}};
    CHECK(progress_line(full, 100) == "load [========================] 100%  5.0 kB/s");
}

TEST_CASE("more than the whole is still the whole") {
    const progress_state more{"load", progress_unit::bytes, 6000, 5000, std::chrono::seconds{1}};
    CHECK(progress_line(more, 100) == "load [========================] 100%  6.0 kB/s");
}

TEST_CASE("steps have a share, and no rate or time, which differ from step to step") {
    const progress_state third{"comparing\x1B[2J", progress_unit::steps, 1, 4,
                               std::chrono::seconds{5}};
    CHECK(progress_line(third, 100) == "comparing?[2J [======>                 ]  25%");
}

TEST_CASE("without a total there is only a rate") {
    const progress_state unknown{"read", progress_unit::bytes, 42'000'000, 0,
                                 std::chrono::seconds{1}};
    CHECK(progress_line(unknown, 100) == "read  42.0 MB/s");
}

TEST_CASE("before anything happened there is no time left to tell") {
    const progress_state start{"read", progress_unit::rows, 0, 100, {}};
    CHECK(progress_line(start, 100) == "read [>                       ]   0%  0 rows/s");
}

TEST_CASE("long times have hours, and hopeless ones an end") {
    const progress_state slow{"x", progress_unit::rows, 1, 3601 + 1, std::chrono::seconds{1}};
    CHECK_THAT(progress_line(slow, 100), Catch::Matchers::EndsWith("1:00:01 left"));
    const progress_state hopeless{"x", progress_unit::rows, 1, ~std::uint64_t{0},
                                  std::chrono::seconds{1}};
    CHECK_THAT(progress_line(hopeless, 100), Catch::Matchers::EndsWith("99:59:59 left"));
}

TEST_CASE("a line is cut to the terminal's width") {
    const progress_state half{"load", progress_unit::rows, 1, 2, std::chrono::seconds{1}};
    CHECK(progress_line(half, 10) == "load [====");
}

TEST_CASE("without a terminal nothing is drawn and updates are harmless") {
    progress bar("x", progress_unit::rows, 10);
    bar.update(5);
    bar.clear();
    bar.update(10);
}
