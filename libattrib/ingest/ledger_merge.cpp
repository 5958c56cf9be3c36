#include <fmt/format.h>

#include <libattrib/ingest/ledger_merge.hpp>
#include <libattrib/postgres/advisory_lock.hpp>

namespace attrib {
namespace {

constexpr std::uint64_t batches_a_step = 20'000;

// Ledger rows that may be merged, by number from $1 to $2. A keyed POST is known by its row.
constexpr const char* is_mergeable =
    "batch_id > $1 and batch_id <= $2 and in_marts and not starts_with(source, 'post:key:') and "
    "batch_id not in (select batch_id from quarantine where batch_id is not null)";

constexpr const char* is_keyless_post =
    "starts_with(source, 'post:') and not starts_with(source, 'post:key:')";

// The number that the oldest step ends with; nothing when too few batches are older than the
// newest, or the role has no right to merge them.
std::optional<std::int64_t> end_of_step(connection& on, std::int64_t begin) {
    const query_result last = on.run(
        "select max(batch_id) filter (where has_table_privilege('ingest_batches', 'delete')) from "
        "(select batch_id from ingest_batches where batch_id > $1 and "
        "batch_id <= (select batch_id from ingest_batches order by batch_id desc offset $2 limit "
        "1) "
        "order by batch_id limit $3) as step",
        {std::to_string(begin), std::to_string(unmerged_batches), std::to_string(batches_a_step)});
    if (last.is_null(0, 0)) return std::nullopt;
    return last.integer(0, 0);
}

// Runs of parts without a gap; a part before a run that ends where it begins belongs to it.
std::uint64_t merge_adjoining(connection& on, const query_parameters& range) {
    static const std::string merge = fmt::format(
        "with parts as (select source, position_from, position_to - sum(position_to - "
        "position_from) over (partition by source order by position_from) as gap from "
        "ingest_batches where {0} and not ({1})), "
        "runs as (select source, min(position_from) as place, max(position_from) as last_from from "
        "parts group by source, gap), "
        "wider as (select runs.source, last_from, coalesce(before.position_from, place) as place "
        "from runs left join lateral (select position_from, position_to, in_marts from "
        "ingest_batches as each where each.source = runs.source and each.position_from < "
        "runs.place order by each.position_from desc limit 1) as before on before.position_to = "
        "place and before.in_marts), "
        "gone as (delete from ingest_batches as batch using wider where batch.source = "
        "wider.source and batch.position_from >= wider.place and batch.position_from < "
        "wider.last_from returning batch.source, wider.last_from, batch.position_from, batch.rows, "
        "batch.rejected), "
        "sums as (select source, last_from, min(position_from) as place, sum(rows)::bigint as "
        "rows, "
        "sum(rejected)::bigint as rejected, count(*) as batches from gone group by source, "
        "last_from), "
        "merged as (update ingest_batches as last set position_from = sums.place, rows = last.rows "
        "+ sums.rows, rejected = last.rejected + sums.rejected from sums where last.source = "
        "sums.source and last.position_from = sums.last_from returning sums.batches) "
        "select coalesce(sum(batches), 0)::bigint from merged",
        is_mergeable, is_keyless_post);
    return static_cast<std::uint64_t>(on.run(merge, range).integer(0, 0));
}

std::uint64_t fold_posts(connection& on, const query_parameters& range) {
    static const std::string fold = fmt::format(
        "with gone as (delete from ingest_batches where {} and {} and source <> 'post:' returning "
        "batch_id, position_to - position_from as bytes, line_to, rows, rejected), "
        "sums as (select max(batch_id) as batch_id, sum(bytes)::bigint as bytes, "
        "sum(line_to)::bigint as lines, sum(rows)::bigint as rows, sum(rejected)::bigint as "
        "rejected, count(*) as batches from gone), "
        "folded as (insert into ingest_batches as posts (batch_id, source, source_name, "
        "position_from, position_to, line_to, rows, rejected, in_marts) select batch_id, 'post:', "
        "'POST /api/v1/events, without keys', 0, bytes, lines, rows, rejected, true from sums "
        "where "
        "batches > 0 on conflict (source, position_from) do update set batch_id = "
        "excluded.batch_id, position_to = posts.position_to + excluded.position_to, line_to = "
        "posts.line_to + excluded.line_to, rows = posts.rows + excluded.rows, rejected = "
        "posts.rejected + excluded.rejected) "
        "select batches from sums",
        is_mergeable, is_keyless_post);
    return static_cast<std::uint64_t>(on.run(fold, range).integer(0, 0));
}

}  // namespace

std::uint64_t ledger_merger::taken_in(connection& on, std::uint64_t batches) {
    pending_ += batches;
    if (pending_ < unmerged_batches) return 0;
    transaction work(on);
    if (!try_lock_until_commit(on, lock_purpose::rebuild)) return 0;
    const std::optional<std::int64_t> end = end_of_step(on, merged_to_);
    if (!end) {
        pending_ = 0;
        return 0;
    }
    const query_parameters range{std::to_string(merged_to_), std::to_string(*end)};
    const std::uint64_t merged = merge_adjoining(on, range) + fold_posts(on, range);
    work.commit();
    merged_to_ = *end;
    return merged;
}

}  // namespace attrib
