#include <libattrib/ingest/detail/pipe_source.hpp>

#include <fmt/format.h>

#include <libattrib/ingest/source_identity.hpp>
#include <random>

namespace attrib::detail {
namespace {

std::string random_name() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

}  // namespace

pipe_source::pipe_source(const std::string& path, const stream_options& options)
    : event_source(path == "-" ? "standard input" : path, open_piped(path).value()),
      identity_(bounded_identity(
          "stdin:" + (options.source_name.empty() ? random_name() : options.source_name))) {
    if (options.source_name.empty() && options.how.on_message)
        options.how.on_message(name() +
                               ": can be read only once, so a restart would add its rows again; "
                               "--source NAME lets one that is sent the same bytes go on");
}

std::optional<std::string> pipe_source::identity(connection&, const event_chunk&) {
    return identity_;
}

}  // namespace attrib::detail
