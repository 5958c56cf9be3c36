#include <libattrib/postgres/raw_batch.hpp>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/event_copy.hpp>
#include <libattrib/postgres/forget.hpp>

namespace attrib {
namespace {

constexpr std::int16_t raw_fields = 1 + raw_event_fields;
constexpr std::int16_t rejected_fields = 6;

void copy_exactly(connection& on, const std::string& table, const std::string& rows,
                  std::uint64_t expected) {
    if (expected == 0) return;
    copy_writer writer(on, table);
    writer.write(rows);
    const std::uint64_t taken = writer.finish();
    if (taken != expected)
        throw failure(errc::database_refused,
                      table + ": the database took " + std::to_string(taken) + " of " +
                          std::to_string(expected) + " rows; the batch was rolled back");
}

}  // namespace

void raw_batch::clear(std::int64_t batch_id) {
    batch_id_ = batch_id;
    accepted_.clear();
    rejected_.clear();
}

void raw_batch::accept(const event& taken) {
    copy_encoder row(accepted_);
    row.begin_row(raw_fields);
    row.integer(batch_id_);
    append_raw_fields(row, taken);
}

void raw_batch::refuse(const reject& refused) {
    copy_encoder row(rejected_);
    row.begin_row(rejected_fields);
    row.integer(batch_id_);
    row.text(refused.file);
    row.integer(static_cast<std::int64_t>(refused.line));
    row.text(name_of(refused.reason));
    row.text(refused.message);
    row.text(refused.text);
}

std::optional<row_counts> store_batch(connection& on, const raw_batch& batch,
                                      const batch_entry& entry) {
    transaction work(on);
    share_until_commit(on, lock_purpose::person);
    if (!record_batch(on, entry)) return std::nullopt;
    copy_exactly(on, "ga4_events_raw", batch.accepted_rows(), entry.counts.accepted);
    copy_exactly(on, "ga4_events_rejected", batch.rejected_rows(), entry.counts.rejected);
    const left_out gone = leave_out_forgotten(on, entry.batch_id);
    on.run(std::string("notify ") + ingest_channel);
    work.commit();
    row_counts stored = entry.counts;
    stored.accepted -= gone.rows;
    stored.rejected -= gone.rejects;
    stored.forgotten += gone.rows + gone.rejects;
    return stored;
}

}  // namespace attrib
