#include <fmt/format.h>

#include <algorithm>
#include <libattrib/io/event_files.hpp>
#include <span>

namespace attrib {
namespace {

result<void> check_none_left(const column_renames& unused, std::span<const event_file> files) {
    if (unused.empty()) return {};
    return error{errc::bad_mapping,
                 fmt::format("--map {0}={1}: no row of {2} has a key {0}; name it as it stands in "
                             "the rows, one in an object as OBJECT.KEY",
                             unused.front().first, unused.front().second,
                             files.size() == 1 ? files.front().path() : "the files")};
}

}  // namespace

result<std::unique_ptr<event_files>> event_files::open(const std::vector<std::string>& paths,
                                                       const event_file_options& options) {
    auto files = event_file::open_all(paths, options);
    if (!files) return files.error();
    return std::unique_ptr<event_files>(new event_files(std::move(*files)));
}

bool event_files::read_some(event_consumer& consumer) {
    return read_chunk(consumer, nullptr).has_value();
}

std::optional<chunk_place> event_files::read_chunk(event_consumer& consumer, row_watcher* watcher) {
    event_chunk chunk;
    const event_file* const file = files_.next(chunk);
    if (file == nullptr) return std::nullopt;
    const chunk_place place{files_.place_of(*file), chunk.begin, chunk.end, chunk.is_plain};
    const row_counts counts = file->parse(chunk, consumer, watcher);
    files_.give_back(*file, std::move(chunk), counts);
    return place;
}

result<void> event_files::check_renames() const {
    return check_none_left(event_file::unused_renames(files()), files());
}

result<void> check_renames_of(const std::vector<std::string>& paths,
                              const event_file_options& options) {
    column_renames left = options.reading.renames;
    if (left.empty()) return {};
    auto files = event_file::open_all(paths, options);
    if (!files) return files.error();
    ignoring_consumer nobody;
    for (event_file& file : *files) {
        column_renames now;
        for (event_chunk chunk;;) {
            const auto more = file.next(chunk);
            if (!more) return more.error();
            if (*more) file.parse(chunk, nobody);
            now = left;
            keep_common(now, file.unused_renames());
            if (!*more || now.empty()) break;
        }
        left = std::move(now);
        if (left.empty()) return {};
    }
    return check_none_left(left, *files);
}

}  // namespace attrib
