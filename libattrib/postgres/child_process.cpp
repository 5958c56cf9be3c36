#include <libattrib/postgres/child_process.hpp>

#include <fcntl.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

constexpr int cannot_run = 127;
constexpr std::size_t most_log_bytes = 2000;

// What other threads have open, sockets of clients among it, is closed by exec.
void close_on_exec_but(int kept) {
    constexpr int first = STDERR_FILENO + 1;
    if (close_range(first, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        for (long i = first; i < sysconf(_SC_OPEN_MAX); ++i)
            fcntl(static_cast<int>(i), F_SETFD, FD_CLOEXEC);
    if (kept >= 0) fcntl(kept, F_SETFD, 0);
}

void unblock_signals() {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const std::vector<char*>& arguments, const process_owner& owner, int log,
                         int kept) {
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_on_exec_but(kept);
    unblock_signals();
    setsid();
    const bool changes = geteuid() != owner.user;
    const bool is_owner = !changes || (setgroups(0, nullptr) == 0 && setgid(owner.group) == 0 &&
                                       setuid(owner.user) == 0);
    if (is_owner && chdir("/") == 0) execv(arguments.front(), arguments.data());
    _exit(cannot_run);
}

std::string end_of(const std::string& path) {
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return text.size() <= most_log_bytes ? text : text.substr(text.size() - most_log_bytes);
}

}  // namespace

void run_command(const std::vector<std::string>& arguments, const process_owner& owner,
                 const std::string& log, int kept) {
    std::vector<char*> pointers;
    pointers.reserve(arguments.size() + 1);
    for (const std::string& each : arguments) pointers.push_back(const_cast<char*>(each.c_str()));
    pointers.push_back(nullptr);
    // Where others may write to the folder, what has this name may be a link of theirs.
    unlink(log.c_str());
    const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        throw failure(errc::database_unavailable,
                      log + ": cannot be written: " + std::strerror(errno));
    const pid_t child = fork();
    if (child == 0) become(pointers, owner, file, kept);
    close(file);
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    throw failure(
        errc::database_unavailable,
        arguments.front() + (child < 0 ? " cannot be started" : " failed") + ":\n" + end_of(log));
}

}  // namespace attrib
