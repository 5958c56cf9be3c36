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

/// Header of a table's CSV file, without line end: its columns as spec.md lists them.
[[nodiscard]] std::string_view csv_header_of(table which) noexcept;

/// `<directory>/<table>.csv`, where csv_sink writes a table.
[[nodiscard]] std::string csv_path_of(const std::string& directory, table which);

/// Appends rows as CSV: timestamps `2025-03-01T10:00:00.000000Z`, days `2025-03-01`, amounts with 2
/// to 6 decimals, null as nothing.
void append_csv(std::string& out, const session_row& from);
void append_csv(std::string& out, const credit_row& from);
void append_csv(std::string& out, const daily_row& from);

/// Writes `<directory>/<table>.csv` for each table. The files appear when `commit` is called, all
/// or, when something went wrong before, none.
class csv_sink final : public table_sink {
   public:
    /// Makes the directory if there is none. Throws failure (write_failed).
    csv_sink(const std::string& directory, std::span<const table> tables);

    [[nodiscard]] bool takes(table which) const noexcept override;
    void encode(table which, const user_rows& rows, std::string& out) const override;
    void encode(std::span<const daily_row> rows, std::string& out) const override;
    void write(table which, std::string&& rows) override;

    void commit();

   private:
    std::array<std::optional<output_file>, table_count> files_;
};

}  // namespace attrib
