/// @file
/// The tables of attrib by SQL alone: models/*.sql, run in the order that their refs ask for.
#pragma once

#include <cstdint>
#include <functional>
#include <libattrib/attribution/options.hpp>
#include <libattrib/dbt/model_graph.hpp>
#include <libattrib/dbt/sql_project.hpp>
#include <libattrib/event/channel_rules.hpp>
#include <libattrib/postgres/connection.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace attrib {

/// Which models are made, where and how.
struct build_plan {
    attribution_options attribution;
    channel_rules rules;
    std::set<std::string> selected;  ///< names of models
    std::string schema = "public";   ///< where they are made, as SQL writes it
    std::string home = "public";     ///< where the tables are that are read
    /// Off: as new tables, in a schema that is recreated; models that are not selected are read
    /// from `home`. On: the tables of `schema` are changed, incremental models only for the
    /// users of new batches.
    bool in_place = false;
};

struct built_model {
    std::string name;
    std::uint64_t rows = 0;  ///< made or put in; of a view none
    bool is_incremental = false;
    bool is_view = false;
};

/// Told of each model when it is made.
using model_handler = std::function<void(const built_model&)>;

/// How the models' templates are filled in for a plan.
[[nodiscard]] template_settings settings_of(const sql_project& project, const build_plan& plan);

/// The project's models in the order of their refs. Errors: as render_model and order_models.
[[nodiscard]] result<std::vector<model_node>> model_nodes(const sql_project& project);

/// Loads the seeds and makes the selected models from the raw events; one that is in `home`,
/// too, has the columns it has there. REQUIRES: a transaction on `on`. Throws failure: bad_model,
/// those of connection.
std::vector<built_model> build_models(connection& on, const sql_project& project,
                                      const build_plan& plan, const model_handler& on_built = {});

}  // namespace attrib
