#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/array_text.hpp>
#include <libattrib/core/hash.hpp>
#include <libattrib/core/hex.hpp>
#include <libattrib/ingest/identifier_search.hpp>
#include <libattrib/ingest/ledger.hpp>
#include <libattrib/ingest/ledger_merge.hpp>
#include <libattrib/marts/forget.hpp>
#include <libattrib/marts/mart_delta.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/marts/table_change.hpp>
#include <libattrib/marts/take_out_users.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <libattrib/postgres/unfinished_commits.hpp>
#include <unordered_set>

namespace attrib {
namespace {

constexpr const char* are_forgotten =
    "user_pseudo_id in (select user_pseudo_id from pg_temp.attrib_keys)";
constexpr std::size_t rejects_a_fetch = 2000;
constexpr std::string_view forgotten_mark = "(forgotten)";

// Finds the people who are being forgotten, by their names.
class people {
   public:
    explicit people(const std::vector<std::string>& users) : names_(users.begin(), users.end()) {
        for (const std::string& user : users) search_.add(user);
    }

    [[nodiscard]] std::vector<std::string> named_in(std::string_view text, word_kind words) const {
        std::vector<std::string> found = search_.candidates(text, words);
        std::erase_if(found, [&](const std::string& each) { return !names_.contains(each); });
        return found;
    }

