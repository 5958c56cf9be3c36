/// @file
/// A program of ours running beside the test, to be stopped and killed.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <tests/support/run_program.hpp>
#include <utility>
#include <vector>

namespace attrib::test {

/// Starts it at once; killed at the latest when this goes.
class child {
   public:
    /// Output and errors are appended to `log`; standard input is `input`, a descriptor. What is
    /// printed goes to `printed` instead where that is given.
    child(const std::string& program, const std::vector<std::string>& arguments,
          const std::string& log, int input = -1, const std::string& printed = {}) {
        std::vector<std::string> words{ATTRIB_PROGRAMS "/"};
        words.front() += program;
        words.insert(words.end(), arguments.begin(), arguments.end());
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("fork");
        if (pid_ != 0) return;
        constexpr int appending = O_WRONLY | O_CREAT | O_APPEND;
        const int messages = ::open(log.c_str(), appending, 0644);
        const int out = printed.empty() ? messages : ::open(printed.c_str(), appending, 0644);
        const int in = input >= 0 ? input : ::open("/dev/null", O_RDONLY);
        ::dup2(in, STDIN_FILENO);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(messages, STDERR_FILENO);
        ::execv(argv.front(), argv.data());
        ::_exit(127);
    }
    child(child&& other) noexcept : pid_(std::exchange(other.pid_, 0)) {}
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child() {
        if (pid_ <= 0) return;
        send(SIGCONT);
        send(SIGKILL);
        wait();
    }

    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    void send(int signal) const {
        if (pid_ > 0) ::kill(pid_, signal);
    }

    /// Waits for its end: exit status, or 128 + the signal.
    int wait() {
        int status = 0;
        ::waitpid(std::exchange(pid_, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }

    /// Whether it still runs; its status is lost when it does not.
    [[nodiscard]] bool is_running() {
        int status = 0;
        if (pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) == 0) return pid_ > 0;
        pid_ = 0;
        status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return false;
    }

    /// After `is_running` was false.
    [[nodiscard]] int status() const noexcept { return status_; }

   private:
    pid_t pid_ = 0;
    int status_ = -1;
};

/// Asks again and again until it is so; false when it takes longer than two minutes, or as many
/// hundredths of a second as `attempts` says.
template <class Condition>
bool eventually(const Condition& holds, int attempts = 12'000) {
    for (int i = 0; i < attempts; ++i) {
        if (holds()) return true;
        ::usleep(10'000);
    }
    return false;
}

}  // namespace attrib::test
