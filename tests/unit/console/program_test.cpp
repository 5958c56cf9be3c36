#include <apps/console/program.hpp>
#include <array>
#include <boost/program_options/value_semantic.hpp>
#include <filesystem>
#include <iostream>
#include <libattrib/core/error.hpp>
#include <libattrib/io/output_file.hpp>
#include <sstream>
#include <stdexcept>
#include <tests/catch.hpp>

namespace {

namespace console = attrib::console;

struct outcome {
    int status = 0;
    bool ran = false;
    std::vector<std::string> arguments;
    std::vector<std::string> given;
    std::string name;
    std::string output;
    std::string messages;
};

// Stands for standard output and standard error while it lives.
class captured {
   public:
    captured() : output_(std::cout.rdbuf(out.rdbuf())), messages_(std::cerr.rdbuf(err.rdbuf())) {}
    captured(const captured&) = delete;
    captured& operator=(const captured&) = delete;
    ~captured() {
        std::cout.rdbuf(output_);
        std::cerr.rdbuf(messages_);
    }

    std::ostringstream out;
    std::ostringstream err;

   private:
    std::streambuf* output_;
    std::streambuf* messages_;
};

outcome run(
    std::vector<const char*> arguments, const std::string& usage = "FILE...",
    const std::function<int()>& body = [] { return 0; }) {
    outcome seen;
    console::program self{.name = "attrib-test", .purpose = "Tests.", .usage = usage};
    self.needs_arguments = !usage.empty();
    self.options.add_options()("name", boost::program_options::value(&seen.name), "a name");
    arguments.insert(arguments.begin(), "argv0");
    const captured streams;
    seen.status =
        console::run_program(static_cast<int>(arguments.size()), arguments.data(), self, [&] {
            seen.ran = true;
            return body();
        });
    seen.arguments = self.arguments;
    seen.given = self.given;
    seen.output = streams.out.str();
    seen.messages = streams.err.str();
    return seen;
}

}  // namespace

TEST_CASE("options and arguments reach the body, whose value is the exit status") {
    const outcome seen = run({"a.csv", "--name", "n", "-", "b.csv"}, "FILE...", [] { return 7; });
    CHECK(seen.ran);
    CHECK(seen.status == 7);
    CHECK(seen.name == "n");
    CHECK(seen.given == std::vector<std::string>{"name"});
    CHECK(seen.arguments == std::vector<std::string>{"a.csv", "-", "b.csv"});
    CHECK(seen.messages.empty());
}

TEST_CASE("after -- everything is an argument") {
    CHECK(run({"--", "--name"}).arguments == std::vector<std::string>{"--name"});
}

TEST_CASE("the option help is printed on standard output, and nothing else is done") {
    const outcome seen = run({"--help"});
    CHECK(seen.status == 0);
    CHECK_FALSE(seen.ran);
    CHECK(seen.messages.empty());
    CHECK_THAT(seen.output,
               Catch::Matchers::StartsWith("attrib-test - Tests.\n\nUsage: attrib-test "
                                           "[options] FILE...\n"));
    CHECK_THAT(seen.output, Catch::Matchers::Contains("--name"));
    CHECK_THAT(seen.output, Catch::Matchers::Contains("--version"));
}

TEST_CASE("the option version names the program and its version") {
    const outcome seen = run({"--version"});
    CHECK(seen.status == 0);
    CHECK_FALSE(seen.ran);
    CHECK(seen.output == "attrib-test 0.1.0\n");
}

TEST_CASE("a wrong command line is told on standard error, with status 2") {
    const std::vector<std::pair<std::vector<const char*>, const char*>> wrong{
        {{"--nmae", "x", "f"}, "--nmae"},
        {{"--nam", "x", "f"}, "--nam"},  // no guessing
        {{"--name"}, "--name"},
        {{"-x", "f"}, "-x"},
        {{"--name", "x", "--name", "y", "f"}, "--name"},
        {{}, "FILE..."}};
    for (const auto& [arguments, part] : wrong) {
        const outcome seen = run(arguments);
        INFO(part);
        CHECK(seen.status == 2);
        CHECK_FALSE(seen.ran);
        CHECK(seen.output.empty());
        CHECK_THAT(seen.messages, Catch::Matchers::StartsWith("attrib-test: error: "));
        CHECK_THAT(seen.messages, Catch::Matchers::Contains(part));
        CHECK_THAT(seen.messages, Catch::Matchers::EndsWith("Try 'attrib-test --help'.\n"));
    }
}

