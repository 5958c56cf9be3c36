#include <algorithm>
#include <array>
#include <cctype>
#include <libattrib/postgres/session_settings.hpp>

namespace attrib {
namespace {

struct session_setting {
    std::string_view name;
    std::string_view value;
    int since = 0;                // server version, as PQserverVersion gives it
    bool is_overridable = false;  // by `options`
};

constexpr std::array needed{
    // Waiting is part of the work: a rebuild computes between two statements.
    session_setting{"statement_timeout", "0", 0, true},
    session_setting{"lock_timeout", "0", 0, true},
    session_setting{"transaction_timeout", "0", 170000, true},
    session_setting{"idle_in_transaction_session_timeout", "0", 90600},
    session_setting{"idle_session_timeout", "0", 140000},
    // Each transaction sees what was committed before each of its statements, unless it says more.
    session_setting{"default_transaction_isolation", "read committed"},
    session_setting{"default_transaction_deferrable", "off"},
    // Formats of what we send and read.
    session_setting{"timezone", "UTC"},
    session_setting{"datestyle", "ISO, MDY"},
    session_setting{"intervalstyle", "postgres"},
    session_setting{"extra_float_digits", "3"},
    session_setting{"bytea_output", "hex"},
    session_setting{"standard_conforming_strings", "on"},
    session_setting{"quote_all_identifiers", "off"},
    session_setting{"array_nulls", "on"},
    session_setting{"transform_null_equals", "off"},
    session_setting{"client_min_messages", "warning"},
    // Rows that a policy hides are an error, never a smaller figure.
    session_setting{"row_security", "off"},
    // On Citus one connection per worker does all that a transaction writes there: it prepares and
    // commits once per worker instead of once per shard, and may write reference tables, too.
    // Elsewhere the name means nothing.
    session_setting{"citus.multi_shard_modify_mode", "sequential"},
};

constexpr std::string_view commit_setting = "synchronous_commit";

// Functions and operators are qualified: until the last statement the search_path is the user's.
constexpr std::string_view resolve_session =
    "select pg_catalog.pg_backend_pid(), pg_catalog.pg_is_in_recovery(), home.name, "
    "pg_catalog.to_regclass('pg_catalog.pg_dist_partition') is not null, "
    // An acknowledged batch is on disk. Other levels than off are the operator's to choose.
    "pg_catalog.set_config('synchronous_commit', pg_catalog.regexp_replace("
    "pg_catalog.current_setting('synchronous_commit'), '^off$', 'on'), false), "
    "pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', home.name, 'pg_temp'), false) "
    "from (select coalesce((select relnamespace::pg_catalog.regnamespace::pg_catalog.text from "
    "pg_catalog.pg_class where oid operator(pg_catalog.=) "
    "pg_catalog.to_regclass('attrib_schema')), "
    "pg_catalog.quote_ident(pg_catalog.current_schema())) as name) as home";

std::string lower(std::string_view text) {
    std::string low(text);
    for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return low;
}

// Words between spaces; a backslash takes the next byte as it is.
std::vector<std::string> words_of(std::string_view options) {
    std::vector<std::string> words;
    bool is_within = false;
    for (std::size_t i = 0; i < options.size(); ++i) {
        if (std::isspace(static_cast<unsigned char>(options[i])) != 0) {
            is_within = false;
            continue;
        }
        if (options[i] == '\\' && i + 1 < options.size()) ++i;
        if (!std::exchange(is_within, true)) words.emplace_back();
        words.back() += options[i];
    }
    return words;
}

std::pair<std::string, std::string> setting_of(std::string_view assignment) {
    const std::size_t equals = std::min(assignment.find('='), assignment.size());
    std::string name = lower(assignment.substr(0, equals));
    std::ranges::replace(name, '-', '_');
    return {std::move(name),
            std::string(assignment.substr(std::min(equals + 1, assignment.size())))};
}

bool is_off(const std::string& value) {
    constexpr std::array<std::string_view, 4> spellings{"off", "false", "no", "0"};
    return std::ranges::find(spellings, lower(value)) != spellings.end();
}

error contradicts(const std::string& name, const std::string& value, std::string_view wanted) {
    return {errc::invalid_option,
            "the options of the connection (options= in the URL, or PGOPTIONS) set " + name +
                " to '" + value + "', which must be " + std::string(wanted) +
                " here: take it out of them"};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> settings_in(std::string_view options) {
    std::vector<std::pair<std::string, std::string>> given;
    const std::vector<std::string> words = words_of(options);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "-c" && i + 1 < words.size())
            given.push_back(setting_of(words[++i]));
        else if (word.starts_with("--") || (word.starts_with("-c") && word.size() > 2))
            given.push_back(setting_of(word.substr(2)));
    }
    return given;
}

result<std::string> session_statements(int server_version, std::string_view options) {
    const auto given = settings_in(options);
    // Where the default is serializable nothing could be asked of a standby.
    std::string sql = "set transaction isolation level read committed; ";
    for (const session_setting& each : needed) {
        bool is_given = false;
        for (const auto& [name, value] : given) {
            if (name != each.name) continue;
            is_given = true;
            if (!each.is_overridable && lower(value) != lower(each.value))
                return contradicts(name, value, each.value);
        }
        if (server_version < each.since || (is_given && each.is_overridable)) continue;
        sql.append("set ").append(each.name).append(" = '").append(each.value).append("'; ");
    }
    for (const auto& [name, value] : given)
        if (name == commit_setting && is_off(value))
            return contradicts(name, value, "on, local or a level of standbys");
    return sql.append(resolve_session);
}

}  // namespace attrib
