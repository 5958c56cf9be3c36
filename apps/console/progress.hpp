/// @file
/// A progress bar on standard error, for people only.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace attrib::console {

enum class progress_unit { rows, bytes, steps };

struct progress_state {
    std::string label;     ///< what is going on, e.g. a file's name
    progress_unit unit{};  ///< what `done` counts
    std::uint64_t done = 0;
    std::uint64_t total = 0;  ///< 0: unknown, no bar
    std::chrono::duration<double> elapsed{};
};

/// `label [=====>    ]  50%  1.2 M rows/s  0:12 left`, at most `width` characters.
[[nodiscard]] std::string progress_line(const progress_state& state, std::size_t width);

/// Draws nothing unless standard error is a terminal. Any thread may update.
class progress {
   public:
    progress(std::string label, progress_unit unit, std::uint64_t total);
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;
    ~progress() { clear(); }

    /// Says how much is done in all; redraws when the last time was 1/10 s ago, or after a step.
    void update(std::uint64_t done) noexcept;

    /// Replaces the label.
    void describe(std::string label);

    /// Takes the bar off the screen, so that other lines may be written; a later update redraws it.
    void clear() noexcept;

   private:
    using clock = std::chrono::steady_clock;

    void draw(clock::time_point now);

    const bool is_drawn_;
    const clock::time_point start_;
    std::atomic<clock::rep> next_draw_;
    std::atomic<std::uint64_t> done_{0};
    std::mutex mutex_;  // for what follows, and the screen
    progress_state state_;
    bool on_screen_ = false;
};

}  // namespace attrib::console
