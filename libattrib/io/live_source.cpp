#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/live_source.hpp>

namespace attrib {
namespace {

void wait_for(int descriptor, std::chrono::milliseconds longest) {
    pollfd ready{descriptor, POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(longest.count()));
}

class stored_file final : public live_source {
   public:
    explicit stored_file(std::unique_ptr<byte_source> bytes) : bytes_(std::move(bytes)) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        return bytes_->read(out, size);
    }
    bool is_over() override { return true; }
    void wait(std::chrono::milliseconds) override {}

   private:
    std::unique_ptr<byte_source> bytes_;
};

class standard_input final : public live_source {
   public:
    result<std::size_t> read(char* out, std::size_t size) override {
        pollfd ready{STDIN_FILENO, POLLIN, 0};
        if (::poll(&ready, 1, 0) <= 0) return std::size_t{0};
        const ssize_t got = ::read(STDIN_FILENO, out, size);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::size_t{0};
        if (got < 0) return unreadable("standard input", errno);
        is_over_ = got == 0;
        return static_cast<std::size_t>(got);
    }
    bool is_over() override { return is_over_; }
    void wait(std::chrono::milliseconds longest) override { wait_for(STDIN_FILENO, longest); }

   private:
    bool is_over_ = false;
};

class followed_file final : public live_source {
   public:
    followed_file(std::string path, int descriptor)
        : path_(std::move(path)), descriptor_(descriptor), events_(::inotify_init1(IN_NONBLOCK)) {
        // What appears under its name is told by the folder.
        const std::filesystem::path folder =
            std::filesystem::absolute(std::filesystem::path(path_)).parent_path();
        ::inotify_add_watch(events_, folder.c_str(), IN_CREATE | IN_MOVED_TO);
        ::inotify_add_watch(events_, path_.c_str(), IN_MODIFY | IN_ATTRIB);
    }
    followed_file(const followed_file&) = delete;
    followed_file& operator=(const followed_file&) = delete;
    ~followed_file() override {
        ::close(descriptor_);
        ::close(events_);
    }

    result<std::size_t> read(char* out, std::size_t size) override {
        is_rewritten_ = is_rewritten_ || !still_has_tail();
        if (is_rewritten_) return std::size_t{0};
        const ssize_t got = ::pread(descriptor_, out, size, static_cast<off_t>(position_));
        if (got < 0) return unreadable(path_, errno);
        position_ += static_cast<std::uint64_t>(got);
        tail_.append(out, static_cast<std::size_t>(got));
        if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
        return static_cast<std::size_t>(got);
    }

    bool is_over() override {
        struct stat mine {};
        struct stat named {};
        if (is_rewritten_ || ::fstat(descriptor_, &mine) != 0) return true;
        // Replaced, and a look after that found nothing more in it.
        if (::stat(path_.c_str(), &named) != 0) return false;
        const bool is_replaced = named.st_ino != mine.st_ino || named.st_dev != mine.st_dev;
        return std::exchange(was_replaced_, is_replaced) && is_replaced;
    }

    void wait(std::chrono::milliseconds longest) override {
        wait_for(events_, longest);
        char told[4096];
        while (::read(events_, told, sizeof told) > 0) {
        }
    }

   private:
    static constexpr std::size_t tail_bytes = 256;

    // Whether what was read last is still there: a file that was cut may have grown again.
    bool still_has_tail() {
        char now[tail_bytes];
        const ssize_t got =
            ::pread(descriptor_, now, tail_.size(), static_cast<off_t>(position_ - tail_.size()));
        return got >= 0 && std::string_view(now, static_cast<std::size_t>(got)) == tail_;
    }

    std::string path_;
    int descriptor_;
    int events_;
    std::uint64_t position_ = 0;
    std::string tail_;  // of what was read
    bool is_rewritten_ = false;
    bool was_replaced_ = false;
};

}  // namespace

result<std::unique_ptr<live_source>> open_stored(const std::string& path) {
    auto bytes = open_byte_source(path);
    if (!bytes) return bytes.error();
    return std::unique_ptr<live_source>(std::make_unique<stored_file>(std::move(*bytes)));
}

std::unique_ptr<live_source> open_standard_input() { return std::make_unique<standard_input>(); }

result<std::unique_ptr<live_source>> open_followed(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable(path, errno);
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
        return std::unique_ptr<live_source>(std::make_unique<followed_file>(path, descriptor));
    ::close(descriptor);
    return error{errc::file_unreadable, path + ": only a regular file can be followed"};
}

}  // namespace attrib
