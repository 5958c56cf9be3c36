#include <unistd.h>

#include <apps/console/interrupt.hpp>
#include <csignal>
#include <libattrib/core/error.hpp>

namespace attrib::console {
namespace {

constexpr int status_of_interrupted_program = 130;

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

// A script that gets our Ctrl-C as well passes it on by SIGTERM: that is the same wish once more,
// not impatience.
extern "C" void on_interrupt(int signal) {
    if (interrupted.exchange(true) && signal == SIGINT) ::_exit(status_of_interrupted_program);
}

}  // namespace

void watch_interrupts() {
    struct sigaction action {};
    action.sa_handler = on_interrupt;
    ::sigemptyset(&action.sa_mask);
    // One after another, in the order they are sent.
    for (const int signal : {SIGINT, SIGTERM}) ::sigaddset(&action.sa_mask, signal);
    for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
}

const std::atomic<bool>& interrupt_flag() noexcept { return interrupted; }

void keep_signals_here() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM}) ::sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_interrupt() {
    sigset_t others;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &others);
    for (const int signal : {SIGINT, SIGTERM}) ::sigdelset(&others, signal);
    while (!interrupted) ::sigsuspend(&others);
    // The second one ends the program at once, also while it finishes its work.
    ::pthread_sigmask(SIG_SETMASK, &others, nullptr);
}

void interrupt() {
    if (!interrupted) ::kill(::getpid(), SIGTERM);
}

void throw_if_interrupted() {
    if (interrupted.load()) throw failure(errc::interrupted, "interrupted");
}

}  // namespace attrib::console
