/// @file
/// How rows of an answer become lines of CSV.
#pragma once

#include <cstdint>
#include <libattrib/report/csv_pieces.hpp>
#include <libattrib/report/report.hpp>
#include <string>
#include <vector>

namespace attrib {

/// The columns of an answer. They are the same whether it has rows or none.
class csv_layout {
   public:
    /// Reads of `data` the first row alone.
    explicit csv_layout(const json& answer);

    void append_header(std::string& out) const;

    /// Appends the lines of a row.
    void append_row(const json& row, std::string& out) const;

   private:
    enum class shape : std::uint8_t { plain, path, conversion };

    std::vector<std::string> columns_;
    std::vector<std::string> models_;  // names; of conversions
    shape shape_ = shape::plain;
};

/// Rows that outlive the report which made them.
struct kept_rows {
    std::size_t count = 0;
    /// The rows of an index, which may be several: one per model. Thread-safe.
    std::function<json(std::size_t)> at;
    std::size_t bytes = 0;  ///< roughly, that `at` holds
};

/// An answer without its `data` and the rows that it would have.
[[nodiscard]] csv_report csv_report_of(json answer, kept_rows rows);

}  // namespace attrib
