#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/hex.hpp>
#include <libattrib/ingest/forgotten_users.hpp>
#include <libattrib/ingest/identifier_search.hpp>

namespace attrib {
namespace {

identifier_search search_of_forgotten(connection& on) {
    const query_result known = on.run("select bytes, hash from forgotten_users");
    identifier_search search;
    for (std::size_t i = 0; i < known.rows(); ++i) {
        if (known.is_null(i, 1))
            search.add_unknown();
        else
            search.add(static_cast<std::size_t>(known.integer(i, 0)),
                       static_cast<std::uint64_t>(known.integer(i, 1)));
    }
    return search;
}

}  // namespace

bool has_forgotten_users(connection& on) {
    return on.run("select exists (select from forgotten_users)").boolean(0, 0);
}

std::uint64_t leave_out_forgotten(connection& on, std::int64_t batch_id) {
    if (!has_forgotten_users(on)) return 0;
    // The index of single rows is asked only by its own condition. Digests are made here, not where
    // the rows are: Citus lets no DELETE call a function that is merely stable.
    const std::string its_rows =
        fmt::format("batch_id = {} and batch_id % 2 = {}", batch_id, batch_id % 2);
    const query_result forgotten = on.run(fmt::format(
        "with users as materialized (select distinct user_pseudo_id from ga4_events_raw where {}) "
        "select user_pseudo_id from users where attrib_digest(convert_to(user_pseudo_id, 'UTF8')) "
        "in (select digest from forgotten_users)",
        its_rows));
    if (forgotten.rows() == 0) return 0;
    std::vector<std::string> users;
    for (std::size_t i = 0; i < forgotten.rows(); ++i) users.emplace_back(forgotten.text(i, 0));
    return on
        .run(fmt::format("delete from ga4_events_raw where {} and user_pseudo_id = any($1::text[])",
                         its_rows),
             {array_text(users)})
        .affected();
}

std::vector<std::size_t> rejects_of_forgotten(connection& on, const raw_batch& batch) {
    std::vector<std::size_t> theirs;
    if (batch.rejects() == 0) return theirs;
    const identifier_search search = search_of_forgotten(on);
    if (search.is_empty()) return theirs;
    for (std::size_t i = 0; i < batch.rejects(); ++i) {
        const std::vector<std::string> names = search.candidates(batch.reject_text(i));
        const bool is_theirs = std::ranges::any_of(names, [&](const std::string& name) {
            return on
                .run_prepared(
                    "select exists (select from forgotten_users where digest = "
                    "attrib_digest(decode($1, 'hex')))",
                    {hex_of(name)})
                .boolean(0, 0);
        });
        if (is_theirs) theirs.push_back(i);
    }
    return theirs;
}

}  // namespace attrib
