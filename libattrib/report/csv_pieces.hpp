/// @file
/// A report's CSV, made piece by piece.
#pragma once

#include <cstddef>
#include <functional>
#include <libattrib/report/report_source.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace attrib {

/// A piece ends with the row that makes it this long.
inline constexpr std::size_t csv_piece_bytes = std::size_t{256} << 10;

struct csv_piece {
    std::string text;                   ///< whole rows
    std::optional<std::string> next{};  ///< position of the following piece; nothing: the last
};

/// Makes the pieces of one report's CSV. Immutable, so that threads may share it, each with a
/// connection of its own.
class csv_pieces {
   public:
    csv_pieces() = default;
    csv_pieces(const csv_pieces&) = delete;
    csv_pieces& operator=(const csv_pieces&) = delete;
    virtual ~csv_pieces() = default;

    /// The piece at `position`, which is empty for the first piece and then `next` of the piece
    /// before. The first piece begins with the header; others may be empty. Throws failure as
    /// reports do.
    [[nodiscard]] virtual csv_piece at(const std::string& position,
                                       const report_source& from) const = 0;

    /// Roughly the memory that it holds.
    [[nodiscard]] virtual std::size_t bytes() const noexcept = 0;
};

/// Rows that are in memory and become text when their piece is asked for.
class indexed_csv final : public csv_pieces {
   public:
    struct contents {
        std::string header;
        std::size_t rows = 0;
        /// Appends the row of an index. Thread-safe.
        std::function<void(std::size_t, std::string&)> append_row;
        std::size_t bytes = 0;  ///< that `append_row` holds
    };

    explicit indexed_csv(contents of) : of_(std::move(of)) {}

    /// The piece of the rows from `first` on. That of the first row begins with the header.
    [[nodiscard]] csv_piece from_row(std::size_t first) const;

    [[nodiscard]] csv_piece at(const std::string& position,
                               const report_source& from) const override;
    [[nodiscard]] std::size_t bytes() const noexcept override { return of_.bytes; }

   private:
    contents of_;
};

/// A report as CSV.
struct csv_report {
    nlohmann::ordered_json answer;  ///< the report's JSON; its `data` may be left out
    std::shared_ptr<const csv_pieces> rows;
};

}  // namespace attrib
