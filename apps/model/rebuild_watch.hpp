/// @file
/// What people see of a rebuild: a bar while it reads, and where its time went.
#pragma once

#include <apps/console/progress.hpp>
#include <array>
#include <chrono>
#include <libattrib/marts/rebuild.hpp>
#include <mutex>
#include <optional>
#include <string>

namespace attrib {

class rebuild_watch {
   public:
    /// Listens to the rebuild with these options, which must not outlive it.
    void attach(rebuild_options& options);

    /// `21.0 s: reading 6.1, computing and writing 8.5, indexing 5.9, swapping 0.5`. Call when the
    /// rebuild is done.
    [[nodiscard]] std::string times() const;

   private:
    using clock = std::chrono::steady_clock;

    std::array<clock::time_point, rebuild_phase_names.size()> begins_{};  // by phase
    std::mutex mutex_;                                                    // for the bar
    std::optional<console::progress> bar_;
};

}  // namespace attrib
