/// @file
/// All tables anew from all raw events, by SQL; the same rows as rebuild_tables.
#pragma once

#include <libattrib/sql_models/build_models.hpp>
#include <string>

namespace attrib {

/// Makes every model, puts the tables in the place of the old ones and marks the batches, all in
/// one transaction: readers see the old tables or the new. Waits for other rebuilds. Throws
/// failure: bad_model, those of connection.
void rebuild_by_sql(const std::string& database, const attribution_options& options,
                    const model_handler& on_built = {});

}  // namespace attrib
