#include <libattrib/io/byte_decoder.hpp>

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <optional>

namespace attrib {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view gzip_magic = "\x1F\x8B\x08"sv;
constexpr std::string_view zstd_magic = "\x28\xB5\x2F\xFD"sv;
constexpr std::string_view skippable_magic_rest = "\x2A\x4D\x18"sv;  // after 0x50 to 0x5F

error corrupt(const std::string& path, const char* reason) {
    return {errc::corrupt_archive,
            path + ": cannot be decompressed: " + (reason == nullptr ? "data error" : reason) +
                "; fetch or make the file again"};
}

// Between members, and after the last one, tapes and some stores fill up with zeros.
void skip_zeros(std::string_view& stored) noexcept {
    stored.remove_prefix(std::min(stored.find_first_not_of('\0'), stored.size()));
}

class gzip_decoder final : public byte_decoder {
   public:
    explicit gzip_decoder(std::string path) : path_(std::move(path)) {
        constexpr int gzip_window = 15 + 16;
        if (inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
    }
    gzip_decoder(const gzip_decoder&) = delete;
    gzip_decoder& operator=(const gzip_decoder&) = delete;
    ~gzip_decoder() override { inflateEnd(&stream_); }

    result<std::size_t> decode(std::string_view& stored, char* out, std::size_t size) override {
        if (!is_inside_) {  // one member follows another
            skip_zeros(stored);
            if (stored.empty()) return std::size_t{0};
            inflateReset(&stream_);
            is_inside_ = true;
        }
        constexpr std::size_t most = std::numeric_limits<uInt>::max();
        const auto room = static_cast<uInt>(std::min(size, most));
        const auto given = static_cast<uInt>(std::min(stored.size(), most));
        // zlib does not write to what it reads.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(stored.data()));
        stream_.avail_in = given;
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = room;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return corrupt(path_, stream_.msg);
        stored.remove_prefix(given - stream_.avail_in);
        is_inside_ = status != Z_STREAM_END;
        return std::size_t{room - stream_.avail_out};
    }

    [[nodiscard]] bool is_inside() const noexcept override { return is_inside_; }

   private:
    std::string path_;
    z_stream stream_{};
    bool is_inside_ = false;
};

class zstd_decoder final : public byte_decoder {
   public:
    explicit zstd_decoder(std::string path)
        : path_(std::move(path)), stream_(ZSTD_createDStream()) {
        if (!stream_) throw std::bad_alloc();
    }

    result<std::size_t> decode(std::string_view& stored, char* out, std::size_t size) override {
        if (!is_inside_) skip_zeros(stored);
        ZSTD_inBuffer in{stored.data(), stored.size(), 0};
        ZSTD_outBuffer made{out, size, 0};
        if (in.size == 0 && !is_inside_) return std::size_t{0};
        const std::size_t status = ZSTD_decompressStream(stream_.get(), &made, &in);
        if (ZSTD_isError(status) != 0) return corrupt(path_, ZSTD_getErrorName(status));
        stored.remove_prefix(in.pos);
        is_inside_ = status != 0;
        return made.pos;
    }

    [[nodiscard]] bool is_inside() const noexcept override { return is_inside_; }

   private:
    struct free_stream {
        void operator()(ZSTD_DStream* stream) const noexcept { ZSTD_freeDStream(stream); }
    };

    std::string path_;
    std::unique_ptr<ZSTD_DStream, free_stream> stream_;
    bool is_inside_ = false;
};

// UTF-16 to UTF-8. A half of a surrogate pair without the other becomes what UTF-8 would be of it
// and is not: the row that has it is rejected, not the file.
class utf16_decoder final : public byte_decoder {
   public:
    explicit utf16_decoder(bool is_big_endian) : is_big_endian_(is_big_endian) {}

    result<std::size_t> decode(std::string_view& stored, char* out, std::size_t size) override {
        std::size_t made = 0;
        for (;;) {
            while (made < size && next_ < ready_) out[made++] = bytes_[next_++];
            if (made == size) return made;
            const auto unit = take_unit(stored);
            if (!unit) return made;
            if (*unit < 0x80 && high_ == 0)
                out[made++] = static_cast<char>(*unit);
            else
                take(*unit);
        }
    }

    [[nodiscard]] bool is_inside() const noexcept override {
        return first_byte_.has_value() || next_ < ready_ || high_ != 0;
    }

