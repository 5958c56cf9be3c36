#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <libattrib/io/byte_decoder.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/followed_file.hpp>
#include <utility>

namespace attrib {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t tail_bytes = 256;

struct stat status_of(int descriptor) {
    struct stat status {};
    static_cast<void>(::fstat(descriptor, &status));
    return status;
}

bool is_same_file(const struct stat& one, const struct stat& other) {
    return one.st_ino == other.st_ino && one.st_dev == other.st_dev;
}

// Whether it is stored otherwise than as text, by its first bytes or, where it has none yet, by its
// name.
bool is_encoded(const std::string& path, int descriptor) {
    std::array<char, told_by_bytes> beginning{};
    const ssize_t got = ::pread(descriptor, beginning.data(), beginning.size(), 0);
    if (got <= 0) return path.ends_with(".gz") || path.ends_with(".zst");
    return decoder_of({beginning.data(), static_cast<std::size_t>(got)}, path) != nullptr;
}

}  // namespace

result<std::unique_ptr<followed_file>> followed_file::open(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) return unreadable(path, errno);
    const char* problem =
        ": only a regular file can be followed; a pipe is read as it comes without --follow";
    if (S_ISREG(status_of(descriptor).st_mode)) {
        if (!is_encoded(path, descriptor))
            return std::unique_ptr<followed_file>(new followed_file(path, descriptor));
        problem =
            ": a compressed file, or one in UTF-16, cannot be followed, its rows can be read only "
            "when it is complete; follow the plain file, or stream it when it is complete";
    }
    ::close(descriptor);
    return error{errc::file_unreadable, path + problem};
}

followed_file::followed_file(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor), events_(::inotify_init1(IN_NONBLOCK)) {
    std::error_code unknown;
    real_path_ = fs::canonical(path_, unknown).string();
    if (unknown) real_path_ = fs::absolute(path_).lexically_normal().string();
    // What appears under its name is told by the folder.
    const fs::path folder = fs::absolute(fs::path(path_)).parent_path();
    ::inotify_add_watch(events_, folder.c_str(), IN_CREATE | IN_MOVED_TO);
    ::inotify_add_watch(events_, path_.c_str(), IN_MODIFY | IN_ATTRIB);
}

followed_file::~followed_file() {
    ::close(descriptor_);
    if (events_ >= 0) ::close(events_);
}

std::uint64_t followed_file::inode() const { return status_of(descriptor_).st_ino; }

std::uint64_t followed_file::size() const {
    return static_cast<std::uint64_t>(status_of(descriptor_).st_size);
}

bool followed_file::holds(std::uint64_t position, const content_mark& mark) const {
    if (position < mark.bytes) return false;
    const std::string before = bytes_at(position - mark.bytes, mark.bytes);
    return before.size() == mark.bytes && mark_of(before) == mark;
}

result<std::size_t> followed_file::read(char* out, std::size_t size) {
    is_cut_short_ = is_cut_short_ || !still_has_tail();
    if (is_cut_short_) return std::size_t{0};
    const ssize_t got = ::pread(descriptor_, out, size, static_cast<off_t>(position_));
    if (got < 0) return unreadable(path_, errno);
    position_ += static_cast<std::uint64_t>(got);
    tail_.append(out, static_cast<std::size_t>(got));
    if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
    return static_cast<std::size_t>(got);
}

result<void> followed_file::skip(std::uint64_t size) {
    position_ = std::max(position_, std::min(position_ + size, this->size()));
    const std::uint64_t begin = position_ - std::min<std::uint64_t>(position_, tail_bytes);
    tail_ = bytes_at(begin, position_ - begin);
    return {};
}

source_end followed_file::end() {
    if (is_cut_short_) return source_end::cut_short;
    struct stat named {};
    if (::stat(path_.c_str(), &named) != 0) return source_end::open;
    // Replaced, and a look after that found nothing more in it. Who rotates makes an empty file
    // while the writer still has the old one open; bytes in the new one say that it has changed.
    const bool is_replaced = !is_same_file(status_of(descriptor_), named) && named.st_size > 0;
    const bool is_over = std::exchange(was_replaced_, is_replaced) && is_replaced;
    return is_over ? source_end::replaced : source_end::open;
}

void followed_file::wait(std::chrono::milliseconds longest) {
    pollfd ready{events_, POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(longest.count()));
    char told[4096];
    while (::read(events_, told, sizeof told) > 0) {
    }
}

std::string followed_file::bytes_at(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::pread(descriptor_, bytes.data() + done, size - done,
                                    static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

// A file that was cut may have grown again.
bool followed_file::still_has_tail() const {
    return bytes_at(position_ - tail_.size(), tail_.size()) == tail_;
}

}  // namespace attrib
