#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libattrib/io/live_source.hpp>
#include <tests/catch.hpp>
#include <tests/support/encodings.hpp>
#include <tests/support/events.hpp>
#include <utility>

namespace attrib::test {
namespace {

std::string read_piece(live_source& source) {
    std::string text(100, '\0');
    text.resize(source.read(text.data(), text.size()).value());
    return text;
}

// A pipe that a test writes to.
class written_pipe {
   public:
    written_pipe() {
        REQUIRE(::pipe(ends_) == 0);
        source_ = open_piped("/dev/fd/" + std::to_string(ends_[0])).value();
    }
    written_pipe(const written_pipe&) = delete;
    written_pipe& operator=(const written_pipe&) = delete;
    ~written_pipe() {
        close();
        ::close(ends_[0]);
    }

    void write(std::string_view bytes) const {
        REQUIRE(::write(ends_[1], bytes.data(), bytes.size()) ==
                static_cast<ssize_t>(bytes.size()));
    }
    void close() {
        if (ends_[1] >= 0) ::close(std::exchange(ends_[1], -1));
    }
    [[nodiscard]] live_source& source() const { return *source_; }

   private:
    int ends_[2]{};
    std::unique_ptr<live_source> source_;
};

}  // namespace

TEST_CASE("a stored file is complete when it is read") {
    const temporary_directory folder;
    const auto source = open_stored(folder.write("a", "abc")).value();
    REQUIRE(source->skip(1));
    CHECK(read_piece(*source) == "bc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
    CHECK(open_stored(folder.file("none")).error().code == errc::file_not_found);
}

TEST_CASE("a FIFO waits for its first writer and is complete when the last has gone") {
    const temporary_directory folder;
    const std::string path = folder.file("fifo");
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const auto source = open_piped(path).value();
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::open);
    const int writer = ::open(path.c_str(), O_WRONLY);
    REQUIRE(::write(writer, "abc", 3) == 3);
    source->wait(std::chrono::seconds{10});
    CHECK(read_piece(*source) == "abc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::open);
    ::close(writer);
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
}

TEST_CASE("the first bytes of a pipe are there at once where they are text") {
    written_pipe pipe;
    pipe.write("{\"");
    CHECK(read_piece(pipe.source()) == "{\"");
    CHECK(pipe.source().end() == source_end::open);
    pipe.write("a\":1}\n");
    CHECK(read_piece(pipe.source()) == "a\":1}\n");
    pipe.close();
    CHECK(read_piece(pipe.source()).empty());
    CHECK(pipe.source().end() == source_end::complete);
}

TEST_CASE("a pipe is decoded as it comes, one byte or all at once") {
    const std::string text = "user_pseudo_id,event_name\nu,x\n";
    for (const std::string& stored : {text, gzip(text), zstd(text), gzip(utf16(text, true)),
                                      gzip(gzip(text)), gzip(text) + std::string(600, '\0')})
        for (const std::size_t piece : {std::size_t{1}, stored.size()}) {
            written_pipe pipe;
            std::string got;
            for (std::size_t at = 0; at < stored.size(); at += piece) {
                pipe.write(std::string_view(stored).substr(at, piece));
                got += read_piece(pipe.source());
                CHECK(pipe.source().end() == source_end::open);
            }
            pipe.close();
            got += read_piece(pipe.source());
            CHECK(read_piece(pipe.source()).empty());
            CHECK(pipe.source().end() == source_end::complete);
            if (got.starts_with("\xEF\xBB\xBF")) got.erase(0, 3);
            CHECK(got == text);
        }
}

TEST_CASE("a pipe that ends inside an archive is cut off, an empty one is empty") {
    const std::string stored = gzip("user_pseudo_id\n");
    for (const std::size_t size : {std::size_t{1}, std::size_t{2}, stored.size() - 1}) {
        written_pipe pipe;
        pipe.write(stored.substr(0, size));
        pipe.close();
        std::string text(100, '\0');
        auto got = pipe.source().read(text.data(), text.size());
        if (got) got = pipe.source().read(text.data(), text.size());
        REQUIRE(got.has_error());
        CHECK(got.error().code == errc::corrupt_archive);
    }
    written_pipe empty;
    empty.close();
    CHECK(read_piece(empty.source()).empty());
    CHECK(empty.source().end() == source_end::complete);
}

TEST_CASE("a socket is read by the name of its descriptor") {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    REQUIRE(::write(ends[1], "abc", 3) == 3);
    ::close(ends[1]);
    const std::string path = "/dev/fd/" + std::to_string(ends[0]);
    CHECK(is_read_once(path));
    const auto source = open_piped(path).value();
    CHECK(read_piece(*source) == "abc");
    CHECK(read_piece(*source).empty());
    CHECK(source->end() == source_end::complete);
    ::close(ends[0]);
}

TEST_CASE("what can be read again is a regular file") {
    const temporary_directory folder;
    CHECK_FALSE(is_read_once(folder.write("a", "abc")));
    CHECK_FALSE(is_read_once(folder.file("none")));
    CHECK_FALSE(is_read_once(folder.path()));
    CHECK(is_read_once("-"));
    CHECK(is_read_once("/dev/null"));
}

}  // namespace attrib::test
