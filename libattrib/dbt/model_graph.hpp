/// @file
/// Which model needs which, and which of them a user asks for.
#pragma once

#include <libattrib/core/error.hpp>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// A model with the names it refers to; `file` is its path under models/.
struct model_node {
    std::string name;
    std::string file;
    std::vector<std::string> refs;
};

/// The models in an order in which each comes after those it refers to; the order is the same for
/// the same models. Names of `seeds` may be referred to. Errors: bad_model for a ref to nothing and
/// for a cycle.
[[nodiscard]] result<std::vector<model_node>> order_models(std::span<const model_node> models,
                                                           std::span<const std::string> seeds);

/// The names that selectors choose, as dbt reads them: `name`, a folder of models, `+name` (with
/// all it needs), `name+` (with all that need it), `+name+`; several with spaces between; no
/// selector chooses all. Errors: invalid_option for one that chooses nothing.
[[nodiscard]] result<std::set<std::string>> select_models(std::span<const model_node> models,
                                                          std::span<const std::string> selectors);

}  // namespace attrib
