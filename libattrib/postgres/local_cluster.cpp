#include <libattrib/postgres/local_cluster.hpp>

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <iterator>
#include <libattrib/core/error.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/postgres/child_process.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/postgres/private_folder.hpp>
#include <mutex>
#include <utility>

namespace attrib {
namespace {

namespace fs = std::filesystem;

constexpr const char* no_server = "install Postgres (apt install postgresql) or name a database";
constexpr const char* choose_folder =
    "; choose a folder that you may write by --data-dir, or name a database by --database";
constexpr std::size_t longest_socket_folder = 85;  // sockaddr_un holds 107 bytes with the name

// How long a server may take to recover from a crash, and how long others' processes may be silent.
constexpr std::chrono::minutes recovery_time{10};
constexpr std::chrono::seconds silence_time{60};
constexpr std::chrono::milliseconds look_again_after{20};
constexpr std::chrono::milliseconds watch_every{250};

[[noreturn]] void throw_unavailable(const std::string& message) {
    throw failure(errc::database_unavailable, message);
}

int open_lock(const fs::path& path) {
    const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw_unavailable(path.string() + ": cannot be written: " + std::strerror(errno) +
                          choose_folder);
    return descriptor;
}

// Waits for a lock on a file, which is made when there is none; the kernel drops it with the
// process.
int lock_file(const fs::path& path, int how) {
    const int descriptor = open_lock(path);
    while (flock(descriptor, how) != 0)
        if (errno != EINTR) throw_unavailable(path.string() + ": cannot be locked");
    return descriptor;
}

// A descriptor that is closed with its owner.
class descriptor_owner {
   public:
    explicit descriptor_owner(int descriptor) : descriptor_(descriptor) {}
    descriptor_owner(const descriptor_owner&) = delete;
    descriptor_owner& operator=(const descriptor_owner&) = delete;
    ~descriptor_owner() { close(descriptor_); }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

