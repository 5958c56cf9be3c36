/// @file
/// A batch of raw events on its way into the database.
#pragma once

#include <libattrib/io/event_feed.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/ledger.hpp>
#include <optional>
#include <string>

namespace attrib {

/// Encodes events and rejects as rows of ga4_events_raw and ga4_events_rejected.
class raw_batch final : public event_consumer {
   public:
    /// Begins anew, for rows of that batch; keeps its memory.
    void clear(std::int64_t batch_id);

    void accept(const event& taken) override;
    void refuse(const reject& refused) override;

    [[nodiscard]] const std::string& accepted_rows() const noexcept { return accepted_; }
    [[nodiscard]] const std::string& rejected_rows() const noexcept { return rejected_; }

   private:
    std::int64_t batch_id_ = 0;
    std::string accepted_;
    std::string rejected_;
};

/// Stores a batch and its row in the ledger in one transaction, without the rows of forgotten
/// users. Returns what was stored; nothing when its part of the source is there already. Throws
/// what connection throws.
[[nodiscard]] std::optional<row_counts> store_batch(connection& on, const raw_batch& batch,
                                                    const batch_entry& entry);

}  // namespace attrib
