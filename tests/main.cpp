// Catch2 version 2 makes main() here; version 3 brings its own (Catch2::Catch2WithMain).
#define CATCH_CONFIG_MAIN
#include <tests/catch.hpp>
