#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/ignored_columns.hpp>
#include <libattrib/ingest/source_identity.hpp>
#include <libattrib/ingest/source_store.hpp>
#include <libattrib/ingest/stream_reader.hpp>
#include <libattrib/ingest/stream_source.hpp>

namespace attrib {
namespace {

constexpr std::size_t batches_waiting = 8;

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

// Thrown where a source no longer holds the first row that was read of it.
struct source_changed {};

// Takes a source, again on each connection.
class source_claim {
   public:
    source_claim(const stream_options& options, event_source& source, const stream_reader& reader)
        : options_(options), source_(source), reader_(reader) {}

    claimed_source operator()(connection& on) {
        claimed_source claimed;
        do {
            claimed.lock.reset();
            claimed.identity = identity(on);
            claimed.lock =
                std::make_unique<source_lock>(on, claimed.identity, source_.name(), options_.how);
        } while (identity(on) != claimed.identity);
        if (options_.shift_to_now) {
            claimed.shift = shift_to_now(on, claimed.identity);
            claimed.identity = shifted_identity(claimed.identity, claimed.shift);
        }
        claimed.progress = progress_of(on, claimed.identity);
        source_.taken(on, claimed.identity, claimed.progress.parts.empty());
        note_ignored_columns(on, source_.name(), reader_.parser().mapping().ignored);
        return claimed;
    }

   private:
    std::string identity(connection& on) {
        const auto found = source_.identity(on, reader_.first());
        if (!found) throw source_changed{};
        return *found;
    }

    // How far to move the times of a source so that its first event is now; whoever goes on moves
    // them as far as the run before.
    microseconds shift_to_now(connection& on, const std::string& identity) {
        const identity_range all = shifted_identities(identity);
        const query_result before =
            on.run("select source from ingest_batches where source >= $1 and source < $2 limit 1",
                   {all.from, all.to});
        if (before.rows() != 0) {
            shift_ = shift_of(std::string(before.text(0, 0)));
        } else if (!shift_) {
            const auto time = time_of(reader_.parser(), reader_.first());
            if (!time)
                throw failure(errc::file_unreadable,
                              fmt::format("{}: line {}: the first row is no event, so nothing says "
                                          "how far to move the times",
                                          source_.name(), reader_.first().first_line));
            shift_ = std::chrono::floor<microseconds>(std::chrono::system_clock::now()) - *time;
        }
        return *shift_;
    }

    const stream_options& options_;
    event_source& source_;
    const stream_reader& reader_;
    std::optional<microseconds> shift_;  // once it is known
};

}  // namespace

source_end stream_source(stream_run& run, event_source& source) {
    stream_reader reader(source, source.name(), run.options, run.pace);
    if (!reader.begin()) return run.options.how.is_interrupted() ? source_end::open : source.end();
    source_store store(run.options, source.name(), reader.parser(),
                       source_claim(run.options, source, reader), run.status);
    try {
        if (!store.open())
            throw failure(errc::interrupted, source.name() + ": interrupted; nothing was begun");
    } catch (const source_changed&) {
        return source_end::cut_short;
    }
    reader.pass_over(store.parts(), source.can_skip());
    const source_end end = transfer(reader, store);
    if (end == source_end::complete && source.is_whole())
        store.check_complete(reader.begin_offset(), reader.end_offset());
    if (end == source_end::complete && store.parts().empty()) check_renames(reader);
    return end;
}

}  // namespace attrib
