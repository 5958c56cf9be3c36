/// @file
/// Where reports read from.
#pragma once

#include <libattrib/journeys/journey_store.hpp>
#include <libattrib/journeys/session_store.hpp>
#include <libattrib/postgres/connection.hpp>

namespace attrib {

/// A connection and, where many reports are made, the journeys and sessions that they share. All
/// must outlive it.
struct report_source {
    report_source(connection& from) : on(from) {}  // a connection will do
    report_source(connection& from, journey_store& shared, unsigned cores)
        : on(from), journeys(&shared), threads(cores) {}
    report_source(connection& from, journey_store& shared, session_store& kept, unsigned cores)
        : on(from), journeys(&shared), sessions(&kept), threads(cores) {}

    connection& on;
    journey_store* journeys = nullptr;  ///< null: each report reads what it needs
    session_store* sessions = nullptr;  ///< the same
    unsigned threads = 1;               ///< that a report may use
};

}  // namespace attrib
