#include <sys/wait.h>
#include <unistd.h>

#include <apps/console/interrupt.hpp>
#include <csignal>
#include <libattrib/core/error.hpp>
#include <tests/catch.hpp>

namespace {

namespace console = attrib::console;

// Runs `body` in a child and returns how that ended, as waitpid tells it.
template <class Body>
int child(const Body& body) {
    const pid_t id = ::fork();
    if (id == 0) ::_exit(body());
    int status = 0;
    REQUIRE(::waitpid(id, &status, 0) == id);
    return status;
}

bool throws_interrupted() {
    try {
        console::throw_if_interrupted();
    } catch (const attrib::failure& thrown) {
        return thrown.code() == attrib::errc::interrupted;
    }
    return false;
}

}  // namespace

TEST_CASE("a first SIGINT, SIGTERM or SIGHUP raises the flag and lets the program go on") {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        const int status = child([=] {
            console::watch_interrupts();
            if (console::interrupt_flag() || throws_interrupted()) return 1;
            ::raise(signal);
            return console::interrupt_flag() && throws_interrupted() ? 42 : 2;
        });
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 42);
    }
}

TEST_CASE("a SIGTERM after either is the same wish once more") {
    for (const int signal : {SIGINT, SIGTERM}) {
        const int status = child([=] {
            console::watch_interrupts();
            ::raise(signal);
            ::raise(SIGTERM);
            return console::interrupt_flag() ? 42 : 2;
        });
        REQUIRE(WIFEXITED(status));
        CHECK(WEXITSTATUS(status) == 42);
    }
}

TEST_CASE("a second SIGINT ends it at once with status 130") {
    const int status = child([] {
        console::watch_interrupts();
        ::raise(SIGINT);
        ::raise(SIGINT);
        return 0;
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 130);
}

TEST_CASE("a SIGHUP that is ignored stays ignored") {
    const int status = child([] {
        std::signal(SIGHUP, SIG_IGN);
        console::watch_interrupts();
        ::raise(SIGHUP);
        return console::interrupt_flag() ? 2 : 42;
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("a program that may not finish is ended although it waits for something else") {
    const int status = child([] {
        console::watch_interrupts(console::stopping::within_a_second);
        ::raise(SIGTERM);
        while (true) ::pause();
        return 0;
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 130);
}

TEST_CASE("a signal that is kept back is known to be pending") {
    const int status = child([] {
        console::watch_interrupts();
        console::keep_signals_here();
        if (console::is_interrupt_pending()) return 1;
        ::raise(SIGTERM);
        return console::is_interrupt_pending() && !console::interrupt_flag() ? 0 : 2;
    });
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(WIFEXITED(status));
}
