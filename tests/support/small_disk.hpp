/// @file
/// A disk of a few megabytes that can be filled.
#pragma once

#include <pwd.h>
#include <sys/mount.h>
#include <unistd.h>

#include <fstream>
#include <tests/support/temporary_database.hpp>

namespace attrib::test {

/// Needs root: `is_there` says whether it could be mounted.
class small_disk {
   public:
    small_disk() : is_there_(::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=8m") == 0) {
        if (!is_there_) return;
        std::filesystem::create_directory(space());
        const passwd* const server = ::getpwnam("postgres");
        const bool is_given =
            server != nullptr && ::chown(space().c_str(), server->pw_uid, server->pw_gid) == 0;
        if (!is_given) throw std::runtime_error("no user postgres");
        std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    }
    small_disk(const small_disk&) = delete;
    small_disk& operator=(const small_disk&) = delete;
    ~small_disk() {
        if (is_there_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }

    [[nodiscard]] bool is_there() const noexcept { return is_there_; }

    /// A folder on it that Postgres may have.
    [[nodiscard]] std::string space() const { return folder_.file("space"); }

    void fill() const {
        std::ofstream filler(folder_.file("filler"), std::ios::binary);
        const std::string block(4096, 'x');
        while (filler << block << std::flush) continue;
    }
    void make_room() const { std::filesystem::remove(folder_.file("filler")); }

   private:
    reachable_directory folder_;
    bool is_there_;
};

}  // namespace attrib::test
