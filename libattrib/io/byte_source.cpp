#include <libattrib/io/byte_source.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <vector>

namespace attrib {
namespace {

constexpr std::size_t compressed_buffer_bytes = std::size_t{256} * 1024;

class plain_source final : public byte_source {
   public:
    plain_source(std::string path, int descriptor)
        : path_(std::move(path)), descriptor_(descriptor) {}
    plain_source(const plain_source&) = delete;
    plain_source& operator=(const plain_source&) = delete;
    ~plain_source() override {
        if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
    }

    // Learns the size; errors when this is no file to read.
    result<void> measure() {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0) return unreadable(path_, errno);
        if (S_ISDIR(status.st_mode))
            return error{errc::file_unreadable, path_ + ": is a directory; name the files in it"};
        if (S_ISREG(status.st_mode)) size_ = static_cast<std::uint64_t>(status.st_size);
        return {};
    }

    result<std::size_t> read(char* out, std::size_t size) override {
        std::size_t done = 0;
        while (done < size) {
            const ssize_t got = ::read(descriptor_, out + done, size - done);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return unreadable(path_, errno);
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        position_ += done;
        return done;
    }

    result<void> skip(std::uint64_t size) override {
        if (!has_places()) return byte_source::skip(size);
        if (::lseek(descriptor_, static_cast<off_t>(size), SEEK_CUR) < 0)
            return unreadable(path_, errno);
        position_ += size;
        return {};
    }

    [[nodiscard]] bool has_places() const noexcept override { return size_ != 0; }

    result<void> read_at(std::uint64_t offset, char* out, std::size_t size) const override {
        for (std::size_t done = 0; done < size;) {
            const ssize_t got =
                ::pread(descriptor_, out + done, size - done, static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return unreadable(path_, errno);
            if (got == 0)
                return error{errc::file_unreadable, path_ + ": became shorter while it was read"};
            done += static_cast<std::size_t>(got);
        }
        return {};
    }

    [[nodiscard]] std::uint64_t stored_size() const noexcept override { return size_; }
    [[nodiscard]] std::uint64_t stored_position() const noexcept override { return position_; }

   private:
    std::string path_;
    int descriptor_;
    std::uint64_t size_ = 0;  // 0: a pipe
    std::uint64_t position_ = 0;
};

// What gzip and zstd share: the stored bytes, read piece by piece.
class compressed_source : public byte_source {
   public:
    compressed_source(std::string path, std::unique_ptr<byte_source> stored)
        : path_(std::move(path)), stored_(std::move(stored)), buffer_(compressed_buffer_bytes) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        std::size_t done = 0;
        while (done < size) {
            if (unused_ == 0) {
                auto got = stored_->read(buffer_.data(), buffer_.size());
                if (!got) return got.error();
                next_ = buffer_.data();
                unused_ = *got;
                if (unused_ == 0) break;
            }
            auto made = decompress(out + done, size - done);
            if (!made) return made.error();
            done += *made;
        }
        if (done < size && is_inside())
            return error{errc::corrupt_archive,
                         path_ + ": the compressed data is cut off; fetch or make the file again"};
        return done;
    }

    [[nodiscard]] std::uint64_t stored_size() const noexcept override {
        return stored_->stored_size();
    }
    [[nodiscard]] std::uint64_t stored_position() const noexcept override {
        return stored_->stored_position();
    }

   protected:
    // Turns some of next_/unused_ into at most `size` bytes.
    virtual result<std::size_t> decompress(char* out, std::size_t size) = 0;

    // Whether the archive has begun and not ended, so that more bytes must follow.
    [[nodiscard]] virtual bool is_inside() const noexcept = 0;

    [[nodiscard]] error corrupt(const char* reason) const {
        return {errc::corrupt_archive,
                path_ + ": cannot be decompressed: " + (reason == nullptr ? "data error" : reason) +
                    "; fetch or make the file again"};
    }

    void use(std::size_t bytes) noexcept {
        next_ += bytes;
        unused_ -= bytes;
    }

    [[nodiscard]] char* next() const noexcept { return next_; }
    [[nodiscard]] std::size_t unused() const noexcept { return unused_; }

   private:
    std::string path_;
    std::unique_ptr<byte_source> stored_;
    std::vector<char> buffer_;
    char* next_ = nullptr;
    std::size_t unused_ = 0;
};

class gzip_source final : public compressed_source {
   public:
    gzip_source(std::string path, std::unique_ptr<byte_source> stored)
        : compressed_source(std::move(path), std::move(stored)) {
        constexpr int gzip_window = 15 + 16;
        if (inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
    }
    gzip_source(const gzip_source&) = delete;
    gzip_source& operator=(const gzip_source&) = delete;
    ~gzip_source() override { inflateEnd(&stream_); }

   private:
    result<std::size_t> decompress(char* out, std::size_t size) override {
        if (!inside_) inflateReset(&stream_);  // one member follows another
        inside_ = true;
        const auto room =
            static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
        stream_.next_in = reinterpret_cast<Bytef*>(next());
        stream_.avail_in = static_cast<uInt>(unused());
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = room;
        const int status = inflate(&stream_, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END) return corrupt(stream_.msg);
        use(unused() - stream_.avail_in);
        inside_ = status != Z_STREAM_END;
        return std::size_t{room - stream_.avail_out};
    }

    [[nodiscard]] bool is_inside() const noexcept override { return inside_; }

    z_stream stream_{};
    bool inside_ = false;
};

class zstd_source final : public compressed_source {
   public:
    zstd_source(std::string path, std::unique_ptr<byte_source> stored)
        : compressed_source(std::move(path), std::move(stored)), stream_(ZSTD_createDStream()) {
        if (!stream_) throw std::bad_alloc();
    }

