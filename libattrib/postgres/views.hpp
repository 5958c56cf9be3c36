/// @file
/// Views that read the tables: made, and kept while the tables under them are replaced. A view
/// reads a table by its identity, not its name: as long as it does, the table cannot be dropped,
/// and once another has its name the view would still read the old one.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <span>
#include <string>
#include <vector>

namespace attrib {

struct view_text {
    std::string name;       ///< with its schema, as SQL writes it
    std::string sql;        ///< the query
    std::string options{};  ///< as in `with (...)`
};

/// Makes the views, in this order, or gives those there are these texts: their owners, the rights
/// on them and views of others that read them stay. Throws database_failure when one is there with
/// other columns than its text's first ones: a migration that changes columns drops the view.
void make_views(connection& on, std::span<const view_text> views);

/// Takes all views, whoever's they are, off the tables: each keeps its columns and has no rows.
/// Returns what make_views makes them from again, when tables of the same names are there. Names of
/// tables that are not there are passed over. REQUIRES: a transaction on `on`, so that nobody sees
/// it. Throws failure (database_busy) as lock_timeout says when readers hold a view.
[[nodiscard]] std::vector<view_text> detach_views(connection& on,
                                                  std::span<const std::string> tables);

}  // namespace attrib
