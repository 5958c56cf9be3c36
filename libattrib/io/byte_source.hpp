/// @file
/// Bytes from a file, whatever it is compressed with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <libattrib/core/error.hpp>
#include <memory>
#include <string>

namespace attrib {

/// A stream of (decompressed) bytes. One thread at a time.
class byte_source {
   public:
    virtual ~byte_source() = default;

    /// Reads up to `size` bytes; fewer only at the end, 0 when there is nothing more. Errors:
    /// file_unreadable, corrupt_archive (also when the compressed data is cut off).
    [[nodiscard]] virtual result<std::size_t> read(char* out, std::size_t size) = 0;

    /// Bytes of the stored file, 0 when unknown (a pipe), and how many of them were used.
    [[nodiscard]] virtual std::uint64_t stored_size() const noexcept = 0;
    [[nodiscard]] virtual std::uint64_t stored_position() const noexcept = 0;

    /// Goes forward by `size` bytes, to the end at most. Errors: as `read`.
    [[nodiscard]] virtual result<void> skip(std::uint64_t size);

    /// Whether `read_at` works: of a plain file, neither compressed nor a pipe.
    [[nodiscard]] virtual bool has_places() const noexcept { return false; }

    /// Reads `size` bytes from a place, and leaves where `read` goes on; on any number of threads.
    /// Errors: file_unreadable (there are not so many; it has no places).
    [[nodiscard]] virtual result<void> read_at(std::uint64_t offset, char* out,
                                               std::size_t size) const;
};

/// Opens a file, `-` being standard input. gzip and zstd are decompressed and UTF-16 becomes UTF-8,
/// known by the first bytes (decoder_of), whatever the name. Errors: file_not_found,
/// file_unreadable (permission, a directory), corrupt_archive.
[[nodiscard]] result<std::unique_ptr<byte_source>> open_byte_source(const std::string& path);

/// The whole of such a file, for small ones. Errors: as `open_byte_source` and `read`.
[[nodiscard]] result<std::string> read_text(const std::string& path);

/// What to say of a file that cannot be opened or read; `reason` is an errno.
[[nodiscard]] error unreadable(const std::string& path, int reason);

}  // namespace attrib
