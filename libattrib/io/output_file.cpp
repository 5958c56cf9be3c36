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

const char* remedy_of(int errno_value) noexcept {
    switch (errno_value) {
        case EACCES:
        case EPERM:
        case EROFS:
            return "; choose a place that you may write";
        case ENOENT:
        case ENOTDIR:
            return "; make the folder first, or choose another place";
        case EISDIR:
            return "; give the name of a file";
        case ENOSPC:
        case EDQUOT:
            return "; make room, or choose another place";
        default:
            return "";
    }
}

bool is_written_in_place(const std::string& path) {
    std::error_code ignored;
    const auto status = fs::status(path, ignored);
    return fs::exists(status) && !fs::is_regular_file(status);
}

std::string name_of_descriptor(int descriptor) {
    return "/proc/self/fd/" + std::to_string(descriptor);
}

// A file without a name, which goes with the process however that ends; -1 where the file system
// knows none, or where it could not be given a name later.
int open_unnamed(const std::string& target) {
    const fs::path folder = fs::path(target).parent_path();
    const int descriptor =
        ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (descriptor < 0 || ::access(name_of_descriptor(descriptor).c_str(), F_OK) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

// False with errno set.
bool give_name(int descriptor, const std::string& name) {
    ::unlink(name.c_str());  // of a process of the same number that was killed
    return ::linkat(AT_FDCWD, name_of_descriptor(descriptor).c_str(), AT_FDCWD, name.c_str(),
                    AT_SYMLINK_FOLLOW) == 0;
}

}  // namespace

std::string replaced_path(const std::string& path) {
    constexpr int max_links = 40;  // as Linux follows
    std::error_code failed;
    fs::path target = path;
    // A link to nothing, too: weakly_canonical would stop there.
    for (int i = 0; i < max_links && fs::is_symlink(target, failed); ++i)
        target = target.parent_path() / fs::read_symlink(target, failed);
    target = fs::weakly_canonical(target, failed);
    return failed ? path : target.string();
}

void throw_write_failure(const std::string& place, int errno_value) {
    if (errno_value == EPIPE && place == "standard output") throw reader_left();
    throw failure(errc::write_failed,
                  "cannot write " + place + ": " + reason_of(errno_value) + remedy_of(errno_value));
}

output_file::output_file(const std::string& path) : path_(path) {
    if (path == "-") {
        path_ = "standard output";
        descriptor_ = ::dup(STDOUT_FILENO);
    } else if (is_written_in_place(path)) {
        descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
        target_ = replaced_path(path);
        descriptor_ = open_unnamed(target_);
        if (descriptor_ < 0) {
            partial_ = partial_path();
            descriptor_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        }
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

std::string output_file::partial_path() const {
    return target_ + '.' + std::to_string(::getpid()) + ".partial";
}

void output_file::commit() {
    flush();
    if (!target_.empty() && partial_.empty()) {
        const std::string name = partial_path();
        if (!give_name(descriptor_, name)) throw_write_failure(path_, errno);
        partial_ = name;
    }
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

void make_output_folder(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem)
        throw failure(errc::write_failed, path + ": cannot be made a path: " + problem.message() +
                                              "; choose a folder that you may write");
}

}  // namespace attrib
