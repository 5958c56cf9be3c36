#include <libattrib/postgres/local_cluster.hpp>

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/postgres/child_process.hpp>
#include <libattrib/postgres/connection.hpp>

namespace attrib {
namespace {

namespace fs = std::filesystem;

constexpr const char* no_server = "install Postgres (apt install postgresql) or name a database";
constexpr std::size_t longest_socket_folder = 85;  // sockaddr_un holds 107 bytes with the name

[[noreturn]] void throw_unavailable(const std::string& message) {
    throw failure(errc::database_unavailable, message);
}

// Waits for a lock on a file, which is made when there is none; the kernel drops it with the
// process.
int lock_file(const fs::path& path, int how) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw_unavailable(path.string() + ": cannot be written: " + std::strerror(errno));
    while (flock(descriptor, how) != 0)
        if (errno != EINTR) throw_unavailable(path.string() + ": cannot be locked");
    return descriptor;
}

class file_lock {
   public:
    explicit file_lock(const fs::path& path) : descriptor_(lock_file(path, LOCK_EX)) {}
    file_lock(const file_lock&) = delete;
    file_lock& operator=(const file_lock&) = delete;
    ~file_lock() { close(descriptor_); }

   private:
    int descriptor_;
};

process_owner server_owner() {
    if (geteuid() != 0) return {geteuid(), getegid()};
    const passwd* const postgres = getpwnam("postgres");
    if (postgres == nullptr)
        throw_unavailable(std::string("there is no user postgres; ") + no_server);
    return {postgres->pw_uid, postgres->pw_gid};
}

std::string first_word(const fs::path& path) {
    std::ifstream file(path);
    std::string word;
    file >> word;
    return word;
}

// Folder of the server's programs: the version that made `data`, else the latest there is.
fs::path find_programs(const fs::path& data) {
    const std::string wanted = first_word(data / "PG_VERSION");
    fs::path best;
    long best_version = 0;
    std::error_code absent;
    for (const auto& each : fs::directory_iterator("/usr/lib/postgresql", absent)) {
        const std::string name = each.path().filename();
        if (!wanted.empty() && name != wanted) continue;
        const long version = std::strtol(name.c_str(), nullptr, 10);
        if (version <= best_version || !fs::exists(each.path() / "bin/initdb")) continue;
        best = each.path() / "bin";
        best_version = version;
    }
    if (best.empty())
        throw_unavailable((wanted.empty() ? std::string("there is no Postgres server here")
                                          : data.string() + " needs Postgres " + wanted) +
                          "; " + no_server);
    return best;
}

// Whether a process that is not root can go through every folder above `path`.
bool is_reachable(const fs::path& path) {
    for (fs::path above = path.parent_path(); above.has_relative_path();
         above = above.parent_path())
        if ((fs::status(above).permissions() & fs::perms::others_exec) == fs::perms::none)
            return false;
    return true;
}

std::string hex(std::uint64_t number) {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
    return digits;
}

void give(const fs::path& path, const process_owner& owner) {
    if (geteuid() == 0 && chown(path.c_str(), owner.user, owner.group) != 0)
        throw_unavailable(path.string() +
                          ": cannot be given to user postgres: " + std::strerror(errno));
}

// Where a user that is not root cannot go, the folder becomes a link into one where it can.
fs::path place_data(const fs::path& folder, const process_owner& owner) {
    fs::path data = folder / "pgdata";
    if (geteuid() != 0 || is_reachable(data) || fs::is_symlink(data)) return data;
    const fs::path elsewhere = fs::path("/var/lib/attrib") / hex(hash_of(folder.string()));
    fs::create_directories(elsewhere);
    give(elsewhere, owner);
    fs::create_directory_symlink(elsewhere / "pgdata", data);
    return data;
}

fs::path place_sockets(const fs::path& data, const process_owner& owner) {
    fs::path sockets = data.parent_path() / "socket";
    if (sockets.string().size() > longest_socket_folder)
        sockets = fs::path("/tmp") / ("attrib-" + hex(hash_of(data.string())));
    fs::create_directories(sockets);
    give(sockets, owner);
    fs::permissions(sockets, fs::perms::owner_all);
    return sockets;
}

// A symbolic link's end, also when nothing is there yet.
fs::path resolve(const fs::path& data) {
    return fs::is_symlink(data) ? fs::read_symlink(data) : data;
}

// A quarter of the machine's memory, as Postgres's manual advises; it is taken as pages come. The
// pages that a live refresh changes stay there until the next checkpoint writes them; where they do
// not fit, commits wait for the disk.
long shared_megabytes() {
    constexpr long least = 128;
    constexpr long most = 8192;
    return std::clamp((::sysconf(_SC_PHYS_PAGES) / 4 * ::sysconf(_SC_PAGESIZE)) >> 20, least, most);
}

}  // namespace

