#include <libattrib/ingest/raw_batch.hpp>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/ingest/forgotten_users.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>

namespace attrib {
namespace {

constexpr const char* raw_table = "ga4_events_raw";
constexpr std::int16_t raw_fields = 1 + raw_event_fields;
constexpr std::int16_t rejected_fields = 6;

const std::string announcement = std::string("notify ") + ingest_channel;

void require_all(const std::string& table, std::uint64_t taken, std::uint64_t expected) {
    if (taken != expected)
        throw failure(errc::database_refused,
                      table + ": the database took " + std::to_string(taken) + " of " +
                          std::to_string(expected) + " rows; the batch was rolled back");
}

void copy_exactly(connection& on, const std::string& table, std::span<const std::string> parts,
                  std::uint64_t expected) {
    if (expected == 0) return;
    copy_writer writer(on, table);
    for (const std::string& rows : parts) writer.write(rows);
    require_all(table, writer.finish(), expected);
}

// Puts the number of a batch, the first field of a row, into each row.
void put_number(std::string& rows, std::int16_t fields, std::int64_t batch_id) {
    std::string number;
    copy_encoder(number).integer(batch_id);
    copy_decoder row(rows);
    while (row.next_row(fields)) {
        static_cast<void>(row.integer());
        rows.replace(rows.size() - row.rest().size() - number.size(), number.size(), number);
        for (std::int16_t i = 1; i < fields; ++i) static_cast<void>(row.text());
    }
}

// Copies the rows of a batch that is in the ledger, but for those of forgotten users.
row_counts copy_batch(connection& on, const raw_batch& batch, std::int64_t batch_id,
                      const row_counts& counts, bool may_be_forgotten, const row_sender& send) {
    if (const auto taken = send ? send() : std::nullopt)
        require_all(raw_table, *taken, counts.accepted);
    else
        copy_exactly(on, raw_table, batch.accepted_rows(), counts.accepted);
    const std::vector<std::size_t> named =
        may_be_forgotten ? rejects_of_forgotten(on, batch) : std::vector<std::size_t>();
    const std::string rejected =
        named.empty() ? batch.rejected_rows() : batch.rejected_rows_without(named);
    copy_exactly(on, "ga4_events_rejected", {&rejected, 1}, batch.rejects() - named.size());
    const std::uint64_t rows_gone = may_be_forgotten ? leave_out_forgotten(on, batch_id) : 0;
    if (rows_gone + named.size() != 0)
        on.run(
            "update ingest_batches set rows = rows - $2, rejected = rejected - $3 where batch_id = "
            "$1",
            {std::to_string(batch_id), std::to_string(rows_gone), std::to_string(named.size())});
    row_counts stored = counts;
    stored.accepted -= rows_gone;
    stored.rejected -= named.size();
    stored.forgotten += rows_gone + named.size();
    return stored;
}

}  // namespace

void raw_batch::clear(std::int64_t batch_id, std::span<const shard> shards) {
    batch_id_ = batch_id;
    shards_ = shards;
    accepted_.resize(std::max<std::size_t>(shards.size(), 1));
    for (std::string& rows : accepted_) rows.clear();
    rejected_.clear();
    places_.clear();
}

void raw_batch::accept(const event& taken) {
    copy_encoder row(accepted_[shards_.empty() ? 0 : place_of(shards_, taken.user_pseudo_id)]);
    row.begin_row(raw_fields);
    row.integer(batch_id_);
    append_raw_fields(row, taken);
}

void raw_batch::refuse(const reject& refused) {
    if (rejects() == max_rejects_) return;
    const std::size_t begin = rejected_.size();
    copy_encoder row(rejected_);
    row.begin_row(rejected_fields);
    row.integer(batch_id_);
    row.text(refused.file);
    row.integer(static_cast<std::int64_t>(refused.line));
    row.text(name_of(refused.reason));
    row.text(refused.message);
    row.text(refused.text);
    places_.push_back({begin, rejected_.size() - refused.text.size(), refused.text.size()});
}

void raw_batch::add(const raw_batch& more) {
    const std::size_t rejected = rejected_.size();
    accepted_.front() += more.accepted_.front();
    rejected_ += more.rejected_;
    for (const reject_place& each : more.places_)
        places_.push_back({rejected + each.row, rejected + each.text, each.size});
}

std::size_t raw_batch::bytes() const noexcept {
    std::size_t sum = rejected_.size();
    for (const std::string& each : accepted_) sum += each.size();
    return sum;
}

void raw_batch::renumber(std::int64_t batch_id) {
    batch_id_ = batch_id;
    put_number(accepted_.front(), raw_fields, batch_id);
    put_number(rejected_, rejected_fields, batch_id);
}

std::string raw_batch::rejected_rows_without(const std::vector<std::size_t>& some) const {
    std::string rows;
    auto left_out = some.begin();
    for (std::size_t i = 0; i < places_.size(); ++i) {
        if (left_out != some.end() && *left_out == i) {
            ++left_out;
            continue;
        }
        const reject_place& place = places_[i];
        rows.append(rejected_, place.row, place.text + place.size - place.row);
    }
    return rows;
}

batch_transaction::batch_transaction(connection& on) : connection_(on), work_(on) {
    share_until_commit(on, lock_purpose::person);
}

void batch_transaction::commit() {
    connection_.run(announcement);
    work_.commit();
}

std::optional<row_counts> add_batch(connection& on, const raw_batch& batch,
                                    const batch_entry& entry, const row_sender& send) {
    if (!record_batch(on, entry)) return std::nullopt;
    return copy_batch(on, batch, entry.batch_id, entry.counts, true, send);
}

std::optional<row_counts> store_new_source(connection& on, raw_batch& batch,
                                           const new_source& entry) {
    std::vector<query_result> answers;
    transaction work(
        on,
        {{sharing_until_commit(lock_purpose::person)},
         {"insert into ingest_batches (batch_id, source, source_name, position_from, "
          "position_to, line_to, rows, rejected) values (nextval('ingest_batch_id') * "
          "2, $1, $2, 0, $3, 1, $4, $5) on conflict (source, position_from) do nothing "
          "returning batch_id",
          {entry.source, entry.source_name, std::to_string(entry.counts.bytes),
           std::to_string(entry.counts.accepted), std::to_string(entry.counts.rejected)}},
         {"select exists (select from forgotten_users)"}},
        answers);
    if (answers[1].rows() == 0) return std::nullopt;
    const std::int64_t batch_id = answers[1].integer(0, 0);
    batch.renumber(batch_id);
    const row_counts stored =
        copy_batch(on, batch, batch_id, entry.counts, answers[2].boolean(0, 0), {});
    work.commit_after({{announcement}});
    return stored;
}

std::optional<row_counts> store_batch(connection& on, const raw_batch& batch,
                                      const batch_entry& entry, const row_sender& send) {
    batch_transaction work(on);
    const auto stored = add_batch(on, batch, entry, send);
    if (stored) work.commit();
    return stored;
}

}  // namespace attrib
