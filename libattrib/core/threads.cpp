#include <libattrib/core/threads.hpp>

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace attrib {

void run_on_threads(unsigned count, const std::function<void(unsigned)>& work) {
    std::mutex mutex;
    std::exception_ptr first;
    const auto guarded = [&](unsigned index) {
        try {
            work(index);
        } catch (...) {  // handed to the caller below
            const std::scoped_lock lock(mutex);
            if (!first) first = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < count; ++i) others.emplace_back(guarded, i);
        guarded(0);
    }
    if (first) std::rethrow_exception(first);
}

}  // namespace attrib
