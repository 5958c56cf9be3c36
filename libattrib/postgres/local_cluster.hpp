/// @file
/// A private Postgres under a folder: made, started, shared and stopped by the programs that use
/// it.
#pragma once

#include <filesystem>
#include <string>

namespace attrib {

/// Uses the server under a folder as long as it lives; any number of programs may at once. The
/// first makes the data directory and starts the server, the last to leave stops it; one that is
/// killed counts as having left. It listens on a unix socket that only its owner (and root) can
/// reach. As root the server runs as user `postgres`, and where that user cannot reach the folder
/// the data goes to /var/lib/attrib, with a link from the folder. Not thread-safe.
class local_cluster {
   public:
    /// Throws failure (database_unavailable) when there is no Postgres on this machine, or when it
    /// cannot be started; the message holds what Postgres says.
    explicit local_cluster(const std::filesystem::path& folder);
    local_cluster(const local_cluster&) = delete;
    local_cluster& operator=(const local_cluster&) = delete;
    ~local_cluster();

    /// What `connection` takes.
    [[nodiscard]] const std::string& database() const noexcept { return database_; }

    /// Whether this object started the server, and where its data is: for a message.
    [[nodiscard]] bool has_started() const noexcept { return has_started_; }
    [[nodiscard]] const std::filesystem::path& data() const noexcept { return data_; }

    /// Stops and starts the server, whoever uses it: for tests of what happens then.
    void stop();
    void start();

   private:
    [[nodiscard]] bool is_running() const;
    void make_data();
    void leave() noexcept;

    std::filesystem::path folder_;
    std::filesystem::path data_;
    std::filesystem::path sockets_;
    std::filesystem::path programs_;
    std::string database_;
    int users_ = -1;  // descriptor of a file that every user holds a shared lock on
    bool has_started_ = false;
};

}  // namespace attrib
