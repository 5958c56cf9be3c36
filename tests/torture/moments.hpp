/// @file
/// What goes wrong in the torture test, and when: each waits for the moment that it aims at.
#pragma once

#include <span>
#include <tests/torture/sources.hpp>
#include <tests/torture/world.hpp>

namespace attrib::test {

struct moment {
    const char* name;
    void (*happen)(world& in, sources& from);
};

[[nodiscard]] std::span<const moment> all_moments();

/// Takes back what moments leave behind: settings, constraints, a full disk.
void calm(world& in);

}  // namespace attrib::test
