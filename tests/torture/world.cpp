#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <fmt/format.h>

#include <iostream>
#include <tests/catch.hpp>
#include <tests/torture/world.hpp>

namespace attrib::test {
namespace {

constexpr std::uint64_t megabyte = std::uint64_t{1} << 20;
constexpr std::uint64_t base_megabytes = 400;
constexpr std::uint64_t megabytes_a_round = 4;
constexpr std::chrono::milliseconds restart_after{100};

// As the kernel names it: "S (sleeping)", "T (stopped)".
std::string state_of(pid_t process) {
    std::ifstream status(fmt::format("/proc/{}/status", process));
    constexpr std::string_view name = "State:\t";
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(name)) return line.substr(name.size());
    return "gone";
}

}  // namespace

tight_disk::tight_disk(std::uint64_t megabytes) {
    std::filesystem::create_directory(path());
    // In a namespace of our own the mount goes with this process.
    is_mounted_ = ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
                  ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                  ::mount("tmpfs", path().c_str(), "tmpfs", 0,
                          fmt::format("size={}m,mode=755", megabytes).c_str()) == 0;
    if (!is_mounted_) std::cout << "torture: no full disks, since mounting needs root\n";
}

tight_disk::~tight_disk() {
    if (is_mounted_) ::umount2(path().c_str(), MNT_DETACH);
}

void tight_disk::fill() {
    if (!is_mounted_) return;
    constexpr std::uint64_t left = 256 * 1024;
    const int ballast = ::open((path() + "/ballast").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    const auto free = [&] {
        struct statvfs room {};
        ::statvfs(path().c_str(), &room);
        return room.f_bavail * room.f_frsize;
    };
    // By halves: others write meanwhile, and what does not fit is not taken at all.
    off_t size = 0;
    while (free() > left) {
        const auto half = static_cast<off_t>(free() / 2);
        if (::posix_fallocate(ballast, size, half) == 0) size += half;
    }
    ::close(ballast);
}

void tight_disk::clear() { std::filesystem::remove(path() + "/ballast"); }

world::world(std::uint64_t rounds)
    : random(rounds),
      disk(base_megabytes + rounds * megabytes_a_round),
      rows(rounds),
      delivered_csv(file("delivered.csv")) {
    delivered_csv << drawn_header();
    cluster.emplace(disk.path() + "/data");
    database = cluster->database();
    connection on(database);
    migrate(on);
    // So that a commit can be made to wait, and the log stays small.
    for (const char* const setting :
         {"wal_level = 'replica'", "max_wal_senders = 2", "max_wal_size = '64MB'",
          "deadlock_timeout = '50ms'", "shared_buffers = '128MB'"})
        on.run(std::string("alter system set ") + setting);
    cluster->stop();
    cluster->start();
}

std::string world::answer(const std::string& query) const {
    connection on(database);
    const query_result rows = on.run(query);
    return rows.rows() == 0 ? std::string() : std::string(rows.text(0, 0));
}

std::optional<std::string> world::ask(const std::string& query) const {
    try {
        return answer(query);
    } catch (const failure&) {  // the server is away, or rests
        return std::nullopt;
    }
}

void world::await(const std::string& query, const char* what) {
    const bool came = eventually([&] {
        tend();
        return ask(query) == "t";
    });
    require(came, what);
}

void world::require(bool came, const char* what) const {
    if (came) return;
    INFO(log());
    INFO(shortfall());
    FAIL("waited in vain until " << what);
}

void world::command(const std::string& statement) {
    std::string wrong;
    const bool done = eventually([&] {
        tend();
        try {
            connection(database).run(statement);
            return true;
        } catch (const failure& failed) {
            wrong = failed.what();
            return false;
        }
    });
    INFO(statement << ": " << wrong);
    REQUIRE(done);
}

void world::start(job wanted) {
    jobs.push_back(std::move(wanted));
    tend();
}

void world::tend() {
    const auto now = std::chrono::steady_clock::now();
    for (job& each : jobs) {
        if (each.process && each.process->is_running()) continue;
        if (each.process) {
            const int status = each.process->status();
            note(each, fmt::format("ended with {}", status));
            each.process.reset();
            each.is_done = status == 0 && !each.is_service;
            // Killed by us it begins again at once; one that gave up would fail again at once.
            if (status < 128) each.not_before = now + restart_after;
        }
        if (each.is_done || now < each.not_before) continue;
        const int input =
            each.input.empty() ? -1 : ::open(each.input.c_str(), O_RDONLY | O_CLOEXEC);
        each.process = std::make_unique<child>(each.program, each.arguments, file("log"), input,
                                               each.is_silent ? "/dev/null" : std::string());
        note(each, fmt::format("began as process {}", each.process->pid()));
        if (input >= 0) ::close(input);
        ++starts;
    }
    std::erase_if(jobs, [](const job& each) { return each.is_done; });
}

std::vector<drawn_row> world::draw(const std::string& source, std::size_t count) {
    std::vector<drawn_row> made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back(rows.draw(fmt::format("{}:{}", source, i)));
        delivered_csv << made.back().csv();
    }
    delivered += count;
    drawn_[source] += count;
    return made;
}

std::string world::log() const {
    const std::string path = file("log");
    if (!std::filesystem::exists(path)) return {};
    const std::string text = contents_of(path);
    constexpr std::size_t most = 20'000;
    return text.size() <= most ? text : text.substr(text.size() - most);
}

std::string world::shortfall() const {
    std::string text;
    try {
        text = rows_lacking();
    } catch (const failure& failed) {
        text = fmt::format("the server does not say what it has: {}\n", failed.what());
    }
    for (const job& each : jobs)
        text += fmt::format("{} {}: {}\n", each.program, fmt::join(each.arguments, " "),
                            each.process ? fmt::format("process {}, {}", each.process->pid(),
                                                       state_of(each.process->pid()))
                                         : "does not run");
    return text;
}

std::string world::rows_lacking() const {
    connection on(database);
    std::string text;
    for (const auto& [source, drawn] : drawn_) {
        const auto rows = [&](const char* table, const char* marked) {
            return static_cast<std::uint64_t>(
                on.run(fmt::format("select count(*) from {} where {} like $1", table, marked),
                       {fmt::format("%#{}:%", source)})
                    .integer(0, 0));
        };
        const std::uint64_t stored = rows("ga4_events_raw", "device_category");
        const std::uint64_t rejected =
            rows("ga4_events_rejected", "convert_from(row_text, 'UTF8')");
        if (stored + rejected != drawn)
            text += fmt::format("{}: {} rows drawn, {} stored, {} rejected\n", source, drawn,
                                stored, rejected);
    }
    return text;
}

void world::note(const std::string& what) const {
    std::ofstream(file("log"), std::ios::app) << what + "\n";
}

void world::note(const job& which, const std::string& what) const {
    note(fmt::format("{} {}: {}", which.program, fmt::join(which.arguments, " "), what));
}

pid_t world::postmaster() const {
    std::ifstream lines(cluster->data() / "postmaster.pid");
    pid_t found = 0;
    lines >> found;
    return found;
}

}  // namespace attrib::test
