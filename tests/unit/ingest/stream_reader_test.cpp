#include <fcntl.h>
#include <unistd.h>

#include <libattrib/core/error.hpp>
#include <libattrib/ingest/stream_reader.hpp>
#include <tests/catch.hpp>
#include <tests/support/events.hpp>

namespace attrib::test {
namespace {

const std::string header = "user_pseudo_id,event_timestamp,event_name\n";
const std::string row = "u,2025-03-01T10:00:00Z,n\n";

// Reads a text from a file, or from a pipe; what the ledger has of it is passed over.
struct reading {
    explicit reading(const std::string& text, bool by_pipe = false) {
        path = folder.write("f", text);
        if (by_pipe) {
            int ends[2];
            if (::pipe(ends) != 0) throw std::runtime_error("pipe");
            if (::write(ends[1], text.data(), text.size()) < 0) throw std::runtime_error("write");
            ::close(ends[1]);
            descriptor = ends[0];
            path = "/dev/fd/" + std::to_string(descriptor);
        }
        options.batch_rows = 2;
        options.batch_age = std::chrono::hours{1};
        source = (by_pipe ? open_piped(path) : open_stored(path)).value();
    }
    reading(const reading&) = delete;
    reading& operator=(const reading&) = delete;
    ~reading() { ::close(descriptor); }

    // Batches as begin-end:rows, and each without a gap to the one before.
    std::string batches(const std::vector<loaded_part>& parts = {}) {
        stream_reader reader(*source, path, options, pace);
        if (!reader.begin()) return "nothing";
        reader.pass_over(parts, !is_read_once(path));
        batch_queue queue(1000);
        end = reader.run(queue);
        std::string found;
        while (const auto batch = queue.pop()) {
            if (!batch->rows.oversize)
                CHECK(batch->rows.text.size() == batch->rows.end - batch->rows.begin);
            found += std::to_string(batch->rows.begin) + "-" + std::to_string(batch->rows.end) +
                     ":" + std::to_string(batch->count) + " ";
            mark = batch->mark;
        }
        return found;
    }

    temporary_directory folder;
    std::string path;
    int descriptor = -1;
    stream_options options;
    pacer pace{stream_pace{}};
    std::unique_ptr<live_source> source;
    source_end end = source_end::open;
    content_mark mark;
};

// Gives one piece after another; an interrupt comes while the last one is read.
class interrupted_source final : public live_source {
   public:
    interrupted_source(std::vector<std::string> pieces, std::atomic<bool>& interrupt)
        : pieces_(std::move(pieces)), interrupt_(interrupt) {}

    result<std::size_t> read(char* out, std::size_t size) override {
        if (next_ == pieces_.size()) return std::size_t{0};
        const std::size_t got = pieces_[next_++].copy(out, size);
        interrupt_ = next_ == pieces_.size();
        return got;
    }
    source_end end() override { return source_end::complete; }
    void wait(std::chrono::milliseconds) override {}

   private:
    std::vector<std::string> pieces_;
    std::atomic<bool>& interrupt_;
    std::size_t next_ = 0;
};

}  // namespace

TEST_CASE("batches leave no byte out, empty lines included") {
    CHECK(header.size() == 42);
    CHECK(row.size() == 25);
    CHECK(reading("\n" + header + "\n\n" + row + "\n" + row + row + "\n\n").batches() ==
          "43-96:2 96-123:1 ");
    CHECK(reading("\n\n{}\n{}\n").batches() == "0-8:2 ");
    CHECK(reading(header).batches() == "nothing");
    reading without_end(header + row + row.substr(0, 24));
    CHECK(without_end.batches() == "42-91:2 ");
    CHECK(without_end.end == source_end::complete);
    CHECK(without_end.mark == mark_of(header + row + row.substr(0, 24)));
}

TEST_CASE("what the ledger has is passed over, holes in it are read") {
    std::string text = header;
    for (int i = 0; i < 2000; ++i) text += row;
    const auto place = [](std::uint64_t rows) { return 42 + 25 * rows; };
    for (const bool by_pipe : {false, true}) {
        const std::vector<loaded_part> parts{
            {place(0), place(1990), 1992, mark_of(text.substr(0, place(1990)))},
            {place(1991), place(1997), 1999}};
        reading known(text, by_pipe);
        CHECK(known.batches(parts) == "49792-49817:1 49967-50017:2 50017-50042:1 ");
        CHECK(known.mark == mark_of(text));
    }
}

TEST_CASE("a pipe that brings other bytes than before under its name is refused") {
    const std::string text = header + row + row;
    CHECK(reading(text, true).batches({{42, 67, 3, mark_of(header + row)}}) == "67-92:1 ");
    const auto refused = [&](const loaded_part& part) {
        CHECK_THROWS_WITH(reading(text, true).batches({part}), Catch::Contains("--source"));
    };
    refused({42, 67, 3, mark_of(header + "x" + row.substr(1))});
    refused({42, 60, 3});
    refused({50, 92, 3});
    refused({42, 117, 5});
}

TEST_CASE("a row without an end is held no longer than 1 MiB, and left when interrupted") {
    std::atomic<bool> interrupt{false};
    reading endless(header + row + std::string(3'000'000, 'x'));
    CHECK(endless.batches() == "42-67:1 67-3000067:1 ");
    reading left(header + row);
    left.options.how.interrupt = &interrupt;
    interrupt = true;
    CHECK(left.batches() == "nothing");
    CHECK(left.end == source_end::open);
}

TEST_CASE("half a row that was read when an interrupt came is not the last one") {
    std::atomic<bool> interrupt{false};
    reading between(header);
    between.options.how.interrupt = &interrupt;
    between.source = std::make_unique<interrupted_source>(
        std::vector{header + row, row + row.substr(0, 9)}, interrupt);
    CHECK(between.batches() == "42-67:1 ");
    CHECK(between.end == source_end::open);
    for (const std::string& begun : {header.substr(0, 9), header + row.substr(0, 9)}) {
        interrupt = false;
        reading at_once(header);
        at_once.options.how.interrupt = &interrupt;
        at_once.source = std::make_unique<interrupted_source>(std::vector{begun}, interrupt);
        CHECK(at_once.batches() == "nothing");
    }
}

TEST_CASE("what is no header is refused") {
    CHECK_THROWS_AS(reading("a,b\n1,2\n").batches(), failure);
    CHECK_THROWS_AS(reading(std::string(2'000'000, 'x')).batches(), failure);
    CHECK_THROWS_AS(reading(header + "u,\"").batches(), failure);
}

}  // namespace attrib::test
