/// @file
/// docs/semantics.md and docs/models.md once more, written to be plainly right: every rule is a
/// loop over everything, nothing is shared with the library's kernel or its output code. The engine
/// must give the same bytes.
#pragma once

#include <libattrib/attribution/options.hpp>
#include <libattrib/event/event.hpp>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace attrib::test {

/// The CSV files of all tables, with headers, by table name.
using table_texts = std::map<std::string, std::string>;

/// What the tables must be. Channels must be filled. Days are UTC; paid
/// channels those of the default rules.
table_texts reference_tables(std::vector<event> events, const attribution_options& options);

}  // namespace attrib::test
