#include <libattrib/ingest/source_identity.hpp>

#include <fmt/format.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <libattrib/core/hex.hpp>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/csv_delimiter.hpp>
#include <libattrib/io/csv_rows.hpp>
#include <libattrib/io/json_event_parser.hpp>
#include <memory>
#include <random>

namespace attrib {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;
constexpr std::string_view shift_mark = ":shift=";

struct free_state {
    void operator()(XXH3_state_t* state) const noexcept { XXH3_freeState(state); }
};

std::string digits_of(const XXH128_hash_t& hash) {
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, hash);
    return hex_of({reinterpret_cast<const char*>(bytes.digest), sizeof bytes.digest});
}

constexpr bool is_utf8_continuation(char byte) noexcept {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::string bounded_identity(std::string text) {
    if (text.size() <= max_identity_bytes) return text;
    const std::string digest = "...xxh3:" + digits_of(XXH3_128bits(text.data(), text.size()));
    std::size_t kept = max_identity_bytes - digest.size();
    while (kept > 0 && is_utf8_continuation(text[kept])) --kept;
    return text.substr(0, kept) + digest;
}

std::string random_identity() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

std::string shifted_identity(const std::string& identity, microseconds shift) {
    return fmt::format("{}{}{}", identity, shift_mark, shift.count());
}

microseconds shift_of(const std::string& identity) {
    return microseconds{
        std::stoll(identity.substr(identity.rfind(shift_mark) + shift_mark.size()))};
}

std::string without_shift(const std::string& identity) {
    return identity.substr(0, identity.rfind(shift_mark));
}

identity_range shifted_identities(const std::string& identity) {
    identity_range all{identity + std::string(shift_mark), identity + std::string(shift_mark)};
    ++all.to.back();
    return all;
}

file_version version_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return {};
    constexpr std::int64_t second = 1'000'000'000;
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec};
}

result<source_identity> identify_source(const std::string& path, const reading_options& reading) {
    auto source = open_byte_source(path);
    if (!source) return source.error();
    const std::unique_ptr<XXH3_state_t, free_state> digest(XXH3_createState());
    XXH3_128bits_reset(digest.get());
    std::string block(block_bytes, '\0');
    row_boundaries boundaries;
    std::uint64_t size = 0;
    bool is_json = false;
    for (;;) {
        const auto got = (*source)->read(block.data(), block.size());
        if (!got) return got.error();
        if (*got == 0) break;
        const std::string_view piece = std::string_view(block).substr(0, *got);
        if (size == 0) {
            is_json = begins_as_json(piece);
            boundaries.delimit_by(delimiter_of_beginning(piece, reading));
        }
        if (!is_json) boundaries.scan(piece);
        XXH3_128bits_update(digest.get(), block.data(), *got);
        size += *got;
    }
    if (boundaries.is_quoted())
        return error{errc::unterminated_quote,
                     path +
                         ": ends inside a quoted value; the file is cut off, or a quote in it is "
                         "not doubled. Nothing of it was loaded"};
    std::string text =
        fmt::format("xxh3:{}:{}", digits_of(XXH3_128bits_digest(digest.get())), size);
    text += text_of(reading);
    return source_identity{bounded_identity(std::move(text)), size};
}

}  // namespace attrib
