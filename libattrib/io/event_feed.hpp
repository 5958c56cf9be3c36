/// @file
/// Where events come from and go to, whatever the source: files, generator or database.
#pragma once

#include <cstdint>
#include <libattrib/event/event.hpp>
#include <libattrib/io/reject.hpp>

namespace attrib {

/// Takes what a feed reads. The views in an event or reject are good until the call returns.
class event_consumer {
   public:
    virtual ~event_consumer() = default;
    virtual void accept(const event& taken) = 0;
    virtual void refuse(const reject& refused) = 0;
};

/// Drops everything, for who reads a feed for something else.
class ignoring_consumer final : public event_consumer {
   public:
    void accept(const event&) override {}
    void refuse(const reject&) override {}
};

/// A source of events that several threads drain together.
class event_feed {
   public:
    virtual ~event_feed() = default;

    /// Reads the next piece (some thousand rows) into `consumer`; false when there is no more.
    /// Any number of threads may call this at once, each with a consumer of its own. Throws
    /// `failure` when the source breaks or turns out not to be what it should.
    virtual bool read_some(event_consumer& consumer) = 0;
};

}  // namespace attrib
