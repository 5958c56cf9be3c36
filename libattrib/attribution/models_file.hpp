/// @file
/// Models of the user's own, as a JSON file defines them (docs/models.md):
///
///     [{"name": "decay_3d", "rule": "time_decay", "half_life_days": 3, "direct": "skip",
///       "lookback_days": 30, "lookback_days_by_conversion": {"lead": 7}}]
#pragma once

#include <libattrib/attribution/model_instance.hpp>
#include <libattrib/core/error.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// The models that `json` defines, in its order. `file` is its name, for messages. Errors:
/// bad_models with file, line, model and what is allowed.
[[nodiscard]] result<model_list> parse_models(std::string_view json, const std::string& file);

/// Reads the file. Errors: those of `parse_models`, file_not_readable.
[[nodiscard]] result<model_list> read_models_file(const std::string& path);

/// The models of those names out of `known`, in the order of the names; all when there is no name.
/// Errors: bad_models, naming those there are, for a name that is unknown or comes twice.
[[nodiscard]] result<model_list> choose_models(const model_list& known,
                                               const std::vector<std::string>& names);

/// An instance as the JSON that defines it, on one line, all parameters of its rule written out.
[[nodiscard]] std::string json_of(const model_instance& instance);

/// The same for models, as an array.
[[nodiscard]] std::string json_of(const model_list& models);

/// The models that such an array was made from. Errors: bad_models.
[[nodiscard]] result<model_list> models_of_json(std::string_view json);

}  // namespace attrib
