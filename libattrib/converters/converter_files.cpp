#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <libattrib/converters/converter_files.hpp>
#include <libattrib/converters/detail/conversion_search.hpp>
#include <libattrib/converters/detail/filtered_feed.hpp>
#include <libattrib/converters/detail/indexed_files.hpp>
#include <limits>

namespace attrib {
namespace {

namespace fs = std::filesystem;

// What changes when someone writes to a file.
struct file_state {
    std::uintmax_t size = 0;
    fs::file_time_type written;

    friend bool operator==(const file_state&, const file_state&) = default;
};

std::vector<file_state> states_of(const std::vector<std::string>& paths) {
    std::vector<file_state> states;
    states.reserve(paths.size());
    for (const std::string& path : paths)
        states.push_back({fs::file_size(path), fs::last_write_time(path)});
    return states;
}

// Whether files that were read stay in the machine's memory, so that to read them again costs
// little.
bool stay_in_memory(const std::vector<file_state>& files) {
    std::uintmax_t bytes = 0;
    for (const file_state& file : files) bytes += file.size;
    const auto pages = static_cast<std::uintmax_t>(::sysconf(_SC_PHYS_PAGES));
    return bytes / static_cast<std::uintmax_t>(::sysconf(_SC_PAGESIZE)) <= pages / 2;
}

}  // namespace

struct converter_files::state {
    state(std::vector<std::string> given, const converter_files_options& how,
          std::vector<file_state> states, std::unique_ptr<event_files> opened)
        : paths(std::move(given)),
          options(how),
          before(std::move(states)),
          files(std::move(opened)),
          first(*files, how.memory_bytes == 0 ? std::numeric_limits<std::size_t>::max()
                                              : how.memory_bytes / 8 * 7) {}

    std::vector<std::string> paths;
    converter_files_options options;
    std::vector<file_state> before;
    std::unique_ptr<event_files> files;
    detail::indexed_files first;
    detail::conversion_search found;
    std::unique_ptr<detail::filtered_feed> second;  // once it is looked again
};

converter_files::converter_files(std::unique_ptr<state> opened) : state_(std::move(opened)) {}
converter_files::~converter_files() = default;

result<std::unique_ptr<converter_files>> converter_files::open(
    std::vector<std::string> paths, const converter_files_options& options) {
    std::vector<file_state> before = states_of(paths);
    if (!stay_in_memory(before)) return std::unique_ptr<converter_files>();
    auto files = event_files::open(paths, {.reading = options.reading,
                                           .kept = kept_columns::names,
                                           .chunk_bytes = options.chunk_bytes});
    if (!files) return files.error();
    if (!std::ranges::all_of((*files)->files(), &event_file::has_row_places))
        return std::unique_ptr<converter_files>();
    return std::unique_ptr<converter_files>(new converter_files(
        std::make_unique<state>(std::move(paths), options, std::move(before), std::move(*files))));
}

const event_files& converter_files::files() const noexcept { return *state_->files; }

bool converter_files::search(event_feed& feed, const reject_handler& on_reject) {
    const converter_files_options& options = state_->options;
    auto found = detail::find_converters(feed, conversion_names(options.conversions),
                                         options.threads, on_reject);
    if (!found || !state_->first.chunks()) return false;
    state_->found = *std::move(found);
    return true;
}

void converter_files::look_again(kept_columns kept) {
    state_->second = detail::filtered_feed::open(state_->paths,
                                                 {.reading = state_->options.reading, .kept = kept},
                                                 *state_->first.chunks(), state_->found.converters)
                         .value();
}

bool converter_files::read_some(event_consumer& consumer) {
    return state_->second ? state_->second->read_some(consumer) : state_->first.read_some(consumer);
}

std::uint64_t converter_files::position() const noexcept {
    return state_->second ? state_->second->position() : state_->files->position();
}

std::size_t converter_files::engine_memory() const noexcept {
    return state_->options.memory_bytes / 8;
}

bool converter_files::are_unchanged() const { return states_of(state_->paths) == state_->before; }

void converter_files::complete(engine_summary& summary) const {
    summary.read = state_->found.read;
    summary.rejected = state_->found.rejected;
    summary.rounded = state_->found.rounded;
    summary.is_of_converters = true;
}

}  // namespace attrib
