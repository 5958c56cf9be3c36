/// @file
/// Changes of a table whose rows are sums: differences are added to rows, rows that are not there
/// are inserted, rows that come to nothing are deleted.
#pragma once

#include <libattrib/postgres/connection.hpp>
#include <string>

namespace attrib::detail {

/// What the statements are made of. `total` is a row of the table, `change` one of the changes.
struct summed_columns {
    std::string table;
    std::string columns;   ///< of an inserted row
    std::string changes;   ///< relation of the changes, made of the parameters
    std::string is_same;   ///< whether `total` is the row that `change` changes
    std::string addition;  ///< assignments that add the change
    std::string is_zero;   ///< whether `total` has come to nothing
};

/// Immutable. The connection prepares each statement once.
class summed_table {
   public:
    explicit summed_table(const summed_columns& of);

    /// `takes_off`: some changes may leave a row that is nothing. Throws what connection throws.
    void apply(connection& on, const binary_parameters& changes, bool takes_off = true) const;

   private:
    std::string update_;
    std::string insert_;
    std::string clean_;
};

}  // namespace attrib::detail
