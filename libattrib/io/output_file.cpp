#include <libattrib/io/output_file.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace attrib {
namespace {

constexpr std::size_t buffer_bytes = std::size_t{256} * 1024;

}  // namespace

output_file::output_file(std::string path) : path_(std::move(path)) {
    if (path_ == "-") {
        descriptor_ = STDOUT_FILENO;
        return;
    }
    constexpr mode_t readable_by_all = 0644;
    descriptor_ = ::open(partial_path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                         readable_by_all);
    if (descriptor_ < 0) fail(errno);
}

output_file::output_file(output_file&& other) noexcept
    : path_(std::move(other.path_)), buffer_(std::move(other.buffer_)),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

output_file::~output_file() {
    if (descriptor_ < 0 || descriptor_ == STDOUT_FILENO) return;
    ::close(descriptor_);
    ::unlink(partial_path().c_str());
}

void output_file::write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= buffer_bytes) flush();
}

void output_file::flush() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0 && errno != EINTR) fail(errno);
        if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
    }
    buffer_.clear();
}

void output_file::commit() {
    flush();
    const int descriptor = std::exchange(descriptor_, -1);
    if (descriptor == STDOUT_FILENO) return;
    if (::close(descriptor) != 0 || std::rename(partial_path().c_str(), path_.c_str()) != 0) {
        const int reason = errno;
        ::unlink(partial_path().c_str());
        fail(reason);
    }
}

void output_file::fail(int reason) const {
    const std::string name = path_ == "-" ? "standard output" : path_;
    const char* const remedy = reason == ENOSPC ? "; make room and run the same command again" : "";
    throw failure(errc::write_failed,
                  name + ": cannot be written: " + std::strerror(reason) + remedy);
}

}  // namespace attrib
