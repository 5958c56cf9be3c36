#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <libattrib/postgres/reconnect.hpp>

namespace attrib {
namespace {

// Waits, looking at the flag now and then: a signal reaches only one of several threads.
void wait(std::chrono::milliseconds time, const patience& how) {
    constexpr std::chrono::milliseconds slice{50};
    for (; time.count() > 0 && !how.is_interrupted(); time -= slice)
        ::poll(nullptr, 0, static_cast<int>(std::min(time, slice).count()));
}

}  // namespace

std::chrono::milliseconds backoff::next() {
    const auto longest = static_cast<std::uint64_t>(longest_.count());
    longest_ = std::min(longest_ * 2, most);
    return std::chrono::milliseconds{longest - random_.below(longest / 2)};
}

bool while_server_returns(const patience& how,
                          const std::function<void(const std::function<void()>&)>& work) {
    // Differs from program to program.
    backoff pause(static_cast<std::uint64_t>(::getpid()));
    bool is_away = false;
    const auto say = [&](const std::string& message) {
        if (how.on_message) how.on_message(message);
    };
    const auto connected = [&] {
        if (std::exchange(is_away, false)) say("the database is back, going on");
        pause.reset();
    };
    while (true) {
        try {
            work(connected);
            return true;
        } catch (const failure& failed) {
            if (failed.code() != errc::database_unavailable) throw;
            if (!std::exchange(is_away, true))
                say(std::string(failed.what()) + "; trying again until it is back");
        }
        wait(pause.next(), how);
        if (how.is_interrupted()) return false;
    }
}

}  // namespace attrib
