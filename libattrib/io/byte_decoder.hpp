/// @file
/// Bytes as they are stored, made into the text that they stand for.
#pragma once

#include <cstddef>
#include <libattrib/core/error.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace attrib {

/// Undoes one encoding of a stream: a compression, or UTF-16. One thread at a time.
class byte_decoder {
   public:
    virtual ~byte_decoder() = default;

    /// Takes what it can from the front of `stored` and makes at most `size` bytes, of which the
    /// result is the number. It makes some, or takes all. Errors: corrupt_archive.
    [[nodiscard]] virtual result<std::size_t> decode(std::string_view& stored, char* out,
                                                     std::size_t size) = 0;

    /// Whether more must follow what was taken so far.
    [[nodiscard]] virtual bool is_inside() const noexcept = 0;
};

/// So many bytes at the beginning tell how a stream is stored.
inline constexpr std::size_t told_by_bytes = 64;

/// More layers than this are an error; two happen: a file compressed twice.
inline constexpr int max_layers = 4;

/// A decoder of a stream that begins so: gzip and zstd, known by their first bytes, UTF-16 by its
/// byte-order mark or as every second byte is zero; null for text as it is. `beginning`: as much as
/// there is of `told_by_bytes`. `path` is for messages.
[[nodiscard]] std::unique_ptr<byte_decoder> decoder_of(std::string_view beginning,
                                                       const std::string& path);

/// Whether decoder_of may say otherwise when more has come: of a pipe, whose first row must not
/// wait for its second.
[[nodiscard]] bool is_undecided(std::string_view beginning) noexcept;

/// What to say of a stream that ends inside.
[[nodiscard]] error cut_off(const std::string& path);

}  // namespace attrib
