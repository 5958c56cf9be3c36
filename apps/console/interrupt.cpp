#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <apps/console/interrupt.hpp>
#include <array>
#include <csignal>
#include <libattrib/core/error.hpp>
#include <string_view>

namespace attrib::console {
namespace {

constexpr int status_of_interrupted_program = 130;
constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP};

constexpr itimerval deadline{{0, 0}, {0, 800'000}};
constexpr itimerval no_deadline{};

std::atomic<bool> interrupted{false};
std::atomic<bool> must_stop_soon{false};
std::atomic<const char*> message_when_stuck{"interrupted; nothing was written\n"};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

// A script that gets our Ctrl-C as well passes it on by SIGTERM: that is the same wish once more,
// not impatience.
extern "C" void on_interrupt(int signal) {
    if (interrupted.exchange(true)) {
        if (signal == SIGINT) ::_exit(status_of_interrupted_program);
        return;
    }
    if (must_stop_soon) ::setitimer(ITIMER_REAL, &deadline, nullptr);
}

// Whatever it waits for (a pipe that nobody fills, a row that does not end), its unnamed files go
// with it.
extern "C" void on_stuck(int) {
    const std::string_view message = message_when_stuck.load();
    static_cast<void>(::write(STDERR_FILENO, message.data(), message.size()) == 0);
    ::_exit(status_of_interrupted_program);
}

// The ending signals come one after another, in the order they are sent.
void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    for (const int each : ending_signals) ::sigaddset(&action.sa_mask, each);
    ::sigaction(signal, &action, nullptr);
}

// As nohup leaves SIGHUP.
bool is_ignored(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

}  // namespace

void watch_interrupts(stopping how) {
    must_stop_soon = how == stopping::within_a_second;
    handle(SIGALRM, on_stuck);
    for (const int signal : ending_signals)
        if (signal != SIGHUP || !is_ignored(SIGHUP)) handle(signal, on_interrupt);
}

const std::atomic<bool>& interrupt_flag() noexcept { return interrupted; }

void keep_signals_here() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : ending_signals) ::sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_interrupt() {
    sigset_t others;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &others);
    for (const int signal : ending_signals) ::sigdelset(&others, signal);
    while (!interrupted) ::sigsuspend(&others);
    // The second one ends the program at once, also while it finishes its work.
    ::pthread_sigmask(SIG_SETMASK, &others, nullptr);
}

bool is_interrupt_pending() noexcept {
    sigset_t waiting;
    ::sigpending(&waiting);
    return interrupted || std::ranges::any_of(ending_signals, [&](int signal) {
               return ::sigismember(&waiting, signal) == 1;
           });
}

void interrupt() {
    if (!interrupted) ::kill(::getpid(), SIGTERM);
}

stop_within_a_second::stop_within_a_second(const char* message) {
    message_when_stuck = message;
    handle(SIGALRM, on_stuck);
    must_stop_soon = true;
    if (interrupted) ::setitimer(ITIMER_REAL, &deadline, nullptr);
}

stop_within_a_second::~stop_within_a_second() {
    must_stop_soon = false;
    ::setitimer(ITIMER_REAL, &no_deadline, nullptr);
}

void throw_if_interrupted() {
    if (interrupted.load()) throw failure(errc::interrupted, "interrupted");
}

}  // namespace attrib::console
