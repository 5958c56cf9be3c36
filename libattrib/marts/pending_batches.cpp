#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/ingest/event_copy.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/marts/pending_batches.hpp>
#include <libattrib/postgres/parameter_array.hpp>
#include <libattrib/session/timeline.hpp>
#include <utility>

namespace attrib {
namespace {

constexpr std::int16_t fields = 2 + raw_event_fields;

// Rows of ga4_events_raw with their batch and whether their user is in quarantine.
std::string rows_where(const std::string& condition) {
    return "select batch_id, user_pseudo_id in (select user_pseudo_id from quarantine where "
           "user_pseudo_id is not null), " +
           raw_column_list() + " from ga4_events_raw where " + condition;
}

// Each kind of batch by its index; without a bulk batch the second part is not even begun.
const std::string& rows_of_batches() {
    static const std::string query =
        rows_where("batch_id = any($1::bigint[]) and batch_id % 2 = 0") + " union all " +
        rows_where(
            "batch_id = any($1::bigint[]) and batch_id % 2 = 1 and (select bool_or(id % 2 = 1) "
            "from unnest($1::bigint[]) as id)");
    return query;
}

std::vector<waiting_batch> batches_of(const query_result& found) {
    std::vector<waiting_batch> batches;
    for (std::size_t i = 0; i < found.rows(); ++i)
        batches.push_back({found.integer(i, 0), static_cast<std::uint64_t>(found.integer(i, 1))});
    return batches;
}

// Bytes of text that one step takes, whatever its rows: the server takes no parameter over 1 GB,
// and long texts come back in several of them.
constexpr std::int64_t max_bytes = std::int64_t{64} << 20;

}  // namespace

std::vector<waiting_batch> find_waiting(connection& on, std::uint64_t max_rows) {
    return batches_of(on.run_prepared(
        "select batch_id, rows from (select batch_id, rows, sum(rows) over before as rows_before, "
        "sum(position_to - position_from) over before as bytes_before from ingest_batches where "
        "not in_marts window before as (order by batch_id rows between unbounded preceding and 1 "
        "preceding)) as waiting where coalesce(rows_before, 0) < $1 and coalesce(bytes_before, 0) "
        "< $2 order by batch_id",
        {std::to_string(max_rows), std::to_string(max_bytes)}));
}

std::vector<waiting_batch> all_waiting(connection& on) {
    return batches_of(on.run_prepared(
        "select batch_id, rows from ingest_batches where not in_marts order by batch_id"));
}

std::vector<waiting_batch> still_waiting(connection& on, std::span<const waiting_batch> batches) {
    std::vector<std::int64_t> ids;
    for (const waiting_batch& batch : batches) ids.push_back(batch.batch_id);
    return batches_of(on.run_prepared(
        "select batch_id, rows from ingest_batches where not in_marts and batch_id = "
        "any($1::bigint[]) order by batch_id",
        {array_text(ids)}));
}

pending_batches::pending_batches(connection& on, const std::vector<waiting_batch>& batches,
                                 const channel_classifier& classifier) {
    std::vector<std::int64_t> batch_ids;
    std::unordered_map<std::int64_t, std::uint64_t> missing;
    for (const waiting_batch& batch : batches) {
        batch_ids.push_back(batch.batch_id);
        missing[batch.batch_id] = batch.rows;
    }
    if (std::ranges::any_of(batch_ids, is_bulk)) find_bulk_pages(on);
    bytes_ = on.rows_prepared(rows_of_batches(), {array_text(batch_ids)});
    for (copy_decoder row(bytes_); row.next_row(fields); static_cast<void>(take_raw_fields(row))) {
        --missing[row.integer()];
        static_cast<void>(row.flag());
    }
    for (const waiting_batch& batch : batches) {
        if (missing[batch.batch_id] == 0)
            batches_.push_back(batch.batch_id);
        else if (!hidden_batch_)
            hidden_batch_ = batch.batch_id;
    }
    add_user_events(missing, classifier);
}

pending_batches::pending_batches(std::string bytes, const channel_classifier& classifier)
    : bytes_(std::move(bytes)) {
    std::unordered_map<std::int64_t, std::uint64_t> missing;
    for (copy_decoder row(bytes_); row.next_row(fields); static_cast<void>(take_raw_fields(row))) {
        missing[row.integer()] = 0;
        static_cast<void>(row.flag());
    }
    for (const auto& [batch_id, rows] : missing) batches_.push_back(batch_id);
    add_user_events(missing, classifier);
}

pending_batches pending_batches::of_batch(connection& on, std::int64_t batch_id,
                                          const channel_classifier& classifier) {
    return {on.rows_prepared(rows_of_batches(), {array_text(std::vector{batch_id})}), classifier};
}

pending_batches pending_batches::of_users(connection& on, std::span<const std::string> users,
                                          const channel_classifier& classifier) {
    static const std::string query =
        "select batch_id, false, " + raw_column_list() +
        " from ga4_events_raw where user_pseudo_id = any($1::text[]) and batch_id not in (select "
        "batch_id from quarantine where user_pseudo_id is null) and batch_id not in (select "
        "batch_id from ingest_batches where not in_marts)";
    parameter_array names(element_type::text);
    for (const std::string& user : users) names.add().text(user);
    return {on.rows_prepared(query, binary_parameters{{names.binary()}}), classifier};
}

void pending_batches::add_user_events(
    const std::unordered_map<std::int64_t, std::uint64_t>& missing,
    const channel_classifier& classifier) {
    std::unordered_map<std::string_view, std::size_t> places;
    for (copy_decoder row(bytes_); row.next_row(fields);) {
        const bool is_whole = missing.at(row.integer()) == 0;
        const bool is_aside = row.flag();
        event taken = take_raw_fields(row);
        if (!is_whole) continue;
        ++rows_;
        if (is_aside) continue;
        classifier.fill_channel(taken);
        const auto [place, is_new] = places.try_emplace(taken.user_pseudo_id, users_.size());
        if (is_new) users_.push_back({taken.user_pseudo_id, {}});
        users_[place->second].events.push_back(taken);
    }
    for (pending_user& user : users_) user.events = make_timeline(user.events);
}

}  // namespace attrib
