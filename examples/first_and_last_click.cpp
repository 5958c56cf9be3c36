// From a CSV file to first and last click per channel.
#include <iostream>
#include <libattrib/engine/csv_sink.hpp>
#include <libattrib/engine/engine.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <libattrib/io/event_files.hpp>

int main(int argc, char** argv) try {
    if (argc != 3) throw std::runtime_error("usage: first_and_last_click EVENTS.csv FOLDER");
    const auto classifier = attrib::default_channel_classifier();
    attrib::engine engine({.attribution = {}, .threads = 2}, classifier);
    engine.read(*attrib::event_files::open({argv[1]}).value());

    const attrib::table tables[] = {attrib::table::mart_first_click,
                                    attrib::table::mart_last_click};
    attrib::csv_sink marts(argv[2], tables);
    const attrib::engine_summary summary = engine.run(marts);
    marts.commit();

    std::cout << summary.conversions << " conversions of " << summary.users << " users\n";
    for (const attrib::daily_row& row : summary.daily)
        std::cout << row.model << ' ' << attrib::to_string(row.conversion_date) << ' '
                  << row.channel.value_or("(unattributed)") << ' '
                  << attrib::to_string(row.conversions) << ' ' << attrib::to_string(row.revenue)
                  << ' ' << row.currency << '\n';
} catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
}
