/// @file
/// Reports on credit as queries.
#pragma once

#include <libattrib/report/query_request.hpp>

namespace attrib {

/// Conversions and revenue by currency, of what the filter takes: every group, whatever limit or
/// cursor the filter has.
[[nodiscard]] query_request credit_query(const report_filter& filter);

}  // namespace attrib
