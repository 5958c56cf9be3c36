/// @file
/// Which users' rows of a rebuild the tables refuse.
#pragma once

#include <array>
#include <atomic>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <libattrib/postgres/savepoint.hpp>
#include <map>
#include <string>
#include <vector>

namespace attrib {

/// Stores every row as a rebuild does, but piece by piece, with all indexes and constraints in
/// place, and takes each piece apart that is refused, down to one user. It takes several times as
/// long as a rebuild, and leaves no trace. Of users who exclude each other the first in the
/// order of their ids stays. Throws what connection throws, and failure (interrupted).
class refused_users final : public table_sink {
   public:
    /// REQUIRES: nobody else makes tables, as the rebuild lock says.
    explicit refused_users(const std::string& database, const std::atomic<bool>* interrupt);

    [[nodiscard]] bool takes(table which) const noexcept override {
        return is_stored(which) && is_by_user(which);
    }
    void encode(table which, const user_rows& rows, std::string& out) const override;
    void encode(table, const summed_rows&, std::string&) const override {}
    void write(table which, std::string&& rows) override;

    /// By user. Empty, too, when one of the tables refused everybody: that is no fault of theirs.
    [[nodiscard]] std::vector<refused_user> found() const;

   private:
    connection on_;
    transaction work_;
    const std::atomic<bool>* interrupt_;
    std::array<bool, table_count> has_stored_{};
    std::array<bool, table_count> has_refused_{};
    std::map<std::string, refusal> refused_;
};

}  // namespace attrib
