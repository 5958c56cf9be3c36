#include <apps/console/program.hpp>
#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <libattrib/core/error.hpp>
#include <libattrib/io/output_file.hpp>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

constexpr const char* argument_key = "(argument)";

void print_help(const program& self, const po::options_description& options) {
    std::cout << self.name << " - " << self.purpose << "\n\nUsage: " << self.name << " [options]"
              << (self.usage.empty() ? "" : " ") << self.usage << "\n\n"
              << options;
    if (!self.notes.empty()) std::cout << '\n' << self.notes << '\n';
}

po::variables_map parse(int argc, const char* const* argv, const po::options_description& visible) {
    po::options_description all;
    all.add(visible).add_options()(argument_key, po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add(argument_key, -1);
    // Without guessing: a script must not break when an option is added.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::variables_map given;
    po::store(
        po::command_line_parser(argc, argv).options(all).positional(positions).style(style).run(),
        given);
    return given;
}

void take_arguments(const po::variables_map& given, program& self) {
    self.arguments.clear();
    if (given.contains(argument_key))
        self.arguments = given[argument_key].as<std::vector<std::string>>();
    if (self.usage.empty() && !self.arguments.empty())
        throw po::error("unexpected argument '" + self.arguments.front() + "'");
    if (self.needs_arguments && self.arguments.empty())
        throw po::error("nothing to work on: give " + self.usage);
}

// What the body printed must have arrived, or the program has not done its work.
void flush_standard_output() {
    errno = 0;
    std::cout.flush();
    if (!std::cout) throw_write_failure("standard output", errno == 0 ? EIO : errno);
}

int parse_and_run(int argc, const char* const* argv, program& self,
                  const std::function<int()>& body) {
    po::options_description visible;
    visible.add(self.options);
    po::options_description about("About the program");
    about.add_options()("help", "print this and exit")("version", "print the version and exit");
    visible.add(about);
    po::variables_map given = parse(argc, argv, visible);
    int status = 0;
    if (given.contains("help")) {
        print_help(self, visible);
    } else if (given.contains("version")) {
        std::cout << self.name << " " << ATTRIB_VERSION << '\n';
    } else {
        take_arguments(given, self);
        po::notify(given);
        status = body();
    }
    flush_standard_output();
    return status;
}

int wrong_command_line(const program& self, const char* what) {
    std::cerr << self.name << ": error: " << what << "\nTry '" << self.name << " --help'.\n";
    return 2;
}

}  // namespace

int run_program(int argc, const char* const* argv, program& self,
                const std::function<int()>& body) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file over the limit is a write that fails
    try {
        return parse_and_run(argc, argv, self, body);
    } catch (const reader_left&) {
        return 1;
    } catch (const po::error& wrong) {
        return wrong_command_line(self, wrong.what());
    } catch (const failure& failed) {
        if (exit_status_of(failed.code()) == 2) return wrong_command_line(self, failed.what());
        std::cerr << self.name << ": error: " << failed.what() << '\n';
    } catch (const std::exception& failed) {
        std::cerr << self.name << ": error: " << failed.what() << '\n';
    }
    return 1;
}

}  // namespace attrib::console
