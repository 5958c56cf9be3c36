/// @file
/// What tells one source of events from another, so that none is loaded twice.
#pragma once

#include <cstdint>
#include <libattrib/core/error.hpp>
#include <libattrib/core/time.hpp>
#include <libattrib/io/reading_options.hpp>
#include <string>

namespace attrib {

struct source_identity {
    std::string text;  ///< digest of the (decompressed) bytes, their number, and how it is read
    std::uint64_t size = 0;  ///< of the decompressed text
};

/// Longest `bounded_identity`: the ledger's key (source, position) is an index entry, which
/// Postgres bounds to 2,704 bytes. A suffix of some tens of bytes fits as well.
inline constexpr std::size_t max_identity_bytes = 2048;

/// The text itself, or where it is longer than that its beginning and a digest of the whole. Every
/// identity made from a path, a name or options must come through here.
[[nodiscard]] std::string bounded_identity(std::string text);

/// An identity of its own, for what never comes again.
[[nodiscard]] std::string random_identity();

/// The identity of a source whose times are moved.
[[nodiscard]] std::string shifted_identity(const std::string& identity, microseconds shift);

/// How far a shifted identity moves times. REQUIRES: shifted_identity made it.
[[nodiscard]] microseconds shift_of(const std::string& identity);

/// An identity without what shifted_identity appended.
[[nodiscard]] std::string without_shift(const std::string& identity);

struct identity_range {
    std::string from;
    std::string to;  ///< the first that is not in it
};

/// Where those of a source moved by any shift lie in the order of identities.
[[nodiscard]] identity_range shifted_identities(const std::string& identity);

/// What changes when someone writes to a file or puts another in its place.
struct file_version {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t written_ns = 0;

    friend bool operator==(const file_version&, const file_version&) = default;
};

/// Of the file that has the name now; all zero when there is none.
[[nodiscard]] file_version version_of(const std::string& path);

/// Reads a file to its end. The same bytes have the same identity, whatever their name and
/// compression; read with other options they are another source. Errors: those of
/// open_byte_source and reading, and unterminated_quote when the file ends inside a quoted value.
[[nodiscard]] result<source_identity> identify_source(const std::string& path,
                                                      const reading_options& reading);

}  // namespace attrib
