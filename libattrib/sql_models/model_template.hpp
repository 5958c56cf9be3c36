/// @file
/// The part of dbt's templates that our SQL models use.
///
///     {{ config(materialized='table') }}     no text; keys and values are kept
///     {{ ref('model') }}                     the relation of another model or seed
///     {{ source('group', 'table') }}         the relation of a table that is loaded
///     {{ var('name', default) }}             a setting's value, else the default
///     {% if is_incremental() %} ... {% endif %}
#pragma once

#include <functional>
#include <libattrib/core/error.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct model_template {
    std::string name;  ///< file name without .sql
    std::string file;  ///< path, for messages
    std::string_view text;
};

struct template_settings {
    std::function<std::string(const std::string&)> relation_of_model;
    /// Of a source's group and table; empty when there is no such group.
    std::function<std::string(const std::string&, const std::string&)> relation_of_source;
    std::map<std::string, std::string> vars;  ///< as SQL writes them
    bool is_incremental = false;
};

struct rendered_model {
    std::string sql;
    std::vector<std::string> refs;  ///< in the order they come, each once
    std::map<std::string, std::string> config;
};

/// Fills in a template. Errors: bad_model with file and line for anything that is not listed above.
[[nodiscard]] result<rendered_model> render_model(const model_template& what,
                                                  const template_settings& settings);

}  // namespace attrib
