#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <apps/serve/access_log.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <libattrib/core/error.hpp>

namespace attrib {
namespace {

// A pipe that polls as writable takes so many bytes at once.
constexpr std::size_t max_piece = 4096;

std::atomic<bool> is_hung_up{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

extern "C" void on_hangup(int) { is_hung_up = true; }

int open_log(const std::string& path) {
    return ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0644);
}

// Bytes written; fewer than all with errno set. Does not wait.
std::size_t write_at_once(int file, std::string_view text) {
    std::size_t written = 0;
    while (written < text.size()) {
        pollfd room{file, POLLOUT, 0};
        const int ready = ::poll(&room, 1, 0);
        if (ready == 0) errno = EAGAIN;
        if (ready == 0 || (ready < 0 && errno != EINTR)) return written;
        const ssize_t took =
            ::write(file, text.data() + written, std::min(text.size() - written, max_piece));
        if (took < 0 && errno != EINTR) return written;
        if (took > 0) written += static_cast<std::size_t>(took);
    }
    return written;
}

}  // namespace

access_log::access_log(std::string path, std::atomic<std::uint64_t>& lost,
                       std::function<void(const std::string&)> say)
    : path_(std::move(path)),
      lost_(lost),
      say_(std::move(say)),
      file_(path_ == "-" ? STDOUT_FILENO : open_log(path_)) {
    if (file_ < 0)
        throw failure(errc::write_failed,
                      path_ + ": the access log cannot be written: " + std::strerror(errno) +
                          "; choose a file that you may write by --access-log");
}

access_log::~access_log() {
    if (file_ != STDOUT_FILENO) ::close(file_);
}

void access_log::write(std::string_view line) {
    const std::scoped_lock lock(mutex_);
    if (is_hung_up.exchange(false)) reopen();
    if (append(line)) {
        const std::uint64_t lost = std::exchange(lost_in_row_, 0);
        if (lost != 0) say_(fmt::format("access log {}: goes on; {} lines were lost", path_, lost));
        return;
    }
    const std::string why = std::strerror(errno);
    lost_.fetch_add(1);
    if (lost_in_row_++ == 0)
        say_(fmt::format("access log {}: lines are lost until it can be written again: {}", path_,
                         why));
}

bool access_log::append(std::string_view line) {
    std::string text(is_torn_ ? "\n" : "");
    const std::size_t begin = text.size();
    text.append(line).append("\n");
    const std::size_t written = write_at_once(file_, text);
    if (written != 0) is_torn_ = written > begin && written < text.size();
    return written == text.size();
}

void access_log::reopen() {
    if (file_ == STDOUT_FILENO) return;
    const int fresh = open_log(path_);
    if (fresh < 0) {
        say_(fmt::format("access log {}: cannot be reopened, the old file stays: {}", path_,
                         std::strerror(errno)));
        return;
    }
    ::close(std::exchange(file_, fresh));
    is_torn_ = false;
}

void access_log::reopen_on_hangup() {
    struct sigaction action {};
    action.sa_handler = on_hangup;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGHUP, &action, nullptr);
}

}  // namespace attrib
