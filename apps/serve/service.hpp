/// @file
/// The parts of attrib-serve, put together.
#pragma once

#include <apps/serve/options.hpp>
#include <libattrib/http/server.hpp>
#include <memory>
#include <string>
#include <thread>

namespace attrib {

/// Serves as long as `run` runs.
class service {
   public:
    /// Binds, and asks for the database until it is there. Throws failure.
    service(const serve_flags& given, std::string program);
    service(const service&) = delete;
    service& operator=(const service&) = delete;
    ~service();

    /// Until the interrupt flag (interrupt.hpp) goes up or the refresh fails for good, which is
    /// thrown. REQUIRES: the calling thread alone gets signals.
    void run();

   private:
    struct parts;
    void watch_end();

    std::jthread watch_;  // goes last: ends the process when the database lets nobody go
    std::unique_ptr<parts> parts_;
};

}  // namespace attrib
