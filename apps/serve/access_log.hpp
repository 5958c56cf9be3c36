/// @file
/// The access log: a file or standard output that may fill up, be rotated or lose its reader.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace attrib {

/// Writes whole lines and never waits for a reader. Lines that cannot be written are lost and
/// counted; that they are is said once, and that logging goes on once. Thread-safe.
class access_log {
   public:
    /// Opens `path` for appending; - is standard output. `lost` counts lines. Throws failure
    /// (write_failed).
    access_log(std::string path, std::atomic<std::uint64_t>& lost,
               std::function<void(const std::string&)> say);
    access_log(const access_log&) = delete;
    access_log& operator=(const access_log&) = delete;
    ~access_log();

    void write(std::string_view line);

    /// From now on SIGHUP, instead of ending the program, has the next line go to a file that is
    /// reopened under the same name, as logrotate wants it. Standard output stays.
    static void reopen_on_hangup();

   private:
    [[nodiscard]] bool append(std::string_view line);
    void reopen();

    std::string path_;
    std::atomic<std::uint64_t>& lost_;
    std::function<void(const std::string&)> say_;
    std::mutex mutex_;  // for what follows
    int file_;
    bool is_torn_ = false;           // the last line was written in part
    std::uint64_t lost_in_row_ = 0;  // since the last line that was written
};

}  // namespace attrib
