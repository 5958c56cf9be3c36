/// @file
/// What the torture test runs on: a private Postgres on a disk of bounded size, the programs that
/// use it, and everything that was delivered to them.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <fstream>
#include <libattrib/core/random.hpp>
#include <libattrib/postgres/local_cluster.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tests/support/child.hpp>
#include <tests/support/temporary_database.hpp>
#include <tests/torture/drawn_rows.hpp>
#include <vector>

namespace attrib::test {

/// A program that is started again until it ends with 0 (`until_done`) or is no longer wanted.
struct job {
    std::string program;
    std::vector<std::string> arguments;
    std::string input{};      ///< file that is its standard input
    bool is_service = false;  ///< runs until it is ended
    bool is_silent = false;   ///< what it prints is not logged; messages are
    std::unique_ptr<child> process{};
    std::chrono::steady_clock::time_point not_before{};  ///< after it failed by itself
    bool is_done = false;
};

/// A tmpfs in a mount namespace of this process, where that is allowed; else a folder.
class tight_disk {
   public:
    explicit tight_disk(std::uint64_t megabytes);
    tight_disk(const tight_disk&) = delete;
    tight_disk& operator=(const tight_disk&) = delete;
    ~tight_disk();

    [[nodiscard]] std::string path() const { return folder_.file("disk"); }
    [[nodiscard]] bool is_tight() const noexcept { return is_mounted_; }

    /// Takes all room but some kilobytes; gives it back.
    void fill();
    void clear();

   private:
    reachable_directory folder_;
    bool is_mounted_ = false;
};

class world {
   public:
    explicit world(std::uint64_t rounds);
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    /// The first value of a query. Throws failure when the query fails.
    [[nodiscard]] std::string answer(const std::string& query) const;

    /// The same; nothing while the server is away.
    [[nodiscard]] std::optional<std::string> ask(const std::string& query) const;
    /// Waits until the query says true.
    void await(const std::string& query, const char* what);
    /// Ends the test where something did not come, with the log and what is missing.
    void require(bool came, const char* what) const;
    /// Runs a statement as soon as the server takes it.
    void command(const std::string& statement);

    void start(job wanted);
    /// Starts again what has ended too early; notes what is done.
    void tend();
    /// Rows with marks `SOURCE:NUMBER`, which are expected in the database from now on.
    std::vector<drawn_row> draw(const std::string& source, std::size_t count);

    [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }
    /// Models of one's own beside those that are shipped, as options of all who make tables.
    [[nodiscard]] static std::vector<std::string> model_options() {
        return {"--models", "tests/data/models.json"};
    }
    /// Adds a line to the log.
    void note(const std::string& what) const;
    void note(const job& which, const std::string& what) const;
    /// The end of what the programs have said, and when they began and ended.
    [[nodiscard]] std::string log() const;
    /// Sources whose rows are not there as often as they were drawn, and programs that run.
    [[nodiscard]] std::string shortfall() const;
    [[nodiscard]] pid_t postmaster() const;

    random_stream random;
    tight_disk disk;
    reachable_directory folder_;
    std::optional<local_cluster> cluster;
    std::string database;
    row_maker rows;
    std::deque<job> jobs;
    std::uint64_t delivered = 0;
    std::uint64_t starts = 0;
    std::ofstream delivered_csv;

   private:
    [[nodiscard]] std::string rows_lacking() const;

    std::map<std::string, std::uint64_t> drawn_;  // rows, by source
};

}  // namespace attrib::test
