#include <libattrib/attribution/shared_path_table.hpp>

namespace attrib {

std::size_t shared_path_table::size() const noexcept {
    std::size_t sum = 0;
    for (const locked_part& each : parts_) sum += each.paths.size();
    return sum;
}

void shared_path_table::add(std::size_t part, const path_batch& batch) {
    std::size_t more = 0;
    {
        const std::scoped_lock lock(parts_[part].mutex);
        path_table& paths = parts_[part].paths;
        more -= paths.bytes();
        paths.add(batch);
        more += paths.bytes();
    }
    if ((bytes_ += more) > most_bytes_) throw failure(too_large_);
}

void path_writer::finish() {
    for (std::size_t path = 0; path < own_.size(); ++path)
        own_.for_each_currency(path, [&](text_number currency, const path_sums& sums) {
            const auto values = own_.values(path);
            push(values, hash_of_path(values), currency, sums);
        });
    for (std::size_t part = 0; part < batches_.size(); ++part) empty(part);
}

void path_writer::empty(std::size_t part) {
    into_->add(part, batches_[part]);
    batches_[part].clear();
}

}  // namespace attrib
