/// @file
/// Percent-encoded text and the parameters of query strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace attrib {

/// Resolves percent-encoding; nothing when it is broken, or when what comes out is not UTF-8 or
/// holds a NUL byte. `plus_is_space` as in the values of a query.
[[nodiscard]] std::optional<std::string> decoded(std::string_view text, bool plus_is_space = false);

struct query_parameter {
    std::string name;
    std::string value;
};

/// The parameters of a query string in their order; nothing when one is broken.
[[nodiscard]] std::optional<std::vector<query_parameter>> parameters_of(std::string_view query);

/// The first value of a parameter; nothing when the query lacks it or its value does not decode.
/// Other parameters are not decoded.
[[nodiscard]] std::optional<std::string> parameter_in(std::string_view query,
                                                      std::string_view name);

}  // namespace attrib
