// What the server prints on a terminal when it starts.
#include <fcntl.h>
#include <stdlib.h>
#include <apps/serve/greeting.hpp>
#include <tests/http/served.hpp>

namespace attrib::test {
namespace {

using Catch::Matchers::Contains;

std::string told(const stored_counts& found, bool refreshes = true, bool collects = false) {
    std::string all;
    for (const std::string& line : greeting("http://127.0.0.1:8080", found, refreshes, collects))
        all += line + "\n";
    return all;
}

calendar_day day(const char* text) {
    calendar_day parsed;
    REQUIRE(parse_day(text, parsed));
    return parsed;
}

// A terminal that somebody reads.
class terminal {
   public:
    terminal() : file_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
        REQUIRE(file_ >= 0);
        REQUIRE(::grantpt(file_) == 0);
        REQUIRE(::unlockpt(file_) == 0);
    }
    terminal(const terminal&) = delete;
    terminal& operator=(const terminal&) = delete;
    ~terminal() { ::close(file_); }

    [[nodiscard]] std::string path() const { return ::ptsname(file_); }

    bool shows(const std::string& part) {
        return eventually([&] {
            std::array<char, 4096> piece;
            const ssize_t got = ::read(file_, piece.data(), piece.size());
            if (got > 0) text_.append(piece.data(), static_cast<std::size_t>(got));
            return text_.find(part) != std::string::npos;
        });
    }

   private:
    int file_;
    std::string text_;
};

}  // namespace

TEST_CASE("a server that collects shows the line for a page while it has no events") {
    CHECK_THAT(told({}, true, true), Contains("src=\"http://127.0.0.1:8080/attrib.js\""));
    CHECK_THAT(told({}), !Contains("attrib.js"));
}

TEST_CASE("the greeting sums up what is stored in a few lines") {
    const std::string text = told({.events = 200123,
                                   .waiting = 0,
                                   .sessions = 61000,
                                   .conversions = 8000,
                                   .first_day = day("2025-03-01"),
                                   .last_day = day("2025-03-31"),
                                   .refreshed_at = day("2025-04-01")});
    CHECK_THAT(text, Contains("dashboard http://127.0.0.1:8080/  API http://127.0.0.1:8080/api"));
    CHECK_THAT(text, Contains("200,123 events, 61,000 sessions, 8,000 conversions on 31 days, "
                              "2025-03-01 to 2025-03-31\n"));
    CHECK_THAT(text, Contains("last refresh 2025-04-01T00:00:00 UTC\n"));
    CHECK_THAT(text, !Contains("wait") && !Contains("no events"));
}

TEST_CASE("without events it says how to bring some, with waiting ones who takes them") {
    CHECK_THAT(told({}), Contains("no events yet") && Contains("attrib-load FILE"));
    CHECK_THAT(told({.waiting = 6}), Contains("6 events wait for the refresh"));
    CHECK_THAT(told({.waiting = 6}, false), Contains("run attrib-model"));
}

TEST_CASE("a terminal is greeted, a file is not") {
    const temporary_database database;
    load_worked_example(database);
    terminal screen;
    {
        child server("attrib-serve",
                     {"--database", database.name(), "--listen", "127.0.0.1:0", "--refresh", "off"},
                     screen.path());
        CHECK(screen.shows("6 events, 3 sessions, 2 conversions on 15 days"));
        CHECK(screen.shows("last refresh "));
        server.send(SIGTERM);
        CHECK(server.wait() == 0);
    }
    served quiet(database.name(), {"--refresh", "off"});
    CHECK(quiet.get("/api/v1/status").status == 200);
    CHECK(quiet.end() == 0);
    CHECK_THAT(quiet.log(), !Contains("sessions"));
}

}  // namespace attrib::test
