#include <libattrib/marts/detail/summed_table.hpp>

#include <fmt/format.h>

namespace attrib::detail {

summed_table::summed_table(const summed_columns& of)
    : update_(fmt::format("update {} as total set {} from {} where {}", of.table, of.addition,
                          of.changes, of.is_same)),
      insert_(fmt::format("insert into {0} ({1}) select {1} from {2} where not exists (select from "
                          "{0} as total where {3})",
                          of.table, of.columns, of.changes, of.is_same)),
      clean_(fmt::format("delete from {} as total using {} where {} and {}", of.table, of.changes,
                         of.is_zero, of.is_same)) {}

void summed_table::apply(connection& on, const binary_parameters& changes, bool takes_off) const {
    on.run_prepared(update_, changes);
    on.run_prepared(insert_, changes);
    if (takes_off) on.run_prepared(clean_, changes);
}

}  // namespace attrib::detail
