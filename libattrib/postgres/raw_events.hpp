/// @file
/// ga4_events_raw as a feed of events.
#pragma once

#include <libattrib/io/event_feed.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <mutex>

namespace attrib {

/// Reads the raw events that the connection's transaction sees. One thread at a time fetches, all
/// decode. The connection must outlive it.
class raw_events final : public event_feed {
   public:
    explicit raw_events(connection& on);

    /// Throws what connection throws.
    bool read_some(event_consumer& consumer) override;

   private:
    std::mutex mutex_;
    copy_reader reader_;
};

}  // namespace attrib
