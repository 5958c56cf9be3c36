/// @file
/// The engine's tables into Postgres, as new tables beside those that are read.
#pragma once

#include <array>
#include <atomic>
#include <exception>
#include <libattrib/engine/table_sink.hpp>
#include <libattrib/postgres/bounded_queue.hpp>
#include <libattrib/postgres/connection.hpp>
#include <memory>
#include <string>
#include <thread>

namespace attrib {

/// Fills `<schema>.<table>__next` (empty: the connection's schema) for each of its tables, by
/// COPY on a connection and thread of its own, and indexes them. Nobody reads them before `swap_in`
/// (table_layout.hpp). Throws what connection throws.
class copy_sink final : public table_sink {
   public:
    /// `interrupt` ends it early once raised: failure (interrupted) from write or finish; null:
    /// none.
    explicit copy_sink(const std::string& database, const std::string& schema = {},
                       const std::atomic<bool>* interrupt = nullptr,
                       std::span<const table> tables = stored_tables);
    ~copy_sink() override;

    [[nodiscard]] bool takes(table which) const noexcept override {
        return fillings_[static_cast<std::size_t>(which)] != nullptr;
    }
    void encode(table which, const user_rows& rows, std::string& out) const override;
    void encode(table which, const summed_rows& rows, std::string& out) const override;
    void write(table which, std::string&& rows) override;

    /// Waits until all tables are complete.
    void finish();

   private:
    struct filling {
        explicit filling(std::size_t capacity) : pieces(capacity) {}
        bounded_queue<std::string> pieces;
        std::exception_ptr failed;
        std::jthread thread;
    };

    std::array<std::unique_ptr<filling>, table_count> fillings_;
};

}  // namespace attrib