   private:
    identifier_search search_;
    std::unordered_set<std::string> names_;
};

// Of batches that were merged the ledger has no row that says how many rows they had.
std::int64_t count_in_merged_batches(connection& on, const std::string& table,
                                     const std::string& condition,
                                     const query_parameters& parameters = {}) {
    return on
        .run(fmt::format("with found as materialized (select batch_id, count(*) as rows from {} "
                         "where {} group by batch_id) select coalesce(sum(rows), 0)::bigint from "
                         "found where not exists (select from ingest_batches where "
                         "ingest_batches.batch_id = found.batch_id)",
                         table, condition),
             parameters)
        .integer(0, 0);
}

// So that the ledger's sums stay those of the tables.
void correct_ledger(connection& on, std::int64_t rows, std::int64_t rejects) {
    if (rows == 0 && rejects == 0) return;
    on.run(
        "insert into ingest_batches (batch_id, source, source_name, position_from, position_to, "
        "line_to, rows, rejected, in_marts) select $1, $2, 'what forget took out of merged "
        "batches', place, place + 1, 0, -$3::bigint, -$4::bigint, true from (select "
        "coalesce(max(position_to), 0) as place from ingest_batches where source = $2) as last",
        {std::to_string(reserve_batch_id(on)), forgotten_source, std::to_string(rows),
         std::to_string(rejects)});
}

std::uint64_t remove_raw(connection& on) {
    correct_ledger(on, count_in_merged_batches(on, "ga4_events_raw", are_forgotten), 0);
    // Batches must still have as many rows as the ledger says.
    on.run(fmt::format(
        "update ingest_batches as batch set rows = batch.rows - gone.rows from (select batch_id, "
        "count(*) as rows from ga4_events_raw where {} group by batch_id) as gone where "
        "batch.batch_id = gone.batch_id",
        are_forgotten));
    return on.run(fmt::format("delete from ga4_events_raw where {}", are_forgotten)).affected();
}

// Rejects at these places, and what the ledger counts of them.
std::uint64_t remove_rejects(connection& on, const std::string& places) {
    correct_ledger(
        on, 0,
        count_in_merged_batches(on, "ga4_events_rejected", "ctid = any($1::tid[])", {places}));
    return static_cast<std::uint64_t>(
        on.run(
              "with gone as (delete from ga4_events_rejected where ctid = any($1::tid[]) returning "
              "batch_id), counted as (select batch_id, count(*) as rows from gone group by "
              "batch_id), told as (update ingest_batches as batch set rejected = batch.rejected - "
              "counted.rows from counted where batch.batch_id = counted.batch_id) select count(*) "
              "from gone",
              {places})
            .integer(0, 0));
}

std::uint64_t remove_rejects(connection& on, const people& forgotten) {
    std::uint64_t removed = 0;
    on.run(
        "declare attrib_rejects no scroll cursor for select ctid::text, row_text, message from "
        "ga4_events_rejected");
    std::string places;
    while (true) {
        const query_result some =
            on.run(fmt::format("fetch {} from attrib_rejects", rejects_a_fetch));
        if (some.rows() == 0) break;
        for (std::size_t i = 0; i < some.rows(); ++i) {
            const auto is_theirs = [&](std::string_view text) {
                return !forgotten.named_in(text, word_kind::of_identifiers).empty();
            };
            if (is_theirs(bytes_of_hex(some.text(i, 1).substr(2))) || is_theirs(some.text(i, 2)))
                places += fmt::format("{}\"{}\"", places.empty() ? "" : ",", some.text(i, 0));
        }
    }
    on.run("close attrib_rejects");
    if (!places.empty()) removed = remove_rejects(on, "{" + places + "}");
    return removed;
}

// Names that are shown to people only. Those of requests hold nothing but a digest, and are
// compared when a request comes again.
void clear_names(connection& on, const people& forgotten) {
    for (const std::string table : {"ingest_batches", "ga4_events_rejected"}) {
        const query_result names = on.run("select distinct source_name from " + table +
                                          " where source_name not like 'POST /%'");
        for (std::size_t i = 0; i < names.rows(); ++i) {
            const std::string name(names.text(i, 0));
            std::string cleared = name;
            for (const std::string& each : forgotten.named_in(name, word_kind::of_names))
                for (std::size_t at = 0; (at = cleared.find(each, at)) != std::string::npos;
                     at += forgotten_mark.size())
                    cleared.replace(at, each.size(), forgotten_mark);
            if (cleared != name)
                on.run("update " + table + " set source_name = $2 where source_name = $1",
                       {name, cleared});
        }
    }
}

std::uint64_t count_named_sources(connection& on, const people& forgotten) {
    const query_result sources = on.run("select distinct source from ingest_batches");
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < sources.rows(); ++i)
        count += forgotten.named_in(sources.text(i, 0), word_kind::of_names).empty() ? 0U : 1U;
    return count;
}

// The users as a table, for what is left of the transaction.
void send_users(connection& on, const std::vector<std::string>& users) {
    on.run(
        "create temporary table attrib_keys (user_pseudo_id text collate \"C\" not null, bytes "
        "bigint not null, hash bigint not null) on commit drop");
    std::string rows;
    copy_encoder row(rows);
    for (const std::string& user : users) {
        row.begin_row(3);
        row.text(user);
        row.integer(static_cast<std::int64_t>(user.size()));
        row.integer(static_cast<std::int64_t>(hash_of(user)));
    }
    copy_rows(on, "pg_temp.attrib_keys", rows);
}

// Whoever is in quarantine, and every message that names somebody. On a cluster, quarantine is on
// all nodes, and its changes cannot read a temporary table of the coordinator.
void remove_from_quarantine(connection& on, const std::vector<std::string>& users) {
    const std::string names = array_text(users);
    on.run("delete from quarantine where user_pseudo_id = any($1::text[])", {names});
    on.run(
        "update quarantine set message = 'it named a person who was forgotten' where exists "
        "(select from unnest($1::text[]) as name where position(name in message) > 0)",
        {names});
}

// Of tables that are to be rebuilt, as nothing says how they were made.
void remove_rows(connection& on, const std::vector<std::string>& users) {
    mart_delta delta(on, shipped_models());
    for (const std::string& user : users) delta.add_lookup(lookup_kind::whole_user, user, {});
    delta.remove_whole_users();
}

// The rows of all tables, and what they add to the summed tables.
void remove_from_tables(connection& on, const std::vector<std::string>& users) {
    const auto state = read_state(on);
    if (!state) return remove_rows(on, users);
    const made_with made = made_with_of(state->settings);
    take_out_users(on, made.options, touch_classifier(made.paid_channels), users);
}

void keep_digests(connection& on) {
    on.run(
        "insert into forgotten_users (digest, bytes, hash) select distinct "
        "attrib_digest(convert_to(user_pseudo_id, 'UTF8')), bytes, hash from pg_temp.attrib_keys "
        "on conflict (digest) do update set bytes = excluded.bytes, hash = excluded.hash");
}

// What the SQL models and others keep of users beside the tables that a delta covers.
void remove_from_other_tables(connection& on) {
    const query_result tables = on.run(
        "select quote_ident(relname) from pg_class join pg_attribute on attrelid = pg_class.oid "
        "where relnamespace = $1::regnamespace and relkind in ('r', 'p') and attname = "
        "'user_pseudo_id' and not attisdropped and relname <> all('{ga4_events_raw, "
        "stg_ga4_events, "
        "int_sessions, mart_first_click, mart_last_click, quarantine}')",
        {on.schema()});
    for (std::size_t i = 0; i < tables.rows(); ++i)
        on.run(fmt::format("delete from {} where {}", tables.text(i, 0), are_forgotten));
}

// ANALYZE leaves those of an empty table as they were. To give a column the type that it has
// removes them and rewrites nothing; a table that a view reads does not allow it. Where users are
// spread over nodes, the coordinator's tables have no statistics.
void clear_statistics_of_empty_tables(connection& on) {
    const query_result tables = on.run(
        "select attrelid::regclass::text, string_agg(format('alter %I type %s%s', attname, "
        "format_type(atttypid, atttypmod), case when attcollation = 0 then '' else ' collate ' || "
        "attcollation::regcollation end), ', ') from pg_attribute join pg_class on pg_class.oid = "
        "attrelid where relnamespace = $1::regnamespace and relkind = 'r' and "
        "pg_has_role(relowner, "
        "'usage') and attnum > 0 and not attisdropped and atttypid in ('text'::regtype, "
        "'bytea'::regtype) and not exists (select from pg_depend where refobjid = attrelid and "
        "classid = 'pg_rewrite'::regclass) and ($2 = 'f' or not exists (select from pg_attribute "
        "as user_column where user_column.attrelid = pg_attribute.attrelid and attname = "
        "'user_pseudo_id')) group by attrelid",
        {on.schema(), is_distributed(on) ? "t" : "f"});
    for (std::size_t i = 0; i < tables.rows(); ++i) {
        transaction work(on);
        if (!on.run(fmt::format("select exists (select from {})", tables.text(i, 0))).boolean(0, 0))
            on.run(fmt::format("alter table {} {}", tables.text(i, 0), tables.text(i, 1)));
        work.commit();
    }
}

// The planner's statistics hold the values that are there most often.
void refresh_statistics(connection& on) {
    const query_result ours = on.run(
        "select string_agg(oid::regclass::text, ', ') from pg_class where relnamespace = "
        "$1::regnamespace and relkind = 'r' and pg_has_role(relowner, 'usage')",
        {on.schema()});
    if (!ours.is_null(0, 0)) on.run(fmt::format("analyze {}", ours.text(0, 0)));
    clear_statistics_of_empty_tables(on);
}

}  // namespace

erased forget_users(connection& on, const std::vector<std::string>& users) {
    const people forgotten(users);
    recover_transactions(on);
    transaction work(on);
    lock_until_commit(on, lock_purpose::rebuild);
    lock_until_commit(on, lock_purpose::person);
    if (has_unfinished_commits(on))
        throw failure(errc::database_busy,
                      "not all nodes of the cluster show what was committed; run again when all "
                      "can be reached");
    send_users(on, users);
    erased done;
    done.users = static_cast<std::uint64_t>(
        on.run(fmt::format("select count(distinct user_pseudo_id) from ga4_events_raw where {}",
                           are_forgotten))
            .integer(0, 0));
    keep_digests(on);
    done.events = remove_raw(on);
    done.rejects = remove_rejects(on, forgotten);
    clear_names(on, forgotten);
    done.named_sources = count_named_sources(on, forgotten);
    remove_from_quarantine(on, users);
    remove_from_tables(on, users);
    remove_from_other_tables(on);
    announce(on, {.is_everything = true, .moves_credits = true});
    work.commit();
    recover_transactions(on);
    refresh_statistics(on);
    return done;
}

}  // namespace attrib
