#include <algorithm>
#include <apps/console/help.hpp>
#include <apps/console/interrupt.hpp>
#include <apps/console/numbers.hpp>
#include <apps/stream/options.hpp>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/io/live_source.hpp>

namespace attrib {

namespace po = boost::program_options;

void stream_flags::add_to(po::options_description& options) {
    po::options_description reading = console::option_group("Reading files");
    map.add_to(reading);
    reading.add_options()("follow", po::bool_switch(&follow),
                          "go on at the end of FILE with what is appended; rotation is seen")(
        "source", po::value(&source)->value_name("NAME"),
        "with standard input or a pipe: a name by which a restart, given the same bytes again, "
        "finds its place; with --kafka: tells a topic that was recreated from the one before");
    po::options_description topic = console::option_group("Reading a topic of Kafka");
    kafka.add_to(topic);
    po::options_description replay = console::option_group("Replaying the past");
    add_replay(replay);
    po::options_description storing = console::option_group("Database");
    database.add_to(storing);
    storing.add_options()("batch-rows",
                          console::whole_number(batch_rows, "batch-rows", 1, 1'000'000),
                          "commit when a batch has so many rows")(
        "batch-age-ms", console::whole_number(batch_age_ms, "batch-age-ms", 0, 60'000),
        "or when its first row has waited so long");
    po::options_description results = console::option_group("Results");
    results.add_options()("json", po::bool_switch(&json), "print the summary as JSON");
    options.add(reading).add(topic).add(replay).add(storing).add(results);
}

void stream_flags::add_replay(po::options_description& options) {
    auto add = options.add_options();
    add("delay", console::real_number(delay, "delay", 0, 86'400), "seconds between two events");
    add("rate", console::real_number(rate, "rate", 0, 1e9), "events a second");
    add("speed", console::real_number(speed, "speed", 0, 1e9),
        "let events through as far apart as their times, sped up so many times");
    add("shift-to-now", po::bool_switch(&shift_to_now),
        "move all times so that the first event is now");
}

void stream_flags::check(const std::string& path) const {
    const auto refuse_if = [](bool is_wrong, const char* message) {
        if (is_wrong) throw failure(errc::invalid_option, message);
    };
    const auto given =
        std::ranges::count_if(std::array{delay, rate, speed}, [](double each) { return each > 0; });
    refuse_if(given > 1, "--delay, --rate and --speed exclude each other");
    if (kafka.are_given()) {
        refuse_if(!path.empty(), "give FILE or --kafka, not both");
        refuse_if(given != 0 || shift_to_now,
                  "a topic is read as it comes: --delay, --rate, "
                  "--speed and --shift-to-now go with FILE");
        return refuse_if(follow, "--follow goes with FILE, a topic is followed anyway");
    }
    refuse_if(path.empty(), "nothing to work on: give FILE, or --kafka and --topic");
    refuse_if(follow && path == "-", "--follow wants a file, standard input is followed anyway");
    refuse_if(!source.empty() && !is_read_once(path),
              "--source goes with standard input (-), a pipe or --kafka; a file is known by its "
              "bytes");
}

stream_options stream_flags::stream(const std::string& path) const {
    check(path);
    stream_options options;
    options.reading = map.reading().value();
    options.batch_rows = static_cast<std::size_t>(batch_rows);
    options.batch_age = std::chrono::milliseconds{batch_age_ms};
    if (delay > 0)
        options.pace.delay = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::duration<double>(delay));
    if (rate > 0) options.pace.rows_a_second = rate;
    if (speed > 0) options.pace.speed = speed;
    options.shift_to_now = shift_to_now;
    options.follow = follow;
    options.source_name = source;
    options.now = [] { return std::chrono::floor<microseconds>(std::chrono::system_clock::now()); };
    options.how.interrupt = &console::interrupt_flag();
    return options;
}

}  // namespace attrib
