#include <libattrib/ingest/detail/pipe_source.hpp>

#include <libattrib/ingest/source_identity.hpp>

namespace attrib::detail {

pipe_source::pipe_source(const std::string& path, const stream_options& options)
    : event_source(path == "-" ? "standard input" : path, open_piped(path).value()),
      identity_(bounded_identity(
          "stdin:" + (options.source_name.empty() ? random_identity() : options.source_name))) {
    if (options.source_name.empty() && options.how.on_message)
        options.how.on_message(name() +
                               ": can be read only once, so a restart would add its rows again; "
                               "--source NAME lets one that is sent the same bytes go on");
}

std::optional<std::string> pipe_source::identity(connection&, const event_chunk&) {
    return identity_;
}

}  // namespace attrib::detail
