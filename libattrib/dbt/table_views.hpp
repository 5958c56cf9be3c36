/// @file
/// The views that stand over the tables, whichever engine made those: the project's models that are
/// materialized as views.
#pragma once

#include <libattrib/attribution/options.hpp>
#include <libattrib/dbt/model_graph.hpp>
#include <libattrib/dbt/sql_project.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/postgres/views.hpp>
#include <map>
#include <string>
#include <vector>

namespace attrib {

/// Settings as the models' variables. Throws failure (invalid_option) when the timeout is no whole
/// number of minutes or the lookback none of days: SQL has no finer ones.
[[nodiscard]] std::map<std::string, std::string> model_vars(const attribution_options& options);

/// The project's models in the order of their refs. Errors: as render_model and order_models.
[[nodiscard]] result<std::vector<model_node>> model_nodes(const sql_project& project,
                                                          const template_settings& settings);

/// The views of `schema`, each after those that it reads.
[[nodiscard]] std::vector<view_text> views_of_tables(const std::string& schema,
                                                     const attribution_options& options,
                                                     const channel_rules& rules);

}  // namespace attrib
