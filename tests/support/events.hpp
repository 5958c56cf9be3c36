/// @file
/// Events, feeds and folders for tests.
#pragma once

#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <libattrib/io/event_feed.hpp>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace attrib::test {

/// The moment that a text of docs/semantics.md's format names.
inline timestamp at(std::string_view text) {
    timestamp when;
    if (time_parser().parse(text, when) != time_parse::ok)
        throw std::logic_error("not a time: " + std::string(text));
    return when;
}

inline money units(std::int64_t whole) { return money{whole * 1'000'000}; }

/// An event of user `u` with its id, time and name.
inline event make_event(std::string_view id, std::string_view when, std::string_view name,
                        std::string_view channel = "Direct") {
    event made;
    made.event_id = id;
    made.user_pseudo_id = "u";
    made.event_timestamp = at(when);
    made.event_name = name;
    made.channel = channel;
    return made;
}

/// An event that owns its text.
class owned_event {
   public:
    explicit owned_event(const event& source) : value_(source) {
        for (const column_rule& rule : column_rules)
            if (rule.text != nullptr) texts_.emplace_back(source.*rule.text);
    }

    [[nodiscard]] event view() const {
        event out = value_;
        auto text = texts_.begin();
        for (const column_rule& rule : column_rules)
            if (rule.text != nullptr) out.*rule.text = *text++;
        return out;
    }

   private:
    event value_;
    std::vector<std::string> texts_;
};

struct owned_reject {
    std::string file;
    std::uint64_t line;
    reject_reason reason;
    std::string message;
    std::string text;
};

/// Keeps what a feed or file delivers.
class collecting_consumer final : public event_consumer {
   public:
    void accept(const event& taken) override { events.emplace_back(taken); }
    void refuse(const reject& refused) override {
        rejects.push_back({std::string(refused.file), refused.line, refused.reason, refused.message,
                           std::string(refused.text)});
    }

    std::deque<owned_event> events;
    std::vector<owned_reject> rejects;
};

/// Delivers events that are in memory, a few at a time, to any number of threads.
class memory_feed final : public event_feed {
   public:
    explicit memory_feed(std::vector<event> events, std::size_t piece = 7)
        : events_(std::move(events)), piece_(piece) {}

    bool read_some(event_consumer& consumer) override {
        std::size_t begin;
        {
            const std::scoped_lock lock(mutex_);
            begin = next_;
            next_ = std::min(next_ + piece_, events_.size());
        }
        const std::size_t end = std::min(begin + piece_, events_.size());
        for (std::size_t i = begin; i < end; ++i) consumer.accept(events_[i]);
        return begin < end;
    }

   private:
    std::vector<event> events_;
    std::size_t piece_;
    std::mutex mutex_;
    std::size_t next_ = 0;
};

/// A folder of its own, removed with all that is in it.
class temporary_directory {
   public:
    temporary_directory() {
        std::string name = (std::filesystem::temp_directory_path() / "attrib-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp: " + name);
        path_ = name;
    }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
    [[nodiscard]] std::string path() const { return path_.string(); }

    /// Writes a file of that name; returns its path.
    [[nodiscard]] std::string write(std::string_view name, std::string_view bytes) const {
        std::ofstream(file(name), std::ios::binary) << bytes;
        return file(name);
    }

   private:
    std::filesystem::path path_;
};

inline std::string contents_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("no file " + path);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace attrib::test
