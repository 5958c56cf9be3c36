/// @file
/// The ways by which rows reach the database in the torture test, all at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <tests/torture/world.hpp>
#include <thread>

namespace attrib::test {

/// Posts bodies to attrib-serve, each under a key of its own, again and again until it is taken.
class poster {
   public:
    explicit poster(std::uint16_t port);
    poster(const poster&) = delete;
    poster& operator=(const poster&) = delete;
    ~poster();

    void post(std::string body);
    [[nodiscard]] bool is_idle();
    [[nodiscard]] std::uint64_t attempts();

   private:
    void run();
    [[nodiscard]] bool send(const std::string& body, std::uint64_t number) const;

    std::uint16_t port_;
    std::mutex mutex_;  // for what follows
    std::condition_variable changed_;
    std::deque<std::string> bodies_;
    std::uint64_t taken_ = 0;
    std::uint64_t attempts_ = 0;
    bool is_closing_ = false;
    std::thread thread_;
};

class sources {
   public:
    /// Starts the programs that stay: attrib-stream --follow, attrib-serve, attrib-model --follow.
    explicit sources(world& in);

    /// Some rows by some ways; the programs for them run in `world`.
    void feed();

    /// The followed file goes on under the same name as a new file; or is copied and cut.
    void rotate();
    void copy_and_truncate();

    /// Writes what is held back. True when all that was posted is taken.
    [[nodiscard]] bool finish();
    [[nodiscard]] std::uint64_t posts() { return poster_.attempts(); }

   private:
    [[nodiscard]] std::string next_name(const char* kind);
    [[nodiscard]] std::string write_file(const std::string& name, std::size_t rows);
    void append();
    void begin_followed();
    void begin_services();
    void run(const char* program, std::vector<std::string> arguments,
             const std::string& input = {});

    world& world_;
    std::uint64_t number_ = 0;
    std::string followed_;
    std::string held_back_;  // rest of a row that was written in part
    std::uint64_t rotations_ = 0;
    std::uint16_t port_;
    poster poster_;
};

}  // namespace attrib::test
