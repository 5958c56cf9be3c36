#include <fmt/format.h>

#include <array>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/change_set.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/forget.hpp>
#include <libattrib/postgres/table_change.hpp>

namespace attrib {
namespace {

// What may stand around a value in the text of a row, CSV or JSON, as bytes that `encode(.,
// 'escape')` leaves as they are.
constexpr const char* around_values = R"([,;:"{}\[\]\s|])";

// The models' own tables that hold users, where SQL has made them.
constexpr std::array model_tables{"int_conversions", "stg_changed_users"};

std::uint64_t remove_raw(connection& on) {
    // Batches must still have as many rows as the ledger says.
    on.run(
        "update ingest_batches as batch set rows = batch.rows - gone.rows from (select batch_id, "
        "count(*) as rows from ga4_events_raw where user_pseudo_id in (select user_pseudo_id from "
        "attrib_keys) group by batch_id) as gone where batch.batch_id = gone.batch_id");
    return on
        .run(
            "delete from ga4_events_raw where user_pseudo_id in (select user_pseudo_id from "
            "attrib_keys)")
        .affected();
}

// Rejects with a value that `condition` holds for; `value` is its name there.
std::uint64_t remove_rejects(connection& on, const std::string& where,
                             const std::string& condition) {
    on.run(fmt::format(
        "create temporary table attrib_rejects on commit drop as select distinct rejected.ctid as "
        "place, batch_id from ga4_events_rejected as rejected cross join lateral "
        "regexp_split_to_table(encode(row_text, 'escape'), {}) as value where {}{}",
        quote_text(around_values), where, condition));
    on.run(
        "update ingest_batches as batch set rejected = batch.rejected - gone.rows from (select "
        "batch_id, count(*) as rows from attrib_rejects group by batch_id) as gone where "
        "batch.batch_id = gone.batch_id");
    const std::uint64_t removed =
        on.run("delete from ga4_events_rejected where ctid in (select place from attrib_rejects)")
            .affected();
    on.run("drop table attrib_rejects");
    return removed;
}

// The users as a table, for what is left of the transaction.
void send_users(connection& on, const std::vector<std::string>& users) {
    on.run(
        "create temporary table attrib_keys (user_pseudo_id text collate \"C\" not null) on commit "
        "drop");
    std::string rows;
    copy_encoder row(rows);
    for (const std::string& user : users) {
        row.begin_row(1);
        row.text(user);
    }
    copy_rows(on, "attrib_keys", rows);
}

// Whoever is in quarantine, and every message that names somebody.
void remove_from_quarantine(connection& on) {
    on.run(
        "delete from quarantine where user_pseudo_id in (select user_pseudo_id from attrib_keys); "
        "update quarantine set message = 'it named a person who was forgotten' where exists "
        "(select from attrib_keys where position(attrib_keys.user_pseudo_id in message) > 0)");
}

void keep_digests(connection& on) {
    on.run(
        "insert into forgotten_users (digest) select distinct attrib_digest(convert_to("
        "user_pseudo_id, 'UTF8')) from attrib_keys on conflict do nothing");
}

}  // namespace

erased forget_users(connection& on, const std::vector<std::string>& users) {
    transaction work(on);
    lock_until_commit(on, lock_purpose::rebuild);
    lock_until_commit(on, lock_purpose::person);
    send_users(on, users);
    change_set changes(on);
    for (const std::string& user : users) changes.want(wanted::whole_user, user, {});
    erased done;
    done.users = static_cast<std::uint64_t>(
        on.run("select count(distinct user_pseudo_id) from ga4_events_raw where user_pseudo_id in "
               "(select user_pseudo_id from attrib_keys)")
            .integer(0, 0));
    keep_digests(on);
    done.events = remove_raw(on);
    done.rejects = remove_rejects(
        on, {},
        "value in (select encode(convert_to(user_pseudo_id, 'UTF8'), 'escape') from attrib_keys)");
    remove_from_quarantine(on);
    changes.remove_whole_users();
    for (const std::string table : model_tables)
        if (on.run("select to_regclass($1) is not null", {table}).boolean(0, 0))
            on.run("delete from " + table +
                   " where user_pseudo_id in (select user_pseudo_id from attrib_keys)");
    changes.write();
    announce(on, {.is_everything = true, .moves_credits = true});
    work.commit();
    return done;
}

left_out leave_out_forgotten(connection& on, std::int64_t batch_id) {
    if (!on.run("select exists (select from forgotten_users)").boolean(0, 0)) return {};
    const std::string id = std::to_string(batch_id);
    left_out gone;
    // The index of single rows is asked only by its own condition.
    gone.rows =
        on.run(fmt::format("delete from ga4_events_raw where batch_id = $1 and batch_id % 2 = {} "
                           "and attrib_digest(convert_to(user_pseudo_id, 'UTF8')) in (select "
                           "digest from forgotten_users)",
                           batch_id % 2),
               {id})
            .affected();
    if (gone.rows != 0)
        on.run("update ingest_batches set rows = rows - $2 where batch_id = $1",
               {id, std::to_string(gone.rows)});
    gone.rejects =
        remove_rejects(on, "batch_id = " + id + " and ",
                       "sha256(convert_to(value, 'UTF8')) in (select digest from forgotten_users)");
    return gone;
}

}  // namespace attrib
