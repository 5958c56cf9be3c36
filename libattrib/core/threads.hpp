/// @file
/// Running one piece of work on several threads.
#pragma once

#include <functional>

namespace attrib {

/// Calls `work(0)`  to `work(count - 1)`, each on a thread of its own (the first on the caller's),
/// and waits for all. The first exception to leave any of them is thrown again here.
void run_on_threads(unsigned count, const std::function<void(unsigned)>& work);

}  // namespace attrib
