/// @file
/// Ctrl-C: the program is asked to stop at the next good place.
#pragma once

#include <atomic>

namespace attrib::console {

/// From now on SIGINT and SIGTERM raise the flag; the second of them ends the program at once with
/// status 130. Call once, before threads are started.
void watch_interrupts();

/// The flag. Its address may be given to the library, which reads no signals itself.
[[nodiscard]] const std::atomic<bool>& interrupt_flag() noexcept;

/// Throws `failure{interrupted}` when the flag is up.
void throw_if_interrupted();

}  // namespace attrib::console
