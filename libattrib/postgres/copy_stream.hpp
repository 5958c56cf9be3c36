/// @file
/// COPY to and from the server, as streams of bytes.
#pragma once

#include <cstdint>
#include <libattrib/postgres/connection.hpp>
#include <string>
#include <string_view>

namespace attrib {

/// COPY ... FROM STDIN (FORMAT binary). Writes header and trailer itself. Until `finish` nothing is
/// in the table: the destructor without it makes the server throw the rows away. The connection
/// must outlive it. Throws what connection throws.
class copy_writer {
   public:
    /// `target` is a table with its columns in brackets, e.g. `t (a, b)`; `options` more options of
    /// COPY, e.g. `freeze`.
    copy_writer(connection& on, const std::string& target, const std::string& options = {});
    copy_writer(const copy_writer&) = delete;
    copy_writer& operator=(const copy_writer&) = delete;
    ~copy_writer();

    /// Whole rows or pieces of rows.
    void write(std::string_view bytes);

    /// Ends the stream; rows the server took.
    std::uint64_t finish();

   private:
    connection* connection_;
};

/// Adds a CSV text with header to a table; all of it or, when it throws, nothing.
void copy_csv(connection& on, const std::string& table, std::string_view csv);

/// COPY (query) TO STDOUT (FORMAT binary).
class copy_reader {
   public:
    copy_reader(connection& on, const std::string& query);
    copy_reader(const copy_reader&) = delete;
    copy_reader& operator=(const copy_reader&) = delete;
    ~copy_reader();

    /// Appends whole rows to `rows` until it holds `bytes` or more; false when there are no more.
    /// Header and trailer are left out.
    bool read(std::string& rows, std::size_t bytes);

   private:
    connection* connection_;
    bool at_start_ = true;
    bool at_end_ = false;
};

/// All rows of a query, as copy_reader gives them.
[[nodiscard]] std::string copy_all(connection& on, const std::string& query);

/// Adds encoded rows to a table; nothing to do when there are none.
void copy_rows(connection& on, const std::string& target, std::string_view rows);

}  // namespace attrib
