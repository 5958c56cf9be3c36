#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/ingest/followed_stream.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/ingest/stream.hpp>
#include <libattrib/ingest/stream_source.hpp>
#include <random>

namespace attrib {
namespace {

std::string random_name() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

// Takes a source whose identity is known before the ledger is read.
claim_begun claim_named(const stream_run& run, const std::string& name,
                        const std::function<std::string()>& identify) {
    return [&run, name, identify, identity = std::string(), shift = std::optional<microseconds>()](
               connection& on, const stream_reader& reader) mutable {
        if (identity.empty()) identity = identify();
        claimed_source source;
        source.lock = std::make_unique<source_lock>(on, identity, name, run.options.how);
        source.identity = identity;
        if (run.options.shift_to_now) shift_to_now(on, reader, source, shift);
        source.progress = progress_of(on, source.identity);
        return source;
    };
}

// Of what has an end: whether it was read to there.
void check_end(stream_run& run, source_end end, const std::string& name) {
    if (end == source_end::cut_short)
        throw failure(errc::file_unreadable,
                      name + ": changed while it was read; run the same command again");
    if (end == source_end::open && run.status.added.bytes == 0 && run.status.earlier == 0)
        throw failure(errc::interrupted, name + ": interrupted; nothing was added");
    run.status.is_interrupted = end == source_end::open;
}

void stream_pipe(stream_run& run, const std::string& path) {
    const std::string name = path == "-" ? "standard input" : path;
    const std::string& known_by = run.options.source_name;
    if (known_by.empty() && run.options.how.on_message)
        run.options.how.on_message(name +
                                   ": can be read only once, so a restart would add its rows "
                                   "again; --source NAME lets one that is sent the same bytes go "
                                   "on");
    const std::string identity =
        bounded_identity("stdin:" + (known_by.empty() ? random_name() : known_by));
    const auto bytes = open_piped(path).value();
    const source_end end =
        stream_source(run, {.bytes = *bytes, .name = name, .can_skip = false, .is_whole = true},
                      claim_named(run, name, [&] { return std::string(identity); }));
    check_end(run, end, name);
}

void stream_file(stream_run& run, const std::string& path) {
    const file_version version = version_of(path);
    std::uint64_t size = 0;
    const auto identify = [&] {
        const source_identity identity = identify_source(path, run.options.reading).value();
        size = identity.size;
        return identity.text;
    };
    const auto bytes = open_stored(path).value();
    const source_end end = stream_source(run, {.bytes = *bytes, .name = path, .is_whole = true},
                                         claim_named(run, path, identify));
    check_end(run, end, path);
    if (end == source_end::complete && version_of(path) != version)
        throw failure(errc::file_unreadable,
                      path +
                          ": changed while it was read; what was read is in the database, run the "
                          "same command again to add what it holds now");
}

}  // namespace

stream_status stream_events(const std::string& path, const stream_options& options) {
    stream_run run(options);
    if (options.follow)
        follow_path(run, path);
    else if (is_read_once(path))
        stream_pipe(run, path);
    else
        stream_file(run, path);
    return run.status;
}

}  // namespace attrib
