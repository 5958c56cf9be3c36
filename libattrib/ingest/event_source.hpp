/// @file
/// Where events are streamed from: one interface for every kind of source.
#pragma once

#include <libattrib/ingest/stream.hpp>
#include <libattrib/io/live_source.hpp>
#include <libattrib/postgres/connection.hpp>
#include <memory>
#include <optional>
#include <string>

namespace attrib {

/// Bytes that may still be coming, and what the ledger knows them by. A new kind of source is a
/// class in `detail/` and a line of `open_event_source`. While one thread reads the bytes, another
/// may ask for all else.
class event_source : public live_source {
   public:
    /// `name` is what users call it.
    event_source(std::string name, std::unique_ptr<live_source> bytes)
        : name_(std::move(name)), bytes_(std::move(bytes)) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// What the ledger knows it by, but for what a shift of its times adds; `first` is its first
    /// row of data. Asked before the source is locked and again after, as whoever had it until then
    /// may have begun it; the same from then on. Nothing: it no longer holds that row. Throws
    /// failure.
    [[nodiscard]] virtual std::optional<std::string> identity(connection& on,
                                                              const event_chunk& first) = 0;

    /// Called whenever this program has locked it, on the connection that holds the lock:
    /// `identity` is how the ledger has it, `is_new` that it has nothing of it.
    virtual void taken(connection& on, const std::string& identity, bool is_new);

    /// Whether what the ledger has need not be read again.
    [[nodiscard]] virtual bool can_skip() const noexcept { return true; }

    /// Whether the ledger must have all of it when it is complete.
    [[nodiscard]] virtual bool is_whole() const noexcept { return true; }

    /// Throws failure (file_unreadable) when it is not what it was when it was opened.
    virtual void check_unchanged() const {}

    result<std::size_t> read(char* out, std::size_t size) override {
        return bytes_->read(out, size);
    }
    result<void> skip(std::uint64_t size) override { return bytes_->skip(size); }
    source_end end() override { return bytes_->end(); }
    void wait(std::chrono::milliseconds longest) override { bytes_->wait(longest); }

   private:
    std::string name_;
    std::unique_ptr<live_source> bytes_;
};

/// A file that is complete, or what can be read only once (see is_read_once). Those that are
/// followed are opened by follow_path. Throws failure: as open_stored and open_piped.
[[nodiscard]] std::unique_ptr<event_source> open_event_source(const std::string& path,
                                                              const stream_options& options);

}  // namespace attrib
