#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <libattrib/io/byte_decoder.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/live_source.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace attrib {
namespace {

class stored_file final : public live_source {
   public:
    explicit stored_file(std::unique_ptr<byte_source> bytes) : bytes_(std::move(bytes)) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        return bytes_->read(out, size);
    }
    result<void> skip(std::uint64_t size) override { return bytes_->skip(size); }
    source_end end() override { return source_end::complete; }
    void wait(std::chrono::milliseconds) override {}

   private:
    std::unique_ptr<byte_source> bytes_;
};

class pipe_end final : public live_source {
   public:
    pipe_end(std::string name, int descriptor) : name_(std::move(name)), descriptor_(descriptor) {}
    pipe_end(const pipe_end&) = delete;
    pipe_end& operator=(const pipe_end&) = delete;
    ~pipe_end() override {
        if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
    }

    // A FIFO without a writer would say that it has ended: it is read only when it is ready.
    result<std::size_t> read(char* out, std::size_t size) override {
        if (!is_ready(std::chrono::milliseconds{0})) return std::size_t{0};
        const ssize_t got = ::read(descriptor_, out, size);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::size_t{0};
        if (got < 0) return unreadable(name_, errno);
        is_closed_ = got == 0;
        return static_cast<std::size_t>(got);
    }
    source_end end() override { return is_closed_ ? source_end::complete : source_end::open; }
    void wait(std::chrono::milliseconds longest) override { static_cast<void>(is_ready(longest)); }

   private:
    [[nodiscard]] bool is_ready(std::chrono::milliseconds longest) const {
        pollfd ready{descriptor_, POLLIN, 0};
        return ::poll(&ready, 1, static_cast<int>(longest.count())) > 0;
    }

    std::string name_;
    int descriptor_;
    bool is_closed_ = false;
};

class decoded_pipe final : public live_source {
   public:
    /// `begun`: bytes of `stored` that were read.
    decoded_pipe(std::string name, std::unique_ptr<live_source> stored, std::string begun,
                 std::unique_ptr<byte_decoder> decoder)
        : name_(std::move(name)),
          stored_(std::move(stored)),
          buffer_(std::move(begun)),
          unused_(buffer_),
          decoder_(std::move(decoder)) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        for (;;) {
            const bool is_last = unused_.empty() && !fill();
            if (failed_) return *failed_;
            auto made = decoder_->decode(unused_, out, size);
            if (!made || *made != 0) return made;
            if (!is_last) continue;
            if (decoder_->is_inside() && stored_->end() != source_end::open) return cut_off(name_);
            return std::size_t{0};
        }
    }
    source_end end() override { return stored_->end(); }
    void wait(std::chrono::milliseconds longest) override { stored_->wait(longest); }

   private:
    // False when there is nothing now.
    bool fill() {
        constexpr std::size_t piece = std::size_t{64} * 1024;
        buffer_.resize(piece);
        const auto got = stored_->read(buffer_.data(), buffer_.size());
        if (!got) failed_ = got.error();
        unused_ = std::string_view(buffer_).substr(0, got ? *got : 0);
        return !unused_.empty();
    }

    std::string name_;
    std::unique_ptr<live_source> stored_;
    std::string buffer_;
    std::string_view unused_;  // of buffer_
    std::unique_ptr<byte_decoder> decoder_;
    std::optional<error> failed_;
};

// A pipe that may be compressed or UTF-16: its first bytes tell.
class begun_pipe final : public live_source {
   public:
    begun_pipe(std::string name, std::unique_ptr<live_source> inner)
        : name_(std::move(name)), inner_(std::move(inner)) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        while (!is_decided_) {
            const auto more = look();
            if (!more) return more.error();
            if (!*more) return std::size_t{0};
        }
        if (used_ == ahead_.size()) return inner_->read(out, size);
        const std::size_t copied = ahead_.copy(out, size, used_);
        used_ += copied;
        return copied;
    }
    source_end end() override { return inner_->end(); }
    void wait(std::chrono::milliseconds longest) override { inner_->wait(longest); }

   private:
    // False when there is nothing now.
    result<bool> look() {
        const std::size_t before = ahead_.size();
        ahead_.resize(told_by_bytes);
        const auto got = inner_->read(ahead_.data() + before, told_by_bytes - before);
        if (!got) return got.error();
        ahead_.resize(before + *got);
        if (*got == 0 && inner_->end() == source_end::open) return false;
        if (*got != 0 && is_undecided(ahead_)) return true;
        auto decoder = decoder_of(ahead_, name_);
        is_decided_ = decoder == nullptr;
        if (is_decided_) return true;
        if (++layers_ > max_layers)
            return error{errc::corrupt_archive, name_ + ": is compressed more than " +
                                                    std::to_string(max_layers) +
                                                    " times; unpack it"};
        inner_ = std::make_unique<decoded_pipe>(name_, std::move(inner_), std::exchange(ahead_, {}),
                                                std::move(decoder));
        return true;
    }

    std::string name_;
    std::unique_ptr<live_source> inner_;
    std::string ahead_;
    std::size_t used_ = 0;
    bool is_decided_ = false;
    int layers_ = 0;
};

// The number of a descriptor of ours that a path names; -1: none. A socket cannot be opened by its
// path, only duplicated.
int named_descriptor(std::string_view path) {
    if (path == "/dev/stdin") return STDIN_FILENO;
    for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
        if (!path.starts_with(folder)) continue;
        const std::string_view digits = path.substr(folder.size());
        int number = -1;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (read.ec == std::errc{} && read.ptr == digits.data() + digits.size()) return number;
    }
    return -1;
}

int open_pipe(const std::string& path) {
    // To open a FIFO without a writer would block.
    const int opened = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (opened >= 0 || errno != ENXIO) return opened;
    const int ours = named_descriptor(path);
    if (ours >= 0) return ::fcntl(ours, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    errno = ENXIO;
    return -1;
}

}  // namespace

result<void> live_source::skip(std::uint64_t size) {
    constexpr std::uint64_t piece = std::uint64_t{256} * 1024;
    std::vector<char> sink(std::min(size, piece));
    while (size > 0) {
        const auto got = read(sink.data(), std::min<std::uint64_t>(size, sink.size()));
        if (!got) return got.error();
        if (*got == 0) break;
        size -= *got;
    }
    return {};
}

bool is_read_once(const std::string& path) {
    if (path == "-") return true;
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
           !S_ISDIR(status.st_mode);
}

result<std::unique_ptr<live_source>> open_stored(const std::string& path) {
    auto bytes = open_byte_source(path);
    if (!bytes) return bytes.error();
    return std::unique_ptr<live_source>(std::make_unique<stored_file>(std::move(*bytes)));
}

result<std::unique_ptr<live_source>> open_piped(const std::string& path) {
    const std::string name = path == "-" ? "standard input" : path;
    const int descriptor = path == "-" ? STDIN_FILENO : open_pipe(path);
    if (descriptor < 0) return unreadable(path, errno);
    auto pipe = std::make_unique<pipe_end>(name, descriptor);
    return std::unique_ptr<live_source>(std::make_unique<begun_pipe>(name, std::move(pipe)));
}

}  // namespace attrib
