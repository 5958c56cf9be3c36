#include <libattrib/core/array_text.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/marts/pending_batches.hpp>
#include <libattrib/marts/raw_events.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>

#include <fmt/format.h>

#include <utility>

namespace attrib {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

}  // namespace

// A connection that sees what the given transaction sees, and the rows it is in the midst of. It
// scans the table and leaves out what others read: to go to its own pages would cost less
// processor time, but push whatever the server has in its buffers out of them, which a scan of a
// large table does not.
struct raw_events::reader {
    reader(const std::string& database, const std::string& snapshot)
        : on(database), view(on, "isolation level repeatable read, read only") {
        on.run("set transaction snapshot '" + snapshot + "'");
        on.run("set local enable_tidscan = off");
        on.run("set local max_parallel_workers_per_gather = 0");
    }

    connection on;
    transaction view;
    std::optional<copy_reader> rows;
};

raw_events::raw_events(connection& view, std::string database, unsigned connections,
                       set_aside without)
    : database_(std::move(database)),
      without_(std::move(without)),
      query_("select " + raw_column_list() + " from ga4_events_raw where " +
             (without_.batches.empty()
                  ? "true"
                  : "batch_id <> all ('" + array_text(without_.batches) + "')")),
      may_open_(connections) {
    const query_result known = view.run(
        "select pg_export_snapshot(), "
        "pg_relation_size('ga4_events_raw') / current_setting('block_size')::bigint");
    snapshot_ = known.text(0, 0);
    // On a cluster the rows are elsewhere: all in one query then.
    const bool is_here = !is_distributed(view);
    pages_ = is_here ? static_cast<std::uint64_t>(known.integer(0, 1)) : 1;
    pages_a_query_ = is_here ? (pages_ + connections - 1) / connections : 0;
}

raw_events::~raw_events() = default;

bool raw_events::read_some(event_consumer& consumer) {
    std::unique_ptr<reader> from = take_reader();
    if (!from) return false;
    thread_local std::string rows;
    rows.clear();
    while (!from->rows || !from->rows->read(rows, piece_bytes)) {
        from->rows.reset();
        const std::optional<std::string> query = next_query();
        if (!query) return false;
        from->rows.emplace(from->on, *query);
    }
    {
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(from));
    }
    copy_decoder decoder(rows);
    while (decoder.next_row(raw_event_fields)) {
        const event taken = take_raw_fields(decoder);
        if (without_.users.empty() || !without_.users.contains(std::string(taken.user_pseudo_id)))
            consumer.accept(taken);
    }
    return true;
}

// Null when there is nothing left to begin with, or others are at it.
std::unique_ptr<raw_events::reader> raw_events::take_reader() {
    {
        const std::scoped_lock lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<reader> taken = std::move(idle_.back());
            idle_.pop_back();
            return taken;
        }
        if (may_open_ == 0 || next_page_ >= pages_) return nullptr;
        --may_open_;
    }
    return std::make_unique<reader>(database_, snapshot_);
}

std::optional<std::string> raw_events::next_query() {
    const std::scoped_lock lock(mutex_);
    if (next_page_ >= pages_) return std::nullopt;
    const std::uint64_t begin = next_page_;
    next_page_ = pages_a_query_ == 0 ? pages_ : begin + pages_a_query_;
    if (pages_a_query_ == 0) return query_;
    return fmt::format("{} and ctid >= '({},0)' and ctid < '({},0)'", query_, begin, next_page_);
}

}  // namespace attrib
