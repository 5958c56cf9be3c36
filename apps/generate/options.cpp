#include <apps/console/help.hpp>
#include <apps/console/numbers.hpp>
#include <apps/generate/options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <cmath>
#include <limits>
#include <thread>

namespace attrib {

namespace po = boost::program_options;

generate_options::generate_options()
    : threads_(std::max<std::int64_t>(1, std::thread::hardware_concurrency())) {}

void generate_options::add_to(po::options_description& options) {
    using console::real_number;
    using console::whole_number;
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    po::options_description events = console::option_group("Events");
    auto add = events.add_options();
    add("events", po::value(&events_)->required()->value_name("N"), "how many distinct events");
    add("seed", whole_number(seed_, "seed", 0, std::numeric_limits<std::int64_t>::max()),
        "another seed, other events");
    add("users", whole_number(users_, "users", 0, most, "one for every 20 events"),
        "how many users");
    add("days", whole_number(days_, "days", 1, 36'500), "days in which sessions begin");
    add("start", po::value(&start_)->default_value(start_)->value_name("DATE"),
        "the first of them");
    add("duplicates", real_number(duplicates_, "duplicates", 0, 1),
        "share of events that are delivered twice");
    add("late", real_number(late_, "late", 0, 1),
        "share of events that are delivered a minute to three days late");
    add("broken", real_number(broken_, "broken", 0, 1),
        "share of events beside which a row breaks a rule");
    po::options_description results = console::option_group("Results");
    auto add_result = results.add_options();
    add_result("truth", po::value(&truth)->value_name("DIR"),
               "also write the tables that were meant, as attrib-attribute would");
    add_result("output", po::value(&output)->default_value(output)->value_name("FILE"),
               "where the CSV goes; - is standard output");
    add_result("threads", whole_number(threads_, "threads", 1, 1024, "all cores"),
               "threads to work with");
    options.add(events).add(results);
}

scenario generate_options::wanted() const {
    const auto ppm = [](double share) {
        return static_cast<std::uint32_t>(std::lround(share * 1e6));
    };
    if (events_ < 0) throw failure(errc::invalid_option, "--events must not be negative");
    scenario made;
    made.seed = static_cast<std::uint64_t>(seed_);
    made.events = static_cast<std::uint64_t>(events_);
    made.users = static_cast<std::uint64_t>(users_);
    made.days = static_cast<std::uint32_t>(days_);
    made.duplicates_ppm = ppm(duplicates_);
    made.late_ppm = ppm(late_);
    made.broken_ppm = ppm(broken_);
    if (!parse_day(start_, made.start))
        throw failure(errc::invalid_option, "--start: '" + start_ + "' is no date YYYY-MM-DD");
    check(made).value();
    return made;
}

}  // namespace attrib
