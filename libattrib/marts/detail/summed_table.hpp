/// @file
/// Changes of a table whose rows are sums: differences are added to rows, rows that are not there
/// are inserted, rows that come to nothing are deleted.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>
#include <vector>

namespace attrib::detail {

/// What the statement is made of. `total` is a row of the table, `change` one of the changes.
struct summed_columns {
    std::string table;
    std::vector<std::string> keys;  ///< columns that say which row it is
    std::vector<std::string> sums;  ///< columns that a change is added to
    std::string changes;            ///< relation of the changes, made of the parameters
    std::string is_same;            ///< whether `total` is the row that `change` changes
};

/// Immutable. The connection prepares the statement once.
class summed_table {
   public:
    explicit summed_table(const summed_columns& of);

    /// REQUIRES: of each row one change at most. Throws what connection throws.
    void apply(connection& on, const binary_parameters& changes) const;

   private:
    std::string merge_;
};

}  // namespace attrib::detail
