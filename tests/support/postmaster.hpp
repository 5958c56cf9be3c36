/// @file
/// The server process of a private Postgres, for tests that end it.
#pragma once

#include <csignal>
#include <fstream>
#include <libattrib/postgres/local_cluster.hpp>
#include <tests/catch.hpp>

namespace attrib::test {

/// Sends a signal to the postmaster. REQUIRES: the cluster runs.
inline void signal_postmaster(const local_cluster& cluster, int signal) {
    std::ifstream lines(cluster.data() / "postmaster.pid");
    pid_t postmaster = 0;
    lines >> postmaster;
    REQUIRE(postmaster > 1);
    REQUIRE(::kill(postmaster, signal) == 0);
}

}  // namespace attrib::test
