/// @file
/// Tables as CSV files.
#pragma once

#include <array>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/io/output_file.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attrib {

/// Header of a table's CSV file, without line end.
[[nodiscard]] std::string csv_header_of(table which);

/// `<directory>/<table>.csv`, where csv_sink writes a table.
[[nodiscard]] std::string csv_path_of(const std::string& directory, table which);

/// Appends one user's rows of a table, or rows of a summed table, as CSV (csv_table.hpp).
void append_csv(std::string& out, table which, const user_rows& rows);
void append_csv(std::string& out, table which, const summed_rows& rows);

/// Writes `<directory>/<table>.csv` for each table. The files appear when `commit` is called, all
/// or, when something went wrong before, none.
class csv_sink final : public table_sink {
   public:
    /// Makes the directory if there is none. Throws failure (write_failed).
    csv_sink(const std::string& directory, std::span<const table> tables);

    [[nodiscard]] bool takes(table which) const noexcept override;
    void encode(table which, const user_rows& rows, std::string& out) const override;
    void encode(table which, const summed_rows& rows, std::string& out) const override;
    void write(table which, std::string&& rows) override;

    void commit();

   private:
    std::array<std::optional<output_file>, table_count> files_;
};

}  // namespace attrib
