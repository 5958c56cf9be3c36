/// @file
/// Filters of a query, as JSON.
#pragma once

#include <libattrib/journeys/share_condition.hpp>
#include <nlohmann/json.hpp>

namespace attrib {

using json = nlohmann::ordered_json;

/// A filter that stands alone as a list of one; anything else as it is.
[[nodiscard]] json list_of_filters(const json& given);

/// The condition that a list of filters states: all of them. A filter is ["and" or "or", [filter,
/// ...]], ["not", filter], ["null", column] or [test, column, [value, ...]]. Throws failure:
/// invalid_option, which says where and what is allowed.
[[nodiscard]] share_condition condition_of(const json& filters);

/// Names of all tests of a column, `null` among them.
[[nodiscard]] json filter_operators();

}  // namespace attrib
