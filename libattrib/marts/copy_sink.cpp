#include <libattrib/marts/copy_sink.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>

namespace attrib {
namespace {

constexpr std::size_t pieces_waiting = 16;

// One transaction makes the table and fills it: then COPY may freeze rows, and needs no log where
// wal_level is minimal.
void fill(const std::string& database, const std::string& schema, table which,
          const std::atomic<bool>* interrupt, bounded_queue<std::string>& pieces) {
    connection on(database);
    const std::string next =
        fmt::format("{}.{}__next", schema.empty() ? on.schema() : schema, name_of(which));
    on.interrupt_by(interrupt);
    // What is written goes to disk meanwhile: without a log the commit waits for all of it. And
    // rows that come in order are indexed sooner by one process.
    on.run(
        "select set_config(name, max_val, false) from pg_settings where name = "
        "'backend_flush_after'");
    on.run("set max_parallel_maintenance_workers = 0");
    on.run("drop table if exists " + next);
    transaction work(on);
    make_like(on, next, which);
    if (next.starts_with(on.schema() + '.')) constrain_like(on, next, which);
    const bool is_spread = is_distributed(on) && is_by_user(which);
    if (is_spread) distribute_table(on, next);
    copy_writer writer(on, next, is_spread ? "" : "freeze");
    while (const auto piece = pieces.pop()) {
        if (interrupt != nullptr && *interrupt)
            throw failure(errc::interrupted, "interrupted; the tables are as they were");
        writer.write(*piece);
    }
    if (pieces.is_abandoned()) return;
    writer.finish();
    index_like(on, next, which);
    on.run("analyze " + next);
    work.commit();
}

}  // namespace

copy_sink::copy_sink(const std::string& database, const std::string& schema,
                     const std::atomic<bool>* interrupt, std::span<const table> tables) {
    for (const table which : tables) {
        auto& filled = fillings_[static_cast<std::size_t>(which)];
        filled = std::make_unique<filling>(pieces_waiting);
        filling& own = *filled;
        own.thread = std::jthread([&own, database, schema, interrupt, which] {
            try {
                fill(database, schema, which, interrupt, own.pieces);
            } catch (...) {  // thrown again by write or finish
                own.failed = std::current_exception();
                own.pieces.abandon();
            }
        });
    }
}

copy_sink::~copy_sink() {
    for (const auto& each : fillings_)
        if (each) each->pieces.abandon();
}

void copy_sink::encode(table which, const user_rows& rows, std::string& out) const {
    append_ordered_rows(which, rows, out);
}

void copy_sink::encode(table which, const summed_rows& rows, std::string& out) const {
    append_summed_rows(which, rows, out);
}

void copy_sink::write(table which, std::string&& rows) {
    filling& target = *fillings_[static_cast<std::size_t>(which)];
    if (target.pieces.push(std::move(rows))) return;
    target.thread.join();
    std::rethrow_exception(target.failed);
}

void copy_sink::finish() {
    for (const auto& each : fillings_)
        if (each) each->pieces.close();
    for (const auto& each : fillings_)
        if (each && each->thread.joinable()) each->thread.join();
    for (const auto& each : fillings_)
        if (each && each->failed) std::rethrow_exception(each->failed);
}

}  // namespace attrib
