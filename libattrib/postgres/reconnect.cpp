#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <libattrib/postgres/open_session.hpp>
#include <libattrib/postgres/reconnect.hpp>

namespace attrib {
namespace {

std::string_view until(failure_kind kind) noexcept {
    switch (kind) {
        case failure_kind::lost:
            return "it is back";
        case failure_kind::setup:
            return "somebody has mended it";
        default:
            return "it succeeds";
    }
}

}  // namespace

std::chrono::milliseconds backoff::next() {
    const auto longest = static_cast<std::uint64_t>(longest_.count());
    longest_ = std::min(longest_ * 2, most);
    return std::chrono::milliseconds{longest - random_.below(longest / 2)};
}

// The seed differs from program to program.
attempts::attempts(const retry_policy& how)
    : how_(how), pause_(static_cast<std::uint64_t>(::getpid())) {}

void attempts::failed(failure_kind kind, const std::string& reason) {
    const std::string line = on_one_line(reason);
    if (how_.on_failed_attempt) how_.on_failed_attempt(kind, line);
    if (!first_ && how_.on_message)
        how_.on_message(line + "; trying again until " + std::string(until(kind)));
    if (!first_) first_ = kind;
    due_ = clock::now() + pause_.next();
}

void attempts::succeeded() {
    if (!first_) return;
    if (how_.on_message)
        how_.on_message(*first_ == failure_kind::lost ? "the database is back, going on"
                                                      : "the database takes changes again");
    if (how_.on_recovered) how_.on_recovered();
    first_.reset();
    pause_.reset();
}

bool attempts::wait() const {
    constexpr std::chrono::milliseconds slice{50};
    // A signal reaches only one of several threads: the flag is looked at now and then.
    while (!how_.is_interrupted() && !is_due()) {
        const auto rest = std::chrono::ceil<std::chrono::milliseconds>(due_ - clock::now());
        ::poll(nullptr, 0,
               static_cast<int>(std::clamp(rest, std::chrono::milliseconds{0}, slice).count()));
    }
    return !how_.is_interrupted();
}

bool while_server_returns(const retry_policy& how,
                          const std::function<void(const std::function<void()>&)>& work) {
    attempts tries(how);
    while (true) {
        try {
            work([&] { tries.succeeded(); });
            return true;
        } catch (const failure& failed) {
            if (!is_passing(failed)) throw;
            tries.failed(kind_of(failed), failed.what());
        }
        if (!tries.wait()) return false;
    }
}

}  // namespace attrib
