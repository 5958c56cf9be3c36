/// @file
/// Running another program to its end.
#pragma once

#include <sys/types.h>
#include <string>
#include <vector>

namespace attrib {

/// Who a program runs as; as root its files would belong to nobody else.
struct process_owner {
    uid_t user;
    gid_t group;
};

/// Runs `arguments[0]` in folder `/` as `owner` and waits. What it prints goes to `log`, which is
/// made anew. Not stopped by Ctrl-C at our terminal: it runs in a session of its own. Throws
/// failure (database_unavailable) with the end of the log when it cannot be run or fails.
void run_command(const std::vector<std::string>& arguments, const process_owner& owner,
                 const std::string& log);

}  // namespace attrib
