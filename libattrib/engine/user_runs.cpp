#include <algorithm>
#include <cstring>
#include <libattrib/engine/user_runs.hpp>
#include <utility>

namespace attrib {
namespace {

constexpr std::size_t extent_bytes = std::size_t{64} << 10;
constexpr std::size_t bytes_a_write = std::size_t{1} << 20;

// Before each user's rows: the size of the name and of each table's rows.
using record_head = std::array<std::uint64_t, 1 + table_count>;

}  // namespace

void user_run::add(std::string_view user_pseudo_id, const table_pieces& rows, spill_file& file) {
    record_head head{user_pseudo_id.size()};
    for (std::size_t i = 0; i < table_count; ++i) head[i + 1] = rows[i].size();
    unwritten_.append(reinterpret_cast<const char*>(head.data()), sizeof head);
    unwritten_.append(user_pseudo_id);
    for (const std::string& each : rows) unwritten_.append(each);
    if (unwritten_.size() >= extent_bytes) write(file);
}

void user_run::finish(spill_file& file) {
    file_ = &file;
    if (!unwritten_.empty()) write(file);
    std::string().swap(unwritten_);  // there are many runs
}

void user_run::write(spill_file& file) {
    extents_.push_back(file.append(unwritten_));
    unwritten_.clear();
}

// Reads a run user by user.
class run_reader {
   public:
    explicit run_reader(const user_run& run) : run_(run) {}

    // Goes to the next user; false after the last.
    bool next() {
        place_ += record_bytes_;
        record_bytes_ = 0;
        if (!fill(sizeof head_)) return false;
        std::memcpy(head_.data(), bytes_.data() + place_, sizeof head_);
        record_bytes_ = sizeof head_;
        for (const std::uint64_t size : head_) record_bytes_ += size;
        return fill(record_bytes_);
    }

    [[nodiscard]] std::string_view user_pseudo_id() const noexcept {
        return std::string_view(bytes_).substr(place_ + sizeof head_, head_[0]);
    }

    void append_rows(table_pieces& out) const {
        std::string_view rest = std::string_view(bytes_).substr(place_ + sizeof head_ + head_[0]);
        for (std::size_t i = 0; i < table_count; ++i) {
            out[i].append(rest.substr(0, head_[i + 1]));
            rest.remove_prefix(head_[i + 1]);
        }
    }

   private:
    // Whether there are `size` bytes at `place_`, after reading on if need be.
    bool fill(std::size_t size) {
        while (bytes_.size() - place_ < size) {
            if (next_extent_ == run_.extents_.size()) return false;
            bytes_.erase(0, std::exchange(place_, 0));
            const spill_file::extent from = run_.extents_[next_extent_++];
            const std::size_t had = bytes_.size();
            bytes_.resize(had + from.size);
            run_.file_->read(from, bytes_.data() + had);
        }
        return true;
    }

    const user_run& run_;
    std::size_t next_extent_ = 0;
    std::string bytes_;
    std::size_t place_ = 0;         // of the user's record in `bytes_`
    std::size_t record_bytes_ = 0;  // 0 before the first
    record_head head_{};
};

void merge_runs(std::span<const user_run> runs, table_sink& sink) {
    const auto comes_later = [](const run_reader* a, const run_reader* b) {
        return a->user_pseudo_id() > b->user_pseudo_id();
    };
    std::vector<run_reader> readers(runs.begin(), runs.end());
    std::vector<run_reader*> heap;
    for (run_reader& each : readers)
        if (each.next()) heap.push_back(&each);
    std::ranges::make_heap(heap, comes_later);

    table_pieces pieces;
    const auto write = [&](std::size_t at_least) {
        for (std::size_t i = 0; i < table_count; ++i)
            if (pieces[i].size() > at_least)
                sink.write(static_cast<table>(i), std::exchange(pieces[i], {}));
    };
    while (!heap.empty()) {
        std::ranges::pop_heap(heap, comes_later);
        run_reader& first = *heap.back();
        first.append_rows(pieces);
        if (first.next())
            std::ranges::push_heap(heap, comes_later);
        else
            heap.pop_back();
        write(bytes_a_write);
    }
    write(0);
}

}  // namespace attrib
