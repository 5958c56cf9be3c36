#include <libattrib/core/error.hpp>
#include <libattrib/ingest/followed_stream.hpp>
#include <libattrib/ingest/stream.hpp>
#include <libattrib/ingest/stream_source.hpp>

namespace attrib {
namespace {

// A source that has an end: whether it was read to there.
void stream_to_end(stream_run& run, event_source& source) {
    const source_end end = stream_source(run, source);
    if (end == source_end::cut_short)
        throw failure(errc::file_unreadable,
                      source.name() + ": changed while it was read; run the same command again");
    if (end == source_end::open && run.status.added.bytes == 0 && run.status.earlier == 0)
        throw failure(errc::interrupted, source.name() + ": interrupted; nothing was added");
    run.status.is_interrupted = end == source_end::open;
    if (end == source_end::complete) source.check_unchanged();
}

}  // namespace

stream_status stream_events(const std::string& path, const stream_options& options) {
    stream_run run(options);
    if (options.follow)
        follow_path(run, path);
    else
        stream_to_end(run, *open_event_source(path, options));
    return run.status;
}

}  // namespace attrib
