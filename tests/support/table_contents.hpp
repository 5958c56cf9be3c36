/// @file
/// What is in the tables, as short texts.
#pragma once

#include <array>
#include <libattrib/attribution/rows.hpp>
#include <string>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

/// Rows and the sum of their hashes, by table; sums of parts are the sum of the whole.
inline std::array<std::array<std::string, 2>, table_count> table_sums(
    const temporary_database& database) {
    connection on = database.connect();
    std::array<std::array<std::string, 2>, table_count> sums;
    for (const table which : database_tables) {
        const query_result sum =
            on.run("select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) from " +
                   std::string(name_of(which)) + " as t");
        sums[static_cast<std::size_t>(which)] = {std::string(sum.text(0, 0)),
                                                 std::string(sum.text(0, 1))};
    }
    return sums;
}

}  // namespace attrib::test
