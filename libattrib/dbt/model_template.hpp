/// @file
/// The part of dbt's templates that our SQL models use.
///
///     {{ config(materialized='table') }}     no text; keys and values are kept
///     {{ ref('model') }}                     the relation of another model or seed
///     {{ source('group', 'table') }}         the relation of a table that is loaded
///     {{ var('name', default) }}             a setting's value, else the default
///     {{ name(argument) }}                   the text of a macro
///     {{ adapter.dispatch('name', 'attrib')(argument) }}
///                                            that of the macro <dialect>__name or default__name
///     {% if is_incremental() %} ... {% endif %}
///     {% set name %} ... {% endset %}        gives a text a name; {{ name }} is that text
///     {% for name in context if name.startswith('begin') %} ... {% endfor %}
///                                            once for each macro that is called so, by name, with
///                                            {{ name[5:] }} and {{ context[name]() }} inside
///
/// Arguments are texts, numbers, names and calls. A macro stands in a file of its own or with
/// others, {% macro name(parameter) %} ... {% endmacro %}.
#pragma once

#include <functional>
#include <libattrib/core/error.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

struct model_template {
    std::string name;  ///< file name without .sql, or of the macro
    std::string file;  ///< path, for messages
    std::string_view text;
    std::size_t first_line = 1;             ///< of the text in the file
    std::vector<std::string> parameters{};  ///< of a macro
};

using macro_map = std::map<std::string, model_template>;  // by name

/// Adds the macros of a file; what stands between them is left out. Errors: bad_model for a macro
/// that does not end, has arguments with defaults, or has the name of another.
[[nodiscard]] result<void> read_macros(const std::string& file, std::string_view text,
                                       macro_map& out);

struct template_settings {
    std::function<std::string(const std::string&)> relation_of_model;
    /// Of a source's group and table; empty when there is no such group.
    std::function<std::string(const std::string&, const std::string&)> relation_of_source;
    std::map<std::string, std::string> vars;  ///< as SQL writes them
    const macro_map* macros = nullptr;        ///< null: there are none
    /// Texts of macros without arguments that only dbt can run, by name.
    std::map<std::string, std::string> macro_texts{};
    std::string dialect = "postgres";
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
