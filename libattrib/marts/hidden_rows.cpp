#include <libattrib/marts/hidden_rows.hpp>

#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <unordered_map>

namespace attrib {

std::size_t count_hidden(connection& on, std::span<const waiting_batch> batches) {
    if (batches.empty()) return 0;
    const std::string counts = on.rows_prepared(
        "select batch_id, count(*) from ga4_events_raw where batch_id between $1::bigint and "
        "$2::bigint group by batch_id",
        {std::to_string(batches.front().batch_id), std::to_string(batches.back().batch_id)});
    std::unordered_map<std::int64_t, std::uint64_t> visible;
    for (copy_decoder row(counts); row.next_row(2);) {
        const std::int64_t batch_id = row.integer();
        visible[batch_id] = static_cast<std::uint64_t>(row.integer());
    }
    std::size_t hidden = 0;
    for (const waiting_batch& batch : batches)
        if (visible[batch.batch_id] != batch.rows) ++hidden;
    return hidden;
}

void await_hidden_rows(connection& view, const std::string& database, const retry_policy& how) {
    if (!is_distributed(view)) return;
    const auto batches = all_waiting(view);
    connection on(database);
    on.interrupt_by(how.interrupt);
    attempts looks(how);
    for (;;) {
        const bool is_unfinished = has_unfinished_commits(on);
        const std::size_t hidden = count_hidden(on, batches);
        if (!is_unfinished && hidden == 0) break;
        looks.failed(failure_kind::transient,
                     fmt::format("not all nodes of the cluster show what was committed ({} batches "
                                 "lack rows); their transactions are recovered",
                                 hidden));
        if (!looks.wait())
            throw failure(errc::interrupted, "interrupted; the tables are as they were");
        recover_transactions(on);
    }
    looks.succeeded();
}

}  // namespace attrib
