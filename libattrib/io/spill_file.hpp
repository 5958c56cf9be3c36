/// @file
/// A place on disk for what does not fit in memory.
#pragma once

#include <cstdint>
#include <string_view>

namespace attrib {

/// A file without a name, in the folder that TMPDIR names, else in /tmp; gone when this goes, or
/// the process.
class spill_file {
   public:
    /// Throws failure (write_failed).
    spill_file();
    spill_file(spill_file&& other) noexcept;
    spill_file& operator=(spill_file&&) = delete;
    ~spill_file();

    /// A stretch of bytes in the file.
    struct extent {
        std::uint64_t offset = 0;
        std::size_t size = 0;
    };

    /// Adds bytes at the end. One thread at a time. Throws failure (write_failed: the disk is
    /// full).
    extent append(std::string_view bytes);

    /// Reads a stretch into `out`. Any thread. Throws failure (file_unreadable).
    void read(extent from, char* out) const;

   private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

}  // namespace attrib