local_cluster::local_cluster(const fs::path& folder) : folder_(fs::absolute(folder)) {
    try {
        fs::create_directories(folder_);
        const file_lock lock(folder_ / "lock");
        const process_owner owner = server_owner();
        data_ = resolve(place_data(folder_.lexically_normal(), owner));
        programs_ = find_programs(data_);
        sockets_ = place_sockets(data_, owner);
        database_ = "host='" + sockets_.string() + "' port=5432 user=attrib dbname=attrib";
        users_ = lock_file(folder_ / "users", LOCK_SH);
        if (!fs::exists(data_)) make_data();
        if (!is_running()) {
            start();
            has_started_ = true;
        }
    } catch (const fs::filesystem_error& wrong) {
        throw_unavailable(std::string("the local database cannot be made: ") + wrong.what());
    }
}

local_cluster::~local_cluster() { leave(); }

// Made under another name and renamed when complete: a killed initdb leaves nothing in the way.
void local_cluster::make_data() {
    const process_owner owner = server_owner();
    const fs::path making = data_.string() + ".new";
    fs::remove_all(making);
    fs::create_directory(making);
    give(making, owner);
    run_command({programs_ / "initdb", "--pgdata", making, "--username=attrib", "--auth=trust",
                 "--encoding=UTF8", "--locale=C", "--no-instructions"},
                owner, folder_ / "initdb.log");
    std::ofstream settings(making / "postgresql.auto.conf", std::ios::app);
    settings << "listen_addresses = ''\n"
                "unix_socket_permissions = 0700\n"
                "wal_level = minimal\n"
                "max_wal_senders = 0\n"
                "max_wal_size = '4GB'\n"
                "checkpoint_timeout = '15min'\n"
                "shared_buffers = '"
             << shared_megabytes()
             << "MB'\n"
                "maintenance_work_mem = '256MB'\n"
                "timezone = 'UTC'\n"
                "log_timezone = 'UTC'\n";
    settings.close();
    if (!settings) throw_unavailable(making.string() + ": cannot be written; is the disk full?");
    fs::rename(making, data_);
}

// A pid file may be left over from a crash, and its number belong to another process by now.
bool local_cluster::is_running() const {
    const fs::path file = data_ / "postmaster.pid";
    const std::string pid = first_word(file);
    if (pid.empty()) return false;
    std::ifstream command("/proc/" + pid + "/cmdline");
    const std::string line{std::istreambuf_iterator<char>(command), {}};
    if (line.find(data_.string()) != std::string::npos) return true;
    fs::remove(file);
    return false;
}

void local_cluster::start() {
    run_command(
        {programs_ / "pg_ctl", "start", "--wait", "--silent", "--timeout=60", "--pgdata", data_,
         "--log", data_ / "server.log", "--options", "-k '" + sockets_.string() + "' -p 5432"},
        server_owner(), folder_ / "start.log");
    connection admin("host='" + sockets_.string() + "' port=5432 user=attrib dbname=postgres");
    if (admin.run("select 1 from pg_database where datname = 'attrib'").rows() == 0)
        admin.run("create database attrib");
    // Behind each checkpoint the log holds whole pages: a third of the bytes, where the server can.
    if (admin
            .run("select 1 from pg_settings where name = 'wal_compression' and 'lz4' = "
                 "any(enumvals) and setting <> 'lz4'")
            .rows() != 0) {
        admin.run("alter system set wal_compression = 'lz4'");
        admin.run("select pg_reload_conf()");
    }
}

void local_cluster::stop() {
    run_command(
        {programs_ / "pg_ctl", "stop", "--wait", "--silent", "--mode=fast", "--pgdata", data_},
        server_owner(), folder_ / "stop.log");
}

void local_cluster::leave() noexcept {
    try {
        const file_lock lock(folder_ / "lock");
        // Nobody else holds the shared lock: we are the last.
        if (flock(users_, LOCK_EX | LOCK_NB) == 0 && is_running()) stop();
    } catch (const std::exception&) {
        // The folder is gone or the server does not stop: the next program to come sees to it.
    }
    close(users_);
}

}  // namespace attrib
