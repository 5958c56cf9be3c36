/// @file
/// Files of made-up events for tests.
#pragma once

#include <libattrib/generate/generator.hpp>
#include <libattrib/io/csv_writer.hpp>
#include <string>

namespace attrib::test {

inline scenario small_scenario(std::uint64_t events, std::uint32_t broken_ppm = 0) {
    scenario wanted;
    wanted.seed = 7;
    wanted.events = events;
    wanted.broken_ppm = broken_ppm;
    return wanted;
}

/// The CSV text of a scenario.
inline std::string generated_csv(const scenario& wanted) {
    const generator made = generator::make(wanted, 2).value();
    std::string text;
    append_event_header(text);
    made.append_rows(0, made.deliveries().size(), text);
    return text;
}

}  // namespace attrib::test
