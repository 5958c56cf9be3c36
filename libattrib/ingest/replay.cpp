#include <algorithm>
#include <libattrib/ingest/replay.hpp>

namespace attrib {
namespace {

class time_reader final : public event_consumer {
   public:
    void accept(const event& taken) override { found = taken.event_timestamp; }
    void refuse(const reject&) override {}

    std::optional<timestamp> found;
};

}  // namespace

std::optional<timestamp> time_of(const row_parser& parser, const event_chunk& row) {
    time_reader reader;
    parser.parse(row, reader);
    return reader.found;
}

std::optional<pacer::clock::time_point> pacer::due(const row_parser& parser, const event_chunk& row,
                                                   clock::time_point now) {
    if (!pace_.delay && !pace_.rows_a_second && !pace_.speed) return std::nullopt;
    if (!started_) started_ = now;
    // What a clock can still count to: thirty years.
    constexpr double longest = 1e9;
    const double seconds = std::min(seconds_to(parser, row), longest);
    ++passed_;
    return *started_ +
           std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds));
}

// From the beginning to that row.
double pacer::seconds_to(const row_parser& parser, const event_chunk& row) {
    using seconds = std::chrono::duration<double>;
    const auto passed = static_cast<double>(passed_);
    if (pace_.delay) return seconds(*pace_.delay).count() * passed;
    if (pace_.rows_a_second) return passed / *pace_.rows_a_second;
    const auto time = time_of(parser, row);
    if (!time) return 0;
    if (!first_time_) first_time_ = time;
    return std::max(0.0, seconds(*time - *first_time_).count() / *pace_.speed);
}

void shifting_consumer::accept(const event& taken) {
    event moved = taken;
    moved.event_timestamp += shift_;
    to_.accept(moved);
}

}  // namespace attrib
