#include <libattrib/ingest/shard_store.hpp>

#include <fmt/format.h>

#include <atomic>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/error.hpp>
#include <libattrib/core/threads.hpp>
#include <libattrib/ingest/forgotten_users.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>

namespace attrib {
namespace {

constexpr const char* sharded_table = "ga4_events_raw";

// The lock that Citus takes for each write; a move takes a conflicting one before its last step.
void lock_shards(connection& on, const std::vector<std::int64_t>& ids) {
    constexpr int share_lock = 5;
    on.run("select lock_shard_metadata($1::integer, $2::bigint[])",
           {std::to_string(share_lock), array_text(ids)});
}

std::vector<std::int64_t> ids_of(std::span<const shard> shards) {
    std::vector<std::int64_t> ids;
    for (const shard& each : shards) ids.push_back(each.id);
    return ids;
}

}  // namespace

bool can_store_in_shards(connection& on, const std::string& database,
                         const std::function<void(const std::string&)>& on_message) {
    if (!is_distributed(on)) return false;
    std::optional<std::string> why;
    if (on.run("select pg_has_role(relowner, 'usage') from pg_class where oid = $1::regclass",
               {sharded_table})
            .boolean(0, 0))
        why = why_unreachable(shards_of(on, database, sharded_table));
    else
        why = "this role does not own ga4_events_raw";
    if (why && on_message)
        on_message("rows go through the cluster's coordinator, which takes longer: " + *why);
    return !why;
}

shard_store::shard_store(connection& on, std::string database)
    : on_(on),
      database_(std::move(database)),
      keeper_(database_),
      shards_(shards_of(on, database_, sharded_table)) {}

std::optional<row_counts> shard_store::store(const raw_batch& batch, const batch_entry& entry) {
    try {
        const auto stored = store_batch(on_, batch, entry, [&] { return prepare(batch); });
        commit_on_workers();
        kept_.reset();
        return stored;
    } catch (...) {  // thrown again: what is prepared must not wait for the next program
        give_up();
        throw;
    }
}

// Keeps the shards where they are, until kept_ goes; false when they are others than before.
bool shard_store::hold() {
    kept_.emplace(keeper_);
    const std::vector<std::int64_t> ids = ids_of(shards_);
    lock_shards(keeper_, ids);
    shards_ = shards_of(keeper_, database_, sharded_table);
    for (auto& [node, which] : workers_) which.places.clear();
    for (std::size_t i = 0; i < shards_.size(); ++i) workers_[shards_[i].node].places.push_back(i);
    return ids_of(shards_) == ids;
}

std::optional<std::uint64_t> shard_store::prepare(const raw_batch& batch) {
    if (has_forgotten_users(on_)) return std::nullopt;
    parts_ = name_for_parts(on_, keeper_);
    // The lock comes after those of the batch, which an erasure may hold that waits for a shard.
    if (!hold()) {
        kept_.reset();
        return std::nullopt;
    }
    std::vector<std::pair<const std::string, worker>*> all;
    for (auto& each : workers_) all.push_back(&each);
    std::atomic<std::uint64_t> taken{0};
    run_on_threads(static_cast<unsigned>(all.size()), [&](unsigned index) {
        taken += prepare_on(all[index]->second, all[index]->first, batch);
    });
    return taken;
}

std::uint64_t shard_store::prepare_on(worker& which, const std::string& node,
                                      const raw_batch& batch) {
    if (!which.on) which.on.emplace(node);
    std::vector<std::size_t> places;
    std::vector<std::int64_t> ids;
    for (const std::size_t place : which.places) {
        if (batch.accepted_rows()[place].empty()) continue;
        places.push_back(place);
        ids.push_back(shards_[place].id);
    }
    if (places.empty()) return 0;
    const transaction work(*which.on);
    // What is prepared keeps these locks when this program, and with it kept_, is gone.
    lock_shards(*which.on, ids);
    std::uint64_t taken = 0;
    for (const std::size_t place : places) {
        copy_writer writer(*which.on, shards_[place].relation);
        writer.write(batch.accepted_rows()[place]);
        taken += writer.finish();
    }
    prepare_part(*which.on, parts_);
    which.is_prepared = true;
    return taken;
}

void shard_store::commit_on_workers() {
    std::vector<worker*> prepared;
    for (auto& [node, which] : workers_)
        if (std::exchange(which.is_prepared, false)) prepared.push_back(&which);
    if (prepared.empty()) return;
    run_on_threads(static_cast<unsigned>(prepared.size()),
                   [&](unsigned index) { commit_part(*prepared[index]->on, parts_); });
}

void shard_store::give_up() {
    workers_.clear();
    kept_.reset();
    try {
        connection on(database_);
        recover_transactions(on);
    } catch (const failure&) {
        // Whoever comes next does it, when all nodes are there.
    }
}

}  // namespace attrib