   private:
    int descriptor_;
};

// Orders programs that start and stop the server.
class file_lock : public descriptor_owner {
   public:
    explicit file_lock(const fs::path& path) : descriptor_owner(lock_file(path, LOCK_EX)) {}
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

// Where a user that is not root cannot go, the folder becomes a link into one where it can.
fs::path place_data(const fs::path& folder, const process_owner& owner) {
    fs::path data = folder / "pgdata";
    if (geteuid() != 0 || is_reachable(data) || fs::is_symlink(data)) return data;
    const fs::path all = "/var/lib/attrib";
    fs::create_directories(all);
    require_folder_of(all, geteuid());
    const fs::path elsewhere = all / hex(hash_of(folder.string()));
    make_private_folder(elsewhere, owner);
    fs::create_directory_symlink(elsewhere / "pgdata", data);
    return data;
}

// Beside the data, or, where that name is too long, at the end of a link there.
fs::path place_sockets(const fs::path& data, const process_owner& owner) {
    fs::path beside = data.parent_path() / "socket";
    if (beside.string().size() <= longest_socket_folder) {
        make_private_folder(beside, owner);
        return beside;
    }
    if (fs::is_symlink(beside)) {
        fs::path known = fs::read_symlink(beside);
        if (is_private_folder(known, owner)) return known;
        fs::remove(beside);
    }
    fs::path made = make_unforeseen_folder(owner);
    fs::create_directory_symlink(made, beside);
    return made;
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
        database_ = database_of("attrib");
        users_ = lock_file(folder_ / "users", LOCK_SH);
        if (!fs::exists(data_)) make_data();
        require_folder_of(data_, owner.user);
        has_started_ = start_unless_running();
    } catch (const fs::filesystem_error& wrong) {
        throw_unavailable(wrong.path1().string() + ": the private Postgres cannot be kept there: " +
                          wrong.code().message() + choose_folder);
    }
}

local_cluster::~local_cluster() {
    keeper_ = {};
    leave();
}

// Made under another name and renamed when complete: a killed initdb leaves nothing in the way.
void local_cluster::make_data() {
    const process_owner owner = server_owner();
    const fs::path making = data_.string() + ".new";
    fs::remove_all(making);
    make_private_folder(making, owner);
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

// Whether the process of the pid file is a postmaster on our data. The file may be left over from a
// crash, or its number be one of another PID namespace: a container's.
bool local_cluster::is_postmaster_here() const {
    std::ifstream command("/proc/" + first_word(data_ / "postmaster.pid") + "/cmdline");
    const std::string line{std::istreambuf_iterator<char>(command), {}};
    const std::string program = line.substr(0, line.find('\0'));
    return program.ends_with("postgres") && line.find(data_.string()) != std::string::npos;
}

// The descriptor of a lock that we got, which the postmaster and all its children then inherit; -1
// while any of them lives, in whatever container. A pid says nothing there, and to start a second
// server beside the children of one that was killed destroys the data.
int local_cluster::try_server_lock() const {
    const int descriptor = open_lock(data_ / "attrib.lock");
    const process_owner owner = server_owner();
    const bool is_locked = flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    const int reason = errno;
    if (is_locked && (geteuid() == owner.user || fchown(descriptor, owner.user, owner.group) == 0))
        return descriptor;
    close(descriptor);
    if (!is_locked && reason != EWOULDBLOCK && reason != EINTR)
        throw_unavailable(data_.string() +
                          ": files here cannot be locked, which a private Postgres "
                          "needs: " +
                          std::strerror(reason) + "; choose a --data-dir on a local disk");
    return -1;
}

bool local_cluster::start_unless_running() {
    const std::string address = database_of("postgres") + " connect_timeout=5";
    const auto begun = std::chrono::steady_clock::now();
    while (true) {
        if (const int lock = try_server_lock(); lock >= 0) {
            const descriptor_owner owned(lock);
            if (is_postmaster_here()) return false;  // of a version that knew no such lock
            launch(lock);
            return true;
        }
        const PGPing state = PQping(address.c_str());
        if (state == PQPING_OK) return false;
        const auto waited = std::chrono::steady_clock::now() - begun;
        if (waited > (state == PQPING_REJECT ? std::chrono::seconds(recovery_time) : silence_time))
            throw_unavailable("the private Postgres in " + data_.string() +
                              " is running, but does not answer in " + sockets_.string() +
                              ": another container or user runs it where this socket is not seen, "
                              "or processes of "
                              "it hang; end them, or use another --data-dir");
        std::this_thread::sleep_for(look_again_after);
    }
}

void local_cluster::launch(int lock) {
    // Of a server that was killed. Its number may live on, as another process or as one that nobody
    // has waited for yet, and Postgres asks no more than that.
    fs::remove(data_ / "postmaster.pid");
    fs::remove(sockets_ / ".s.PGSQL.5432.lock");
    // Errors that quote rows would keep names of people in the server's log.
    run_command({programs_ / "pg_ctl", "start", "--wait", "--silent",
                 "--timeout=" + std::to_string(std::chrono::seconds(recovery_time).count()),
                 "--pgdata", data_, "--log", data_ / "server.log", "--options",
                 "-k '" + sockets_.string() +
                     "' -p 5432 -c log_error_verbosity=terse -c log_min_error_statement=panic"},
                server_owner(), folder_ / "start.log", lock);
    connection admin(database_of("postgres"));
    if (admin.run("select 1 from pg_database where datname = 'attrib'").rows() == 0)
        admin.run("create database attrib");
    // After each checkpoint the log holds whole pages: a third of the bytes, where the server can.
    if (admin
            .run("select 1 from pg_settings where name = 'wal_compression' and 'lz4' = "
                 "any(enumvals) and setting <> 'lz4'")
            .rows() != 0) {
        admin.run("alter system set wal_compression = 'lz4'");
        admin.run("select pg_reload_conf()");
    }
}

void local_cluster::start() {
    const file_lock lock(folder_ / "lock");
    start_unless_running();
}

void local_cluster::keep_running(std::function<void(const std::string&)> on_message) {
    keeper_ = std::jthread([this, say = std::move(on_message)](const std::stop_token& is_over) {
        std::mutex mutex;
        std::unique_lock held(mutex);
        std::condition_variable_any never;
        std::string said;
        const auto say_once = [&](const std::string& message) {
            if (std::exchange(said, message) != message) say(message);
        };
        while (!is_over.stop_requested()) {
            try {
                if (const int lock = try_server_lock(); lock >= 0) {
                    close(lock);
                    // Whoever has this lock is starting the server.
                    const descriptor_owner starting(open_lock(folder_ / "lock"));
                    if (flock(starting.get(), LOCK_EX | LOCK_NB) == 0 && start_unless_running())
                        say_once("the private Postgres was gone and is started again");
                } else {
                    said.clear();
                }
            } catch (const std::exception& failed) {
                say_once(failed.what());
            }
            never.wait_for(held, is_over, watch_every, [] { return false; });
        }
    });
}

void local_cluster::stop() {
    if (!is_postmaster_here()) return;  // another container's to stop, or gone
    // Its last checkpoint may take longer than pg_ctl waits by default.
    run_command({programs_ / "pg_ctl", "stop", "--wait", "--silent", "--mode=fast",
                 "--timeout=" + std::to_string(std::chrono::seconds(recovery_time).count()),
                 "--pgdata", data_},
                server_owner(), folder_ / "stop.log");
}

std::string local_cluster::database_of(const std::string& name) const {
    return "host='" + sockets_.string() + "' port=5432 user=attrib dbname=" + name;
}

void local_cluster::leave() noexcept {
    try {
        const file_lock lock(folder_ / "lock");
        // Nobody else holds the shared lock: we are the last.
        if (flock(users_, LOCK_EX | LOCK_NB) == 0) stop();
    } catch (const std::exception&) {
        // The folder is gone or the server does not stop: the next program to come sees to it.
    }
    close(users_);
}

}  // namespace attrib
