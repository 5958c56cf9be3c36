/// @file
/// What every attrib-* program does with its command line and with what goes wrong.
///
///     console::program self{.name = "attrib-load", .purpose = "Loads ...", .usage = "FILE..."};
///     self.options.add_options()("database", value(&url), "...");
///     return console::run_program(argc, argv, self, [&] { ...; return 0; });
#pragma once

#include <apps/console/help.hpp>
#include <boost/program_options/options_description.hpp>
#include <functional>
#include <string>
#include <vector>

namespace attrib::console {

struct program {
    std::string name;     ///< as users type it
    std::string purpose;  ///< one line
    std::string usage;    ///< what follows name and [options], e.g. "FILE..."; empty: nothing may
    std::string notes{};  ///< further paragraphs at the end of --help, see `wrapped`
    std::vector<std::string> examples{};  ///< command lines for --help, each with a comment before
    std::vector<std::string>
        commands{};  ///< allowed as the first argument; empty: the program has no commands
    boost::program_options::options_description options = option_group("");
    bool needs_arguments = false;          ///< without one the command line is wrong
    std::vector<std::string> arguments{};  ///< filled by run_program: what is not an option
    std::vector<std::string> given{};      ///< and the long names of the options that are there
};

/// Parses the command line into the variables that `self.options` point to, answers --help and
/// --version, and calls `body`. The result is the exit status: what `body` returns; 2 after a wrong
/// command line or a `failure` that says so; else 1 after any exception. Messages go to standard
/// error with the program's name in front; mistyped options and commands are guessed at. Until it
/// returns, standard output and standard error are printable_output. Ignores SIGPIPE from then on:
/// a reader that leaves makes writes fail, which ends the program without a message.
[[nodiscard]] int run_program(int argc, const char* const* argv, program& self,
                              const std::function<int()>& body);

}  // namespace attrib::console
