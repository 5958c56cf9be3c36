#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/private_folder.hpp>
#include <string>

namespace attrib {
namespace {

namespace fs = std::filesystem;

constexpr mode_t for_owner = 0700;
constexpr mode_t others_write = 0022;
constexpr mode_t all_others = 0077;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw failure(errc::database_unavailable,
                  path.string() + ": " + why +
                      "; remove it, or choose a --data-dir that only you can write to");
}

class open_folder {
   public:
    explicit open_folder(const fs::path& path)
        : descriptor_(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {
        if (descriptor_ < 0)
            refuse(path, errno == ELOOP || errno == ENOTDIR
                             ? "is no folder, or a link"
                             : std::string("cannot be opened: ") + std::strerror(errno));
    }
    open_folder(const open_folder&) = delete;
    open_folder& operator=(const open_folder&) = delete;
    ~open_folder() { close(descriptor_); }

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] struct stat status() const {
        struct stat found {};
        fstat(descriptor_, &found);
        return found;
    }

   private:
    int descriptor_;
};

void give(const fs::path& path, const open_folder& folder, const process_owner& owner) {
    const uid_t now = folder.status().st_uid;
    if (now != owner.user && now != geteuid())
        refuse(path, "belongs to user number " + std::to_string(now));
    if (now != owner.user && fchown(folder.descriptor(), owner.user, owner.group) != 0)
        refuse(path, std::string("cannot be given to the server's user: ") + std::strerror(errno));
    if (fchmod(folder.descriptor(), for_owner) != 0)
        refuse(path, std::string("cannot be closed to others: ") + std::strerror(errno));
}

}  // namespace

void make_private_folder(const fs::path& path, const process_owner& owner) {
    if (mkdir(path.c_str(), for_owner) != 0 && errno != EEXIST)
        refuse(path, std::string("cannot be made: ") + std::strerror(errno));
    give(path, open_folder(path), owner);
}

fs::path make_unforeseen_folder(const process_owner& owner) {
    std::string name = "/tmp/attrib-XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
        refuse(name, std::string("cannot be made: ") + std::strerror(errno));
    give(name, open_folder(name), owner);
    return name;
}

bool is_private_folder(const fs::path& path, const process_owner& owner) {
    struct stat found {};
    return lstat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == owner.user && (found.st_mode & all_others) == 0;
}

void require_folder_of(const fs::path& path, uid_t user) {
    const struct stat found = open_folder(path).status();
    if (found.st_uid != user)
        refuse(path, "belongs to user number " + std::to_string(found.st_uid));
    if ((found.st_mode & others_write) != 0) refuse(path, "can be written by others");
}

}  // namespace attrib
