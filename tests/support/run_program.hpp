/// @file
/// Running one of our programs as a user does.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <string>
#include <tests/support/events.hpp>

#ifndef ATTRIB_PROGRAMS
#define ATTRIB_PROGRAMS "build/dev/bin"
#endif

namespace attrib::test {

struct program_run {
    int status;  ///< exit status, or 128 + the signal
    std::string out;
    std::string err;
};

/// `arguments` are shell words; standard input is `input`.
inline program_run run_program(const std::string& program, const std::string& arguments,
                               const std::string& input = {}) {
    const temporary_directory folder;
    const std::string command = std::string(ATTRIB_PROGRAMS) + "/" + program + " " + arguments +
                                " <" + folder.write("in", input) + " >" + folder.file("out") +
                                " 2>" + folder.file("err");
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
            contents_of(folder.file("out")), contents_of(folder.file("err"))};
}

}  // namespace attrib::test
