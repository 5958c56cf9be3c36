#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/stream_source.hpp>

namespace attrib {
namespace {

constexpr std::size_t batches_waiting = 8;
constexpr std::string_view shift_mark = ":shift=";

source_end transfer(stream_reader& reader, source_store& store) {
    batch_queue queue(batches_waiting);
    source_end end = source_end::open;
    run_on_threads(2, [&](unsigned index) {
        try {
            if (index == 0)
                end = reader.run(queue);
            else
                store.write(queue);
        } catch (...) {  // thrown again: only the other thread must learn of it
            queue.abandon();
            throw;
        }
    });
    return end;
}

// What was read once is known only when it was, and then it is stored.
void check_renames(const stream_reader& reader) {
    const column_renames unused = reader.parser().unused_renames();
    if (unused.empty()) return;
    throw failure(errc::bad_mapping,
                  fmt::format("--map {0}={1}: no row of {2} had a key {0}; its rows are stored "
                              "without it",
                              unused.front().first, unused.front().second, reader.name()));
}

}  // namespace

source_end stream_source(stream_run& run, const opened_source& source, const claim_begun& claim) {
    stream_reader reader(source.bytes, source.name, run.options, run.pace);
    if (!reader.begin())
        return run.options.how.is_interrupted() ? source_end::open : source.bytes.end();
    source_store store(
        run.options, source.name, reader.parser(),
        [&](connection& on) { return claim(on, reader); }, run.status);
    if (!store.open())
        throw failure(errc::interrupted, source.name + ": interrupted; nothing was begun");
    reader.pass_over(store.parts(), source.can_skip);
    const source_end end = transfer(reader, store);
    if (end == source_end::complete && source.is_whole)
        store.check_complete(reader.begin_offset(), reader.end_offset());
    if (end == source_end::complete && store.parts().empty()) check_renames(reader);
    return end;
}

void shift_to_now(connection& on, const stream_reader& reader, claimed_source& source,
                  std::optional<microseconds>& shift) {
    const std::string prefix = source.identity + std::string(shift_mark);
    std::string after_all = prefix;
    ++after_all.back();
    const query_result before = on.run(
        "select split_part(source, $1, 2)::bigint from ingest_batches where source >= $2 and "
        "source < $3 limit 1",
        {std::string(shift_mark), prefix, after_all});
    if (before.rows() != 0) {
        shift = microseconds{before.integer(0, 0)};
    } else if (!shift) {
        const auto time = time_of(reader.parser(), reader.first());
        if (!time)
            throw failure(errc::file_unreadable,
                          fmt::format("{}: line {}: the first row is no event, so nothing says how "
                                      "far to move the times",
                                      reader.name(), reader.first().first_line));
        shift = std::chrono::floor<microseconds>(std::chrono::system_clock::now()) - *time;
    }
    source.shift = *shift;
    source.identity = prefix + std::to_string(shift->count());
}

std::string without_shift(const std::string& identity) {
    return identity.substr(0, identity.rfind(shift_mark));
}

}  // namespace attrib
