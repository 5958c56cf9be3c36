#include <charconv>
#include <libattrib/report/csv_pieces.hpp>

namespace attrib {

csv_piece indexed_csv::from_row(std::size_t first) const {
    csv_piece piece;
    if (first == 0) piece.text = of_.header;
    std::size_t row = first;
    while (row < of_.rows && piece.text.size() < csv_piece_bytes) of_.append_row(row++, piece.text);
    if (row < of_.rows) piece.next = std::to_string(row);
    return piece;
}

csv_piece indexed_csv::at(const std::string& position, const report_source&) const {
    std::size_t first = 0;
    std::from_chars(position.data(), position.data() + position.size(), first);
    return from_row(first);
}

}  // namespace attrib
