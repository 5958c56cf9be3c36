/// @file
/// ga4_events_raw as a feed of events.
#pragma once

#include <cstdint>
#include <libattrib/io/event_feed.hpp>
#include <libattrib/marts/quarantine.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace attrib {

/// Reads the raw events that a transaction sees, over connections of its own that see the same: as
/// many threads as there are connections fetch and decode at once.
class raw_events final : public event_feed {
   public:
    /// Reads `database`, what `view` sees of it but for `without`, which must outlive this, over at
    /// most `connections` (at least 1). REQUIRES: `view` is in a transaction that is repeatable
    /// read and stays open while this reads. Throws what connection throws.
    raw_events(connection& view, std::string database, unsigned connections,
               set_aside without = {});
    ~raw_events() override;

    /// Throws what connection throws.
    bool read_some(event_consumer& consumer) override;

   private:
    struct reader;

    std::unique_ptr<reader> take_reader();
    std::optional<std::string> next_query();

    std::string database_;
    set_aside without_;
    std::string query_;
    std::string snapshot_;
    std::uint64_t pages_ = 0;  // of the table
    std::uint64_t pages_a_query_ = 0;

    std::mutex mutex_;  // for what follows
    std::uint64_t next_page_ = 0;
    unsigned may_open_;
    std::vector<std::unique_ptr<reader>> idle_;
};

}  // namespace attrib
