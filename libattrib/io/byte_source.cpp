#include <libattrib/io/byte_source.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <libattrib/io/byte_decoder.hpp>
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

// A source whose first bytes were looked at.
class begun_source final : public byte_source {
   public:
    explicit begun_source(std::unique_ptr<byte_source> inner) : inner_(std::move(inner)) {}

    // As many of the first bytes as there are. REQUIRES: nothing was read.
    result<std::string_view> look(std::size_t size) {
        ahead_.resize(size);
        const auto got = inner_->read(ahead_.data(), size);
        if (!got) return got.error();
        ahead_.resize(*got);
        return std::string_view(ahead_);
    }

    result<std::size_t> read(char* out, std::size_t size) override {
        const std::size_t copied = std::min(size, ahead_.size() - used_);
        std::memcpy(out, ahead_.data() + used_, copied);
        used_ += copied;
        if (copied == size) return copied;
        const auto got = inner_->read(out + copied, size - copied);
        if (!got) return got.error();
        return copied + *got;
    }

    result<void> skip(std::uint64_t size) override {
        const auto passed = std::min<std::uint64_t>(size, ahead_.size() - used_);
        used_ += passed;
        return inner_->skip(size - passed);
    }

    [[nodiscard]] bool has_places() const noexcept override { return inner_->has_places(); }
    result<void> read_at(std::uint64_t offset, char* out, std::size_t size) const override {
        return inner_->read_at(offset, out, size);
    }
    [[nodiscard]] std::uint64_t stored_size() const noexcept override {
        return inner_->stored_size();
    }
    [[nodiscard]] std::uint64_t stored_position() const noexcept override {
        return inner_->stored_position();
    }

   private:
    std::unique_ptr<byte_source> inner_;
    std::string ahead_;
    std::size_t used_ = 0;
};

class decoded_source final : public byte_source {
   public:
    decoded_source(std::string path, std::unique_ptr<byte_source> stored,
                   std::unique_ptr<byte_decoder> decoder)
        : path_(std::move(path)),
          stored_(std::move(stored)),
          decoder_(std::move(decoder)),
          buffer_(compressed_buffer_bytes) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        std::size_t done = 0;
        while (done < size) {
            if (unused_.empty()) {
                const auto got = stored_->read(buffer_.data(), buffer_.size());
                if (!got) return got.error();
                unused_ = {buffer_.data(), *got};
            }
            const bool is_last = unused_.empty();
            const auto made = decoder_->decode(unused_, out + done, size - done);
            if (!made) return made.error();
            done += *made;
            if (is_last && *made == 0) break;
        }
        if (done < size && decoder_->is_inside()) return cut_off(path_);
        return done;
    }

    [[nodiscard]] std::uint64_t stored_size() const noexcept override {
        return stored_->stored_size();
    }
    [[nodiscard]] std::uint64_t stored_position() const noexcept override {
        return stored_->stored_position();
    }

   private:
    std::string path_;
    std::unique_ptr<byte_source> stored_;
    std::unique_ptr<byte_decoder> decoder_;
    std::vector<char> buffer_;
    std::string_view unused_;  // of buffer_
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
    auto opened = open_plain(path);
    if (!opened) return opened;
    std::unique_ptr<byte_source> source = std::move(*opened);
    const std::string name = path == "-" ? "standard input" : path;
    for (int layer = 0;; ++layer) {
        auto begun = std::make_unique<begun_source>(std::move(source));
        const auto beginning = begun->look(told_by_bytes);
        if (!beginning) return beginning.error();
        auto decoder = decoder_of(*beginning, name);
        source = std::move(begun);
        if (decoder == nullptr) return source;
        if (layer == max_layers)
            return error{errc::corrupt_archive, name + ": is compressed more than " +
                                                    std::to_string(max_layers) +
                                                    " times; unpack it"};
        source = std::make_unique<decoded_source>(name, std::move(source), std::move(decoder));
    }
}

result<std::string> read_text(const std::string& path) {
    auto source = open_byte_source(path);
    if (!source) return source.error();
    std::string text;
    constexpr std::size_t piece = std::size_t{64} * 1024;
    for (;;) {
        const std::size_t before = text.size();
        text.resize(before + piece);
        const auto got = (*source)->read(text.data() + before, piece);
        if (!got) return got.error();
        text.resize(before + *got);
        if (*got == 0) return text;
    }
}

}  // namespace attrib
