#include <libattrib/io/event_files.hpp>

namespace attrib {

event_files::event_files(std::vector<event_file> files) : files_(std::move(files)) {
    for (const event_file& file : files_) size_ += file.stored_size();
}

result<std::unique_ptr<event_files>> event_files::open(const std::vector<std::string>& paths,
                                                       const event_file_options& options) {
    std::vector<event_file> files;
    for (const std::string& path : paths) {
        auto file = event_file::open(path, options);
        if (!file) return file.error();
        files.push_back(std::move(*file));
    }
    return std::unique_ptr<event_files>(new event_files(std::move(files)));
}

bool event_files::read_some(event_consumer& consumer) {
    event_chunk chunk;
    const event_file* const file = next(chunk);
    if (file == nullptr) return false;
    file->parse(chunk, consumer);
    const std::scoped_lock lock(mutex_);
    spare_.push_back(std::move(chunk));
    return true;
}

const event_file* event_files::next(event_chunk& chunk) {
    const std::scoped_lock lock(mutex_);
    if (!spare_.empty()) {
        chunk = std::move(spare_.back());
        spare_.pop_back();
    }
    for (; current_ < files_.size(); ++current_) {
        event_file& file = files_[current_];
        auto more = file.next(chunk);
        if (!more) {
            current_ = files_.size();  // the other threads stop as well
            throw failure(more.error());
        }
        position_ = done_before_ + file.stored_position();
        if (*more) return &file;
        done_before_ += file.stored_size();
    }
    return nullptr;
}

}  // namespace attrib
