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
#include <string_view>
#include <vector>

namespace attrib {

/// Settings as the models' variables. Throws failure (invalid_option) when the timeout is no whole
/// number of minutes or the lookback none of days: SQL has no finer ones.
[[nodiscard]] std::map<std::string, std::string> model_vars(const attribution_options& options);

/// Settings that fill in the project's macros and variables, for tables in `home`. The relations of
/// models and sources are for the caller to set.
[[nodiscard]] template_settings project_settings(const sql_project& project,
                                                 std::map<std::string, std::string> vars,
                                                 const std::string& home);

/// The project's models in the order of their refs. Errors: as render_model and order_models.
[[nodiscard]] result<std::vector<model_node>> model_nodes(const sql_project& project,
                                                          const template_settings& settings);

/// Whether Citus cannot run a model's query over shards, as it is recursive.
[[nodiscard]] bool must_be_gathered(std::string_view sql);

/// The views of `schema`, each after those that it reads.
[[nodiscard]] std::vector<view_text> views_of_tables(const std::string& schema,
                                                     const attribution_options& options,
                                                     const channel_rules& rules);

}  // namespace attrib
