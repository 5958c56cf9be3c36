/// @file
/// A private Postgres under a folder: made, started, shared and stopped by the programs that use
/// it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace attrib {

/// Uses the server under a folder as long as it lives; any number of programs may at once. The
/// first makes the data directory and starts the server, the last to leave stops it; one that is
/// killed counts as having left. A lock on a file in the data directory decides who runs the
/// server: its processes inherit it, so that it is held until the last of them is gone, also where
/// containers share the folder and do not see each other's processes. It listens on a unix socket
/// that only its owner (and root) can reach, in folders that nobody else could prepare. As root the
/// server runs as user `postgres`, and where that user cannot reach the folder the data goes to
/// /var/lib/attrib, with a link from the folder. Not thread-safe.
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

    /// From now on a thread starts the server again when it is gone: killed, or ended with another
    /// container. `on_message` is told so once each time, from that thread.
    void keep_running(std::function<void(const std::string&)> on_message);

    /// Stops the server, whoever uses it, when it runs among the processes that we see: for tests.
    void stop();
    /// Starts it unless it runs; waits for what a killed one left running.
    void start();

   private:
    [[nodiscard]] bool is_postmaster_here() const;
    [[nodiscard]] int try_server_lock() const;
    [[nodiscard]] std::string database_of(const std::string& name) const;
    bool start_unless_running();
    void launch(int lock);
    void make_data();
    void leave() noexcept;

    std::filesystem::path folder_;
    std::filesystem::path data_;
    std::filesystem::path sockets_;
    std::filesystem::path programs_;
    std::string database_;
    int users_ = -1;  // descriptor of a file that every user holds a shared lock on
    bool has_started_ = false;
    std::jthread keeper_;
};

}  // namespace attrib
