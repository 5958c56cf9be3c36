#include <fmt/format.h>

#include <algorithm>
#include <libattrib/postgres/arrivals.hpp>
#include <libattrib/postgres/event_copy.hpp>
#include <libattrib/postgres/ledger.hpp>
#include <libattrib/session/timeline.hpp>

namespace attrib {
namespace {

constexpr std::int16_t fields = 1 + raw_event_fields;

}  // namespace

std::string array_text(const std::vector<std::int64_t>& numbers) {
    return fmt::format("{{{}}}", fmt::join(numbers, ","));
}

std::vector<waiting_batch> find_waiting(connection& on, std::uint64_t most_rows) {
    const query_result found = on.run_prepared(
        "select batch_id, rows from (select batch_id, rows, sum(rows) over (order by batch_id) - "
        "rows as before from ingest_batches where not in_marts) as waiting where before < $1 order "
        "by batch_id",
        {std::to_string(most_rows)});
    std::vector<waiting_batch> batches;
    for (std::size_t i = 0; i < found.rows(); ++i)
        batches.push_back({found.integer(i, 0), static_cast<std::uint64_t>(found.integer(i, 1))});
    return batches;
}

arrivals::arrivals(connection& on, const std::vector<waiting_batch>& batches,
                   const channel_classifier& classifier) {
    std::vector<std::int64_t> wanted;
    std::unordered_map<std::int64_t, std::uint64_t> missing;
    for (const waiting_batch& batch : batches) {
        wanted.push_back(batch.batch_id);
        missing[batch.batch_id] = batch.rows;
    }
    if (std::ranges::any_of(wanted, is_bulk)) find_bulk_pages(on);
    // Each kind by its index; without a bulk batch the second part is not even begun.
    const std::string rows = "select batch_id, " + raw_column_list() +
                             " from ga4_events_raw where batch_id = any($1::bigint[]) and ";
    bytes_ = on.rows_prepared(
        rows + "batch_id % 2 = 0 union all " + rows +
            "batch_id % 2 = 1 and (select bool_or(id % 2 = 1) from unnest($1::bigint[]) as id)",
        {array_text(wanted)});
    for (copy_decoder row(bytes_); row.next_row(fields); static_cast<void>(take_raw_fields(row)))
        --missing[row.integer()];
    for (const waiting_batch& batch : batches)
        if (missing[batch.batch_id] == 0) batches_.push_back(batch.batch_id);
    add_user_events(missing, classifier);
}

void arrivals::add_user_events(const std::unordered_map<std::int64_t, std::uint64_t>& missing,
                               const channel_classifier& classifier) {
    std::unordered_map<std::string_view, std::size_t> places;
    for (copy_decoder row(bytes_); row.next_row(fields);) {
        const bool is_whole = missing.at(row.integer()) == 0;
        event taken = take_raw_fields(row);
        if (!is_whole) continue;
        ++rows_;
        if (taken.channel.empty()) taken.channel = classifier.classify(origin_of(taken));
        const auto [place, is_new] = places.try_emplace(taken.user_pseudo_id, users_.size());
        if (is_new) users_.push_back({taken.user_pseudo_id, {}});
        users_[place->second].events.push_back(taken);
    }
    for (arriving_user& user : users_) user.events = make_timeline(user.events);
}

}  // namespace attrib