   private:
    std::optional<std::uint32_t> take_unit(std::string_view& stored) noexcept {
        if (stored.empty()) return std::nullopt;
        if (!first_byte_) {
            first_byte_ = static_cast<unsigned char>(stored.front());
            stored.remove_prefix(1);
            if (stored.empty()) return std::nullopt;
        }
        const std::uint32_t first = *first_byte_;
        const std::uint32_t second = static_cast<unsigned char>(stored.front());
        first_byte_.reset();
        stored.remove_prefix(1);
        return is_big_endian_ ? first << 8 | second : second << 8 | first;
    }

    void take(std::uint32_t unit) noexcept {
        next_ = ready_ = 0;
        const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (high_ != 0 && is_low) {
            put(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
            high_ = 0;
            return;
        }
        if (high_ != 0) put(high_);
        high_ = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
        if (high_ == 0) put(unit);
    }

    void put(std::uint32_t point) noexcept {
        const auto add = [this](std::uint32_t byte) { bytes_[ready_++] = static_cast<char>(byte); };
        if (point < 0x80) {
            add(point);
        } else if (point < 0x800) {
            add(0xC0 | point >> 6);
            add(0x80 | (point & 0x3F));
        } else if (point < 0x10000) {
            add(0xE0 | point >> 12);
            add(0x80 | (point >> 6 & 0x3F));
            add(0x80 | (point & 0x3F));
        } else {
            add(0xF0 | point >> 18);
            add(0x80 | (point >> 12 & 0x3F));
            add(0x80 | (point >> 6 & 0x3F));
            add(0x80 | (point & 0x3F));
        }
    }

    bool is_big_endian_;
    std::optional<unsigned char> first_byte_;  // of a unit whose second has not come
    std::uint32_t high_ = 0;                   // of a surrogate pair whose other half has not come
    std::array<char, 8> bytes_{};              // made and not handed out
    std::size_t next_ = 0;
    std::size_t ready_ = 0;
};

constexpr std::size_t least_of_spread_ascii = 16;

// Whether every second byte from `zeros` on is zero and the others are text of ASCII.
bool is_spread_ascii(std::string_view beginning, std::size_t zeros) noexcept {
    const std::size_t size = std::min(beginning.size(), least_of_spread_ascii);
    for (std::size_t i = 0; i + 1 < size; i += 2) {
        const char letter = beginning[i + 1 - zeros];
        const bool is_ascii =
            (letter >= ' ' && letter <= '~') || letter == '\t' || letter == '\r' || letter == '\n';
        if (beginning[i + zeros] != '\0' || !is_ascii) return false;
    }
    return true;
}

bool is_zstd(std::string_view beginning) noexcept {
    if (beginning.starts_with(zstd_magic)) return true;
    return beginning.size() > skippable_magic_rest.size() && (beginning[0] & '\xF0') == '\x50' &&
           beginning.substr(1).starts_with(skippable_magic_rest);
}

// A file of fewer bytes than tell what it is.
bool is_begun(std::string_view beginning, std::string_view magic) noexcept {
    return !beginning.empty() && beginning.size() < magic.size() && magic.starts_with(beginning);
}

}  // namespace

std::unique_ptr<byte_decoder> decoder_of(std::string_view beginning, const std::string& path) {
    if (beginning.starts_with(gzip_magic) || is_begun(beginning, gzip_magic))
        return std::make_unique<gzip_decoder>(path);
    if (is_zstd(beginning) || (beginning.size() > 1 && is_begun(beginning, zstd_magic)))
        return std::make_unique<zstd_decoder>(path);
    const bool is_spread = beginning.size() >= least_of_spread_ascii;
    const bool is_utf32 = beginning.starts_with("\xFF\xFE\0\0"sv);
    if ((beginning.starts_with("\xFF\xFE"sv) && !is_utf32) ||
        (is_spread && is_spread_ascii(beginning, 1)))
        return std::make_unique<utf16_decoder>(false);
    if (beginning.starts_with("\xFE\xFF"sv) || (is_spread && is_spread_ascii(beginning, 0)))
        return std::make_unique<utf16_decoder>(true);
    return nullptr;
}

bool is_undecided(std::string_view beginning) noexcept {
    if (beginning.size() < 2) return true;
    if (beginning.size() < least_of_spread_ascii &&
        (is_spread_ascii(beginning, 0) || is_spread_ascii(beginning, 1)))
        return true;
    return is_begun(beginning, gzip_magic) || is_begun(beginning, zstd_magic) ||
           is_begun(beginning, "\xFF\xFE\0\0"sv) ||
           ((beginning[0] & '\xF0') == '\x50' &&
            is_begun(beginning.substr(1), skippable_magic_rest));
}

error cut_off(const std::string& path) {
    return {errc::corrupt_archive, path + ": the data is cut off; fetch or make the file again"};
}

}  // namespace attrib