   private:
    struct free_stream {
        void operator()(ZSTD_DStream* stream) const noexcept { ZSTD_freeDStream(stream); }
    };

    result<std::size_t> decompress(char* out, std::size_t size) override {
        ZSTD_inBuffer in{next(), unused(), 0};
        ZSTD_outBuffer made{out, size, 0};
        const std::size_t status = ZSTD_decompressStream(stream_.get(), &made, &in);
        if (ZSTD_isError(status) != 0) return corrupt(ZSTD_getErrorName(status));
        use(in.pos);
        inside_ = status != 0;
        return made.pos;
    }

    [[nodiscard]] bool is_inside() const noexcept override { return inside_; }

    std::unique_ptr<ZSTD_DStream, free_stream> stream_;
    bool inside_ = false;
};

result<std::unique_ptr<byte_source>> open_plain(const std::string& path) {
    if (path == "-")
        return std::unique_ptr<byte_source>(new plain_source("standard input", STDIN_FILENO));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable(path, errno);
    auto source = std::make_unique<plain_source>(path, descriptor);
    if (auto measured = source->measure(); !measured) return measured.error();
    return std::unique_ptr<byte_source>(std::move(source));
}

}  // namespace

result<void> byte_source::read_at(std::uint64_t, char*, std::size_t) const {
    return error{errc::file_unreadable, "cannot be read at a place: it is no plain file"};
}

result<void> byte_source::skip(std::uint64_t size) {
    std::vector<char> sink(compressed_buffer_bytes);
    while (size > 0) {
        auto got = read(sink.data(), std::min<std::uint64_t>(size, sink.size()));
        if (!got) return got.error();
        if (*got == 0) break;
        size -= *got;
    }
    return {};
}

error unreadable(const std::string& path, int reason) {
    return {reason == ENOENT ? errc::file_not_found : errc::file_unreadable,
            path + ": cannot be read: " + std::strerror(reason)};
}

result<std::unique_ptr<byte_source>> open_byte_source(const std::string& path) {
    auto plain = open_plain(path);
    if (!plain) return plain;
    if (path.ends_with(".gz"))
        return std::unique_ptr<byte_source>(new gzip_source(path, std::move(*plain)));
    if (path.ends_with(".zst"))
        return std::unique_ptr<byte_source>(new zstd_source(path, std::move(*plain)));
    return plain;
}

}  // namespace attrib
