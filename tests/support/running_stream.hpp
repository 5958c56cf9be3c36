/// @file
/// A stream that runs on a thread beside the test.
#pragma once

#include <atomic>
#include <functional>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/stream.hpp>
#include <mutex>
#include <string>
#include <thread>

namespace attrib::test {

class running_stream {
   public:
    using work = std::function<stream_status(const stream_options&)>;

    running_stream(const std::string& database, work run, const std::string& source_name = {})
        : thread_([this, database, source_name, run = std::move(run)] {
              stream_options options;
              options.database = database;
              options.source_name = source_name;
              options.how.interrupt = &interrupt_;
              options.how.on_message = [this](const std::string& message) {
                  const std::scoped_lock lock(mutex_);
                  said_ += message + "\n";
              };
              try {
                  status_ = run(options);
              } catch (const failure& failed) {
                  const std::scoped_lock lock(mutex_);
                  error_ = failed.what();
              }
              has_ended_ = true;
          }) {}
    running_stream(const running_stream&) = delete;
    running_stream& operator=(const running_stream&) = delete;
    ~running_stream() { stop(); }

    stream_status stop() {
        interrupt_ = true;
        return wait();
    }
    stream_status wait() {
        if (thread_.joinable()) thread_.join();
        return status_;
    }
    [[nodiscard]] bool has_ended() const noexcept { return has_ended_; }
    [[nodiscard]] std::string said() const {
        const std::scoped_lock lock(mutex_);
        return said_;
    }
    [[nodiscard]] std::string error() const {
        const std::scoped_lock lock(mutex_);
        return error_;
    }

   private:
    std::atomic<bool> interrupt_{false};
    std::atomic<bool> has_ended_{false};
    mutable std::mutex mutex_;
    std::string said_;
    std::string error_;
    stream_status status_;
    std::thread thread_;  // last: it uses all of these
};

}  // namespace attrib::test
