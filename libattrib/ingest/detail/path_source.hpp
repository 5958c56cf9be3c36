/// @file
/// A file that has, or had, a path that is followed: the ledger knows it by the bytes before the
/// last position that it has of it.
#pragma once

#include <functional>
#include <libattrib/ingest/event_source.hpp>
#include <libattrib/ingest/followed_sources.hpp>

namespace attrib::detail {

/// The part of a file that suffices to find it in the ledger.
struct path_file {
    std::string path;  ///< that it has or had, without links
    std::uint64_t inode = 0;
    std::uint64_t size = 0;  ///< 0: unknown
    /// As followed_file::holds.
    std::function<bool(std::uint64_t, const content_mark&)> holds;
    bool may_change = false;
};

/// Whether a source of the ledger is of the bytes that the file holds. `fresh` is the identity that
/// the file would have if it were new.
[[nodiscard]] bool is_same_source(const followed_source& known, const path_file& file,
                                  const std::string& fresh, bool is_shifted);

class path_source final : public event_source {
   public:
    /// `given` as in followed_name; `identity` is found by what the file holds where it is empty.
    /// The options must outlive it.
    path_source(const stream_options& options, std::string name, std::string given,
                std::unique_ptr<live_source> bytes, path_file file, std::string identity = {});

    std::optional<std::string> identity(connection& on, const event_chunk& first) override;
    void taken(connection& on, const std::string& identity, bool is_new) override;
    [[nodiscard]] bool is_whole() const noexcept override { return false; }

    /// Called when it was taken and the ledger has nothing of it.
    void on_new(std::function<void()> call) { on_new_ = std::move(call); }

    /// What the ledger has it by; empty while that is to be found.
    [[nodiscard]] const std::string& known_by() const noexcept { return identity_; }

    /// Itself as if no more than the first row were loaded; `last.end` is 0 until that was read.
    [[nodiscard]] const followed_source& begun() const noexcept { return begun_; }

   private:
    [[nodiscard]] std::string find(connection& on, const event_chunk& first) const;

    const stream_options& options_;
    std::string given_;
    path_file file_;
    std::string identity_;
    followed_source begun_;
    std::function<void()> on_new_;
};

}  // namespace attrib::detail
