/// @file
/// Where reports read from.
#pragma once

#include <libattrib/journeys/journey_store.hpp>
#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// A connection and, where many reports are made, the journeys that they share. Both must outlive
/// it.
struct report_source {
    report_source(connection& from) : on(from) {}  // a connection will do
    report_source(connection& from, journey_store& shared, unsigned cores)
        : on(from), journeys(&shared), threads(cores) {}

    connection& on;
    journey_store* journeys = nullptr;  ///< null: each report reads what it needs
    unsigned threads = 1;               ///< that a report may use
};

}  // namespace attrib
