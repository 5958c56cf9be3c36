#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <libattrib/core/error.hpp>
#include <libattrib/io/spill_file.hpp>
#include <string>
#include <system_error>
#include <utility>

namespace attrib {
namespace {

std::string folder() {
    const char* const given = std::getenv("TMPDIR");
    return given != nullptr && *given != '\0' ? given : "/tmp";
}

[[noreturn]] void fail(errc code, const char* what) {
    const int reason = errno;
    throw failure(code, "a temporary file in " + folder() + " cannot be " + what + ": " +
                            std::generic_category().message(reason) +
                            "; set TMPDIR to a folder with room");
}

int open_unnamed() {
    const std::string where = folder();
    const int descriptor = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    // Some file systems have no files without a name: take the name away then.
    if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return descriptor;
    std::string name = where + "/attrib-spill-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(name.c_str());
    return named;
}

}  // namespace

spill_file::spill_file() : descriptor_(open_unnamed()) {
    if (descriptor_ < 0) fail(errc::write_failed, "made");
}

spill_file::spill_file(spill_file&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

spill_file::~spill_file() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

spill_file::extent spill_file::append(std::string_view bytes) {
    const extent added{size_, bytes.size()};
    while (!bytes.empty()) {
        const ssize_t done =
            ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail(errc::write_failed, "written");
        size_ += static_cast<std::uint64_t>(done);
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    return added;
}

void spill_file::read(extent from, char* out) const {
    while (from.size > 0) {
        const ssize_t done = ::pread(descriptor_, out, from.size, static_cast<off_t>(from.offset));
        if (done < 0 && errno == EINTR) continue;
        if (done == 0) errno = EIO;
        if (done <= 0) fail(errc::file_unreadable, "read");
        out += done;
        from.offset += static_cast<std::uint64_t>(done);
        from.size -= static_cast<std::size_t>(done);
    }
}

}  // namespace attrib
