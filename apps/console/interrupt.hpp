/// @file
/// Ctrl-C: the program is asked to stop at the next good place.
#pragma once

#include <atomic>

namespace attrib::console {

/// What a program that does not see the flag in time does.
enum class stopping {
    when_done,        ///< goes on: it has work to finish or to undo
    within_a_second,  ///< ends with status 130: nothing it has begun is seen by others
};

/// From now on SIGINT, SIGTERM and SIGHUP (unless it is ignored, as under nohup) raise the flag; a
/// SIGINT after any of them ends the program at once with status 130. Call once, before threads are
/// started.
void watch_interrupts(stopping how = stopping::when_done);

/// The flag. Its address may be given to the library, which reads no signals itself.
[[nodiscard]] const std::atomic<bool>& interrupt_flag() noexcept;

/// From now on only the calling thread gets those signals, none that it starts. It must wait for
/// them by `wait_for_interrupt`.
void keep_signals_here();

/// Waits until the flag is up. REQUIRES: keep_signals_here, on this thread.
void wait_for_interrupt();

/// Whether the flag is up, or a signal that raises it waits for this thread.
[[nodiscard]] bool is_interrupt_pending() noexcept;

/// Raises the flag and wakes who waits for it.
void interrupt();

/// While it lives, work that has not ended 0.8 seconds after an interrupt ends the program with
/// status 130 and this message. REQUIRES: watch_interrupts.
class stop_within_a_second {
   public:
    explicit stop_within_a_second(const char* message);
    stop_within_a_second(const stop_within_a_second&) = delete;
    stop_within_a_second& operator=(const stop_within_a_second&) = delete;
    ~stop_within_a_second();
};

/// Throws `failure{interrupted}` when the flag is up.
void throw_if_interrupted();

}  // namespace attrib::console
