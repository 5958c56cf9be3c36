#include <libattrib/ingest/detail/file_source.hpp>
#include <libattrib/ingest/detail/pipe_source.hpp>
#include <libattrib/ingest/event_source.hpp>

namespace attrib {

void event_source::taken(connection&, const std::string&, bool) {}

std::unique_ptr<event_source> open_event_source(const std::string& path,
                                                const stream_options& options) {
    if (is_read_once(path)) return std::make_unique<detail::pipe_source>(path, options);
    return std::make_unique<detail::file_source>(path, options.reading);
}

}  // namespace attrib