TEST_CASE("a program without arguments refuses one") {
    CHECK(run({}, "").status == 0);
    const outcome seen = run({"stray"}, "");
    CHECK(seen.status == 2);
    CHECK_THAT(seen.messages, Catch::Matchers::Contains("'stray'"));
}

TEST_CASE("a failure ends the program with the status of its code") {
    const auto fail_with = [](attrib::errc code) {
        return run({"f"}, "FILE...", [=]() -> int { throw attrib::failure(code, "why"); });
    };
    const outcome environment = fail_with(attrib::errc::write_failed);
    CHECK(environment.status == 1);
    CHECK(environment.messages == "attrib-test: error: why\n");
    const outcome command_line = fail_with(attrib::errc::unknown_time_zone);
    CHECK(command_line.status == 2);
    CHECK(command_line.messages == "attrib-test: error: why\nTry 'attrib-test --help'.\n");
}

TEST_CASE("any other exception is a failure too") {
    const outcome seen =
        run({"f"}, "FILE...", []() -> int { throw std::runtime_error("surprise"); });
    CHECK(seen.status == 1);
    CHECK(seen.messages ==
          "attrib-test: error: the program could not go on, for a reason it does not know "
          "(surprise); please report it with what you ran\n");
}

TEST_CASE("what C++ says of memory and files becomes a sentence with a remedy") {
    const auto messages_of = [](const std::function<int()>& body) {
        const outcome seen = run({"f"}, "FILE...", body);
        CHECK(seen.status == 1);
        return seen.messages;
    };
    CHECK_THAT(
        messages_of([]() -> int { throw std::bad_alloc(); }),
        Catch::Matchers::Contains("no more memory") && !Catch::Matchers::Contains("bad_alloc"));
    CHECK_THAT(messages_of([]() -> int {
                   throw std::filesystem::filesystem_error(
                       "cannot get file size", "/no\x1B[31m",
                       std::make_error_code(std::errc::permission_denied));
               }),
               Catch::Matchers::Contains("/no?[31m: cannot be read or written: ") &&
                   Catch::Matchers::Contains("your rights"));
}

TEST_CASE("a mistyped option or command is guessed at") {
    CHECK_THAT(run({"--nmae", "x", "f"}).messages,
               Catch::Matchers::Contains("there is no option '--nmae'; did you mean --name?"));
    CHECK_THAT(run({"--hepl"}).messages, Catch::Matchers::Contains("did you mean --help?"));
    CHECK_THAT(run({"--xyzzy", "f"}).messages,
               Catch::Matchers::Contains("there is no option '--xyzzy'\n"));
    const auto command = [](const char* given) {
        console::program self{.name = "attrib-test",
                              .purpose = "Tests.",
                              .usage = "[build|verify]",
                              .commands = {"build", "verify"}};
        const std::array<const char*, 2> arguments{"argv0", given};
        const captured streams;
        const int status = console::run_program(2, arguments.data(), self, [] { return 0; });
        return std::pair(status, streams.err.str());
    };
    CHECK(command("build") == std::pair(0, std::string()));
    CHECK(command("buld").first == 2);
    CHECK_THAT(command("buld").second,
               Catch::Matchers::Contains("there is no command 'buld'; did you mean build?"));
    CHECK_THAT(command("dance").second, Catch::Matchers::Contains("no command 'dance'\n"));
}

TEST_CASE("what the body prints commands no terminal") {
    const outcome seen = run({"f"}, "FILE...", [] {
        std::cout << "a\x1B[2J\n";
        std::cerr << "b\x1B]0;x\x07\n";
        return 0;
    });
    CHECK(seen.output == "a?[2J\n");
    CHECK(seen.messages == "b?]0;x?\n");
}

TEST_CASE("output that cannot be written is a failure") {
    const outcome seen = run({"f"}, "FILE...", [] {
        std::cout.setstate(std::ios::badbit);
        return 0;
    });
    std::cout.clear();
    CHECK(seen.status == 1);
    CHECK_THAT(seen.messages, Catch::Matchers::Contains("cannot write standard output"));
}

TEST_CASE("a reader that leaves ends the program without a message") {
    const outcome seen = run({"f"}, "FILE...", []() -> int { throw attrib::reader_left(); });
    CHECK(seen.status == 1);
    CHECK(seen.messages.empty());
}
