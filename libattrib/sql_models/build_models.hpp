/// @file
/// The tables of attrib by SQL alone: models/*.sql, run in the order that their refs ask for.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/attribution/options.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/sql_models/model_template.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

/// The models and seeds that come with the library.
[[nodiscard]] std::vector<model_template> default_models();

/// Models in an order in which each comes behind those it refers to. Errors: bad_model for a ref to
/// nothing and for a cycle. Names of `seeds` may be referred to.
[[nodiscard]] result<std::vector<std::size_t>> order_models(std::span<const rendered_model> models,
                                                            std::span<const std::string> names,
                                                            std::span<const std::string> seeds);

/// Settings as the models' variables.
[[nodiscard]] std::map<std::string, std::string> model_vars(const attribution_options& options);

struct built_model {
    std::string name;
    std::uint64_t rows = 0;
};

/// Told of each model when it is made.
using model_handler = std::function<void(const built_model&)>;

/// Makes a table of each model in `schema`, which is made anew, from the raw events; one that is in
/// schema public, too, has the columns it has there. REQUIRES: a transaction on `on`. Throws
/// failure: bad_model, those of connection.
std::vector<built_model> build_models(connection& on, const std::string& schema,
                                      const attribution_options& options,
                                      const model_handler& on_built = {});

}  // namespace attrib
