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
/// created and never followed when it is a link. Not stopped by Ctrl-C at our terminal: it runs
/// in a session of its own. Of our descriptors it gets none but `kept`, which it and those it
/// starts hold open until they end. Throws failure (database_unavailable) with the end of the log
/// when it cannot be run or fails.
void run_command(const std::vector<std::string>& arguments, const process_owner& owner,
                 const std::string& log, int kept = -1);

}  // namespace attrib
