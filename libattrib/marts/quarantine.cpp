#include <libattrib/marts/quarantine.hpp>
#include <libattrib/postgres/parameter_array.hpp>

namespace attrib {

refusal refusal_of(const failure& failed) {
    if (const auto* const answer = dynamic_cast<const database_failure*>(&failed))
        return {answer->state(), answer->message()};
    return {std::string(name_of(failed.code())), failed.what()};
}

std::string text_of(const refusal& why) {
    constexpr std::size_t state_size = 5;
    const bool is_state = why.state.size() == state_size;
    return why.message + (is_state ? " (SQLSTATE " : " (") + why.state + ")";
}

std::vector<quarantine_entry> read_quarantine(connection& on) {
    const query_result rows = on.run(
        "select batch_id, user_pseudo_id, state, message, since from quarantine order by since, "
        "batch_id, user_pseudo_id");
    std::vector<quarantine_entry> entries;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
        quarantine_entry& entry = entries.emplace_back();
        if (!rows.is_null(i, 0)) entry.batch_id = rows.integer(i, 0);
        entry.user_pseudo_id = rows.text(i, 1);
        entry.why = {std::string(rows.text(i, 2)), std::string(rows.text(i, 3))};
        entry.since = rows.text(i, 4);
    }
    return entries;
}

set_aside what_is_set_aside(connection& on) {
    set_aside found;
    for (const quarantine_entry& entry : read_quarantine(on)) {
        if (entry.user_pseudo_id.empty())
            found.batches.push_back(*entry.batch_id);
        else
            found.users.insert(entry.user_pseudo_id);
    }
    return found;
}

void set_users_aside(connection& on, std::optional<std::int64_t> batch_id,
                     std::span<const refused_user> users) {
    for (const refused_user& each : users)
        on.run_prepared(
            "insert into quarantine (batch_id, user_pseudo_id, state, message) values ($1, $2, $3, "
            "$4) on conflict (user_pseudo_id) where user_pseudo_id is not null do update set state "
            "= excluded.state, message = excluded.message",
            {batch_id ? std::optional(std::to_string(*batch_id)) : std::nullopt,
             each.user_pseudo_id, each.why.state, each.why.message});
}

void set_batch_aside(connection& on, std::int64_t batch_id, const refusal& why) {
    on.run_prepared(
        "insert into quarantine (batch_id, state, message) values ($1, $2, $3) on conflict "
        "(batch_id) where user_pseudo_id is null do update set state = excluded.state, message = "
        "excluded.message",
        {std::to_string(batch_id), why.state, why.message});
}

void take_users_back(connection& on, std::span<const std::string> users) {
    parameter_array names(element_type::text);
    for (const std::string& user : users) names.add().text(user);
    on.run_prepared("delete from quarantine where user_pseudo_id = any($1::text[])",
                    binary_parameters{{names.binary()}});
}

void take_batch_back(connection& on, std::int64_t batch_id) {
    on.run_prepared("delete from quarantine where batch_id = $1 and user_pseudo_id is null",
                    {std::to_string(batch_id)});
}

void empty_quarantine(connection& on) { on.run("delete from quarantine"); }

}  // namespace attrib
