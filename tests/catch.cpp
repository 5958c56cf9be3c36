// Compiles catch.hpp by itself; its precompiled form serves every test executable.
#include <tests/catch.hpp>
