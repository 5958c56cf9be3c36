/// @file
/// A first look at files, which keeps where their rows lie.
#pragma once

#include <libattrib/converters/detail/row_index.hpp>
#include <libattrib/io/event_files.hpp>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace attrib::detail {

/// Feeds files. An index of more than `max_bytes` ends reading early. The files must outlive it.
class indexed_files final : public event_feed {
   public:
    indexed_files(event_files& files, std::size_t max_bytes)
        : files_(files), max_bytes_(max_bytes) {}

    /// As event_files::read_some.
    bool read_some(event_consumer& consumer) override;

    /// Chunks that were read, in no order; nothing when reading ended early. REQUIRES: nobody
    /// reads.
    [[nodiscard]] std::optional<std::span<const indexed_chunk>> chunks() const noexcept;

   private:
    event_files& files_;
    std::size_t max_bytes_;
    std::mutex mutex_;  // for what follows
    std::vector<indexed_chunk> chunks_;
    std::size_t bytes_ = 0;
};

}  // namespace attrib::detail
