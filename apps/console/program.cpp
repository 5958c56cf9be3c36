#include <algorithm>
#include <apps/console/printable_output.hpp>
#include <apps/console/program.hpp>
#include <apps/console/suggestion.hpp>
#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <boost/program_options/variables_map.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <libattrib/core/error.hpp>
#include <libattrib/io/output_file.hpp>
#include <new>
#include <sstream>

namespace attrib::console {
namespace {

namespace po = boost::program_options;

constexpr const char* argument_key = "(argument)";

void print_help(const program& self, const po::options_description& options) {
    const std::size_t width = help_width();
    std::ostringstream groups;  // each begins with an empty line, and so does what holds them
    groups << options;
    const std::string text = without_trailing_blanks(groups.str());
    std::cout << wrapped(self.name + " - " + self.purpose, width) << "\nUsage: " << self.name
              << " [options]" << (self.usage.empty() ? "" : " ") << self.usage << "\n\n"
              << text.substr(std::min(text.find_first_not_of('\n'), text.size()));
    if (!self.notes.empty()) std::cout << '\n' << wrapped(self.notes, width);
    if (!self.examples.empty()) std::cout << "\nExamples:\n";
    for (const std::string& example : self.examples) std::cout << "  " << example << '\n';
}

// Whatever is spelt like an option is one, so that a script does not work on a file of that name.
[[noreturn]] void refuse_unknown(const po::unknown_option& wrong,
                                 const po::options_description& all) {
    std::vector<std::string> names;
    for (const auto& option : all.options())
        if (option->long_name() != argument_key) names.push_back(option->long_name());
    const std::string given = wrong.get_option_name();
    throw po::error("there is no option '" + given + "'" +
                    did_you_mean(given.substr(std::min(given.find_first_not_of('-'), given.size())),
                                 names, "--"));
}

po::variables_map parse(int argc, const char* const* argv, const po::options_description& visible) {
    po::options_description all;
    all.add(visible).add_options()(argument_key, po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add(argument_key, -1);
    // Without guessing: a script must not break when an option is added.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::variables_map given;
    try {
        po::store(po::command_line_parser(argc, argv)
                      .options(all)
                      .positional(positions)
                      .style(style)
                      .run(),
                  given);
    } catch (const po::unknown_option& wrong) {
        refuse_unknown(wrong, all);
    }
    return given;
}

void take_arguments(const po::variables_map& given, program& self) {
    self.arguments.clear();
    self.given.clear();
    for (const auto& [name, value] : given)
        if (name != argument_key && !value.defaulted()) self.given.push_back(name);
    if (given.contains(argument_key))
        self.arguments = given[argument_key].as<std::vector<std::string>>();
    if (self.usage.empty() && !self.arguments.empty())
        throw po::error("unexpected argument '" + self.arguments.front() + "'");
    if (self.needs_arguments && self.arguments.empty())
        throw po::error("nothing to work on: give " + self.usage);
    if (!self.commands.empty() && !self.arguments.empty() &&
        std::ranges::count(self.commands, self.arguments.front()) == 0)
        throw po::error("there is no command '" + self.arguments.front() + "'" +
                        did_you_mean(self.arguments.front(), self.commands));
}

// What the body printed must have arrived, or the program has not done its work.
void flush_standard_output() {
    errno = 0;
    std::cout.flush();
    if (!std::cout) throw_write_failure("standard output", errno == 0 ? EIO : errno);
}

int parse_and_run(int argc, const char* const* argv, program& self,
                  const std::function<int()>& body) {
    po::options_description visible = option_group("");
    visible.add(self.options);
    po::options_description about = option_group("About the program");
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

// What the standard library or another one says, inside a sentence of ours.
int unforeseen(const program& self, const std::string& what) {
    std::cerr << self.name << ": error: the program could not go on, for a reason it does not know "
              << "(" << what << "); please report it with what you ran\n";
    return 1;
}

}  // namespace

int run_program(int argc, const char* const* argv, program& self,
                const std::function<int()>& body) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // a file over the limit is a write that fails
    const printable_output output(std::cout);
    const printable_output messages(std::cerr);
    try {
        return parse_and_run(argc, argv, self, body);
    } catch (const reader_left&) {
        return 1;
    } catch (const po::error& wrong) {
        return wrong_command_line(self, wrong.what());
    } catch (const failure& failed) {
        if (exit_status_of(failed.code()) == 2) return wrong_command_line(self, failed.what());
        std::cerr << self.name << ": error: " << failed.what() << '\n';
    } catch (const std::bad_alloc&) {
        std::cerr << self.name << ": error: the system gives no more memory; run it where there is "
                  << "more, or with less to do at once\n";
    } catch (const std::filesystem::filesystem_error& failed) {
        std::cerr << self.name << ": error: " << failed.path1().string()
                  << ": cannot be read or written: " << failed.code().message()
                  << "; check the path and your rights to it\n";
    } catch (const std::exception& failed) {
        return unforeseen(self, failed.what());
    }
    return 1;
}

}  // namespace attrib::console
