#include <libattrib/io/output_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace attrib {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = std::size_t{256} * 1024;

std::string reason_of(int errno_value) { return std::generic_category().message(errno_value); }

bool is_written_in_place(const std::string& path) {
    std::error_code ignored;
    const auto status = fs::status(path, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
}

// A link stays a link: the file it points to is the one that is replaced.
std::string target_of(const std::string& path) {
    std::error_code failed;
    const fs::path target = fs::weakly_canonical(path, failed);
    return failed ? path : target.string();
}

}  // namespace

void throw_write_failure(const std::string& place, int errno_value) {
    if (errno_value == EPIPE && place == "standard output") throw reader_left();
    throw failure(errc::write_failed, "cannot write " + place + ": " + reason_of(errno_value));
}

output_file::output_file(const std::string& path) : path_(path) {
    if (path == "-") {
        path_ = "standard output";
        descriptor_ = ::dup(STDOUT_FILENO);
    } else if (is_written_in_place(path)) {
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
        target_ = target_of(path);
        partial_ = target_ + '.' + std::to_string(::getpid()) + ".partial";
        descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (descriptor_ < 0) throw_write_failure(path_, errno);
    buffer_.reserve(buffer_bytes);
}

output_file::output_file(output_file&& other) noexcept
    : path_(std::move(other.path_)),
      target_(std::move(other.target_)),
      partial_(std::exchange(other.partial_, {})),
      buffer_(std::exchange(other.buffer_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

output_file::~output_file() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    if (!partial_.empty()) ::unlink(partial_.c_str());
}

void output_file::write(std::string_view bytes) {
    if (bytes.size() >= buffer_bytes) {
        flush();
        write_out(bytes);
        return;
    }
    buffer_.append(bytes);
    if (buffer_.size() >= buffer_bytes) flush();
}

void output_file::flush() {
    write_out(buffer_);
    buffer_.clear();
}

void output_file::write_out(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_write_failure(path_, errno);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void output_file::commit() {
    flush();
    // A network file system may report a full disk only now.
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) {
        const int reason = errno;
        if (!partial_.empty()) ::unlink(partial_.c_str());
        throw_write_failure(path_, reason);
    }
    if (!partial_.empty() && ::rename(partial_.c_str(), target_.c_str()) != 0) {
        const int reason = errno;
        ::unlink(partial_.c_str());
        throw_write_failure(path_, reason);
    }
}

}  // namespace attrib
