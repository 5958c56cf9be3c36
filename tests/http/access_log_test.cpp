// The access log of a server: full disk, rotation, and a reader that leaves.
#include <sys/resource.h>
#include <sys/stat.h>

#include <apps/serve/access_log.hpp>
#include <csignal>
#include <tests/http/local_server.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

std::size_t lines_in(const std::string& path) {
    const std::string text = contents_of(path);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void limit_files(pid_t of, rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    REQUIRE(::prlimit(of, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("a log that is full loses lines, says so once, and goes on when there is room") {
    const temporary_directory folder;
    const std::string path = folder.file("log");
    served server(no_database, {"--refresh", "off", "--access-log", path});
    CHECK(server.get("/healthz").status == 200);
    limit_files(server.pid(), 1000);
    for (int i = 0; i < 50; ++i) CHECK(server.get("/healthz").status == 200);
    CHECK(std::filesystem::file_size(path) == 1000);
    CHECK_THAT(server.get("/metrics").body, !Contains("\nattrib_access_log_lost_total 0\n"));
    limit_files(server.pid(), RLIM_INFINITY);
    for (int i = 0; i < 10; ++i) CHECK(server.get("/healthz?after").status == 200);
    const std::string text = contents_of(path);
    CHECK(count_of(text, "\n{\"time\"") + 1 == count_of(text, "{\"time\""));  // each begins a line
    CHECK(count_of(text, "/healthz?after") == 10);
    CHECK(count_of(server.log(), "lines are lost") == 1);
    CHECK(count_of(server.log(), "goes on; ") == 1);
}

TEST_CASE("SIGHUP reopens the log and ends nothing") {
    const temporary_directory folder;
    const std::string path = folder.file("log");
    served server(no_database, {"--refresh", "off", "--access-log", path});
    CHECK(server.get("/healthz").status == 200);
    for (std::size_t round = 1; round <= 3; ++round) {
        std::filesystem::rename(path, path + std::to_string(round));
        server.send(SIGHUP);
        // The signal comes when it comes; until then the old file goes on.
        REQUIRE(eventually(
            [&] { return server.get("/healthz").status == 200 && std::filesystem::exists(path); }));
        const std::size_t old = lines_in(path + std::to_string(round));
        CHECK(server.get("/healthz").status == 200);
        CHECK(lines_in(path + std::to_string(round)) == old);
    }
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    server.send(SIGHUP);
    REQUIRE(eventually([&] {
        return server.get("/healthz").status == 200 &&
               server.log().find("cannot be reopened") != std::string::npos;
    }));
    CHECK(server.end() == 0);
}

TEST_CASE("a pipe without a reader, or with one that does not read, holds up nobody") {
    const temporary_directory folder;
    std::signal(SIGPIPE, SIG_IGN);  // as programs do
    const std::string path = folder.file("fifo");
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto open_reader = [&] { return ::open(path.c_str(), O_RDONLY | O_NONBLOCK); };
    std::atomic<std::uint64_t> lost{0};
    std::vector<std::string> said;
    const auto say = [&](const std::string& message) { said.push_back(message); };
    CHECK_THROWS_AS(access_log(path, lost, say), failure);
    int reader = open_reader();
    access_log log(path, lost, say);
    const std::string line(10'000, 'x');
    for (int i = 0; i < 100; ++i) log.write(line);
    CHECK(lost > 0);
    CHECK(said.size() == 1);
    ::close(reader);
    log.write(line);
    const std::uint64_t lost_before = lost;
    reader = open_reader();
    std::string got(100'000, '\0');
    while (::read(reader, got.data(), got.size()) > 0) {  // what the first reader left
    }
    log.write("again");
    got.resize(static_cast<std::size_t>(::read(reader, got.data(), got.size())));
    CHECK(got.ends_with("again\n"));
    CHECK(lost == lost_before);
    CHECK(said.size() == 2);
    ::close(reader);
}

}  // namespace attrib::test
