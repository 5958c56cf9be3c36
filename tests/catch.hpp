/// @file
/// Catch2, version 2 (Debian 12) or 3: the only place that knows which.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <libattrib/core/error.hpp>

/// A result in a failed check shows its error.
template <class T>
struct Catch::StringMaker<attrib::result<T>> {
    static std::string convert(const attrib::result<T>& shown) {
        return shown ? "a value" : "error: " + shown.error().message;
    }
};
