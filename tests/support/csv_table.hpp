/// @file
/// A CSV file as rows of named values.
#pragma once

#include <libattrib/io/csv_rows.hpp>
#include <map>
#include <string>
#include <tests/support/events.hpp>
#include <vector>

namespace attrib::test {

using csv_table = std::vector<std::map<std::string, std::string>>;

inline csv_table read_table(const std::string& path) {
    const std::string text = contents_of(path);
    csv_rows rows(text, 1);
    if (!rows.next()) throw std::runtime_error(path + ": no header");
    const auto names = rows.values().all();
    const std::vector<std::string> header(names.begin(), names.end());
    csv_table table;
    while (rows.next()) {
        if (rows.values().size() != header.size())
            throw std::runtime_error(path + ": a row of another width than the header");
        auto& row = table.emplace_back();
        for (std::size_t i = 0; i < header.size(); ++i)
            row[header[i]] = std::string(rows.values()[i]);
    }
    return table;
}

}  // namespace attrib::test
