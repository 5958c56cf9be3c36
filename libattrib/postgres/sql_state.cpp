#include <libattrib/postgres/sql_state.hpp>

#include <algorithm>
#include <array>

namespace attrib {
namespace {

// What an SQLSTATE that begins so means. The first row that fits counts.
struct meaning {
    std::string_view prefix;
    errc code;
    failure_kind kind;
    std::string_view advice;
};

constexpr std::array meanings{
    meaning{"08", errc::database_unavailable, failure_kind::lost,
            "run again when the server can be reached"},
    meaning{"57014", errc::database_refused, failure_kind::transient,
            "run again; a timeout or somebody cancelled the statement"},
    meaning{"57P", errc::database_unavailable, failure_kind::lost,
            "run again when the server is back"},
    meaning{"25P03", errc::database_unavailable, failure_kind::lost, "run again"},
    meaning{"25P04", errc::database_unavailable, failure_kind::lost, "run again"},
    meaning{"53300", errc::database_unavailable, failure_kind::lost,
            "raise max_connections or close other clients"},
    meaning{"53100", errc::database_refused, failure_kind::transient,
            "free space on the server's disk and run again"},
    meaning{"53", errc::database_refused, failure_kind::transient,
            "run again when the server is less busy"},
    meaning{"58", errc::database_refused, failure_kind::transient,
            "look into the server's log, its disk may fail"},
    meaning{"55P03", errc::database_busy, failure_kind::transient,
            "run again when others are done"},
    meaning{"55", errc::database_refused, failure_kind::transient,
            "run again when others are done"},
    meaning{"40", errc::database_refused, failure_kind::transient, "run again"},
    meaning{
        "25006", errc::database_refused, failure_kind::transient,
        "this is a standby, or default_transaction_read_only is on for the role, the database or "
        "the server: connect to a primary as a role that may write"},
    // Plans and prepared statements that the server does not know any more: a new connection has
    // none.
    meaning{"0A000", errc::database_refused, failure_kind::transient, ""},
    meaning{"26000", errc::database_refused, failure_kind::transient, ""},
    meaning{"42501", errc::database_refused, failure_kind::setup,
            "give this user the right (docs/live.md, Rights), or connect as another"},
    meaning{"42", errc::database_refused, failure_kind::setup, ""},
    meaning{"3D", errc::database_refused, failure_kind::setup, ""},
    meaning{"3F", errc::database_refused, failure_kind::setup, ""},
    meaning{"28", errc::database_refused, failure_kind::setup, ""},
    meaning{"F0", errc::database_refused, failure_kind::setup, ""},
    meaning{"", errc::database_refused, failure_kind::data, ""},
};

const meaning& meaning_of(std::string_view state) noexcept {
    return *std::ranges::find_if(
        meanings, [&](const meaning& each) { return state.starts_with(each.prefix); });
}

constexpr meaning lost_worker{"XX000", errc::database_unavailable, failure_kind::lost,
                              "run again when all nodes of the cluster can be reached"};

const meaning& meaning_of(std::string_view state, bool is_cluster) noexcept {
    return is_cluster && state == lost_worker.prefix ? lost_worker : meaning_of(state);
}

std::string sentence(const std::string& state, const std::string& message,
                     const std::string& details, std::string_view advice) {
    return "the database answers: " + message + (details.empty() ? "" : "; " + details) +
           " (SQLSTATE " + state + ")" + (advice.empty() ? "" : "; " + std::string(advice));
}

}  // namespace

std::string_view name_of(failure_kind kind) noexcept {
    constexpr std::array<std::string_view, 5> names{"lost", "transient", "setup", "data", "caller"};
    return names[static_cast<std::size_t>(kind)];
}

database_failure::database_failure(const std::string& state, const std::string& message,
                                   const std::string& details, bool is_cluster)
    : failure(meaning_of(state, is_cluster).code,
              sentence(state, message, details, meaning_of(state, is_cluster).advice)),
      state_(state),
      message_(message),
      kind_(meaning_of(state, is_cluster).kind) {}

failure_kind kind_of(const failure& failed) noexcept {
    if (const auto* const answer = dynamic_cast<const database_failure*>(&failed))
        return answer->kind();
    switch (failed.code()) {
        case errc::database_unavailable:
            return failure_kind::lost;
        case errc::database_busy:
        case errc::write_failed:  // a full disk of ours
            return failure_kind::transient;
        case errc::stale_tables:
        case errc::schema_too_new:
            return failure_kind::setup;
        case errc::database_refused:  // bytes that are not what they should be
        case errc::too_large:
            return failure_kind::data;
        default:
            return failure_kind::caller;
    }
}

bool is_passing(const failure& failed) noexcept {
    const failure_kind kind = kind_of(failed);
    return kind == failure_kind::lost || kind == failure_kind::transient;
}

}  // namespace attrib
