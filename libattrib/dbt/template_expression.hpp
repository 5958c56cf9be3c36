/// @file
/// What stands between {{ and }} in a template.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// `'text'`, `"text"`, `-30`, `name` or `name(argument, key='text')`, in one another.
/// `adapter.dispatch('name', 'package')(argument)` is a call of `name` that is dispatched: dbt
/// calls the macro of that name for the adapter's dialect.
struct template_expression {
    enum class kind { text, name, call };

    kind what = kind::text;
    std::string word;  ///< the text without quotes, or the name
    bool is_dispatched = false;
    std::vector<template_expression> arguments{};
    std::vector<std::string> keys{};  ///< one per argument; empty: without a key
};

/// Nothing when the text is anything else.
[[nodiscard]] std::optional<template_expression> parse_expression(std::string_view text);

}  // namespace attrib
