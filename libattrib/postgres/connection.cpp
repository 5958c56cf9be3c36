#include <libattrib/postgres/connection.hpp>

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <cassert>
#include <charconv>
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <libattrib/postgres/open_session.hpp>
#include <libattrib/postgres/session_settings.hpp>
#include <libattrib/postgres/sql_state.hpp>
#include <utility>

namespace attrib {
namespace {

constexpr std::string_view query_canceled = "57014";

std::string field(const pg_result* result, int which) {
    const char* const text = PQresultErrorField(result, which);
    return text == nullptr ? std::string() : on_one_line(text);
}

// libpq itself would print warnings on standard error. One is worth telling: that which a server
// sends before it closes the connection, as it does when another of its processes has crashed.
void keep_warning(void* last, const pg_result* warning) {
    *static_cast<std::string*>(last) = field(warning, PG_DIAG_MESSAGE_PRIMARY);
}

std::string quote(std::string_view text, char mark) {
    std::string quoted(1, mark);
    for (const char c : text) {
        quoted += c;
        if (c == mark) quoted += c;
    }
    return quoted += mark;
}

std::vector<const char*> texts_of(const query_parameters& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (const auto& each : parameters) values.push_back(each ? each->c_str() : nullptr);
    return values;
}

std::vector<const char*> bytes_of(const binary_parameters& parameters) {
    std::vector<const char*> values;
    values.reserve(parameters.values.size());
    for (const std::string& each : parameters.values) values.push_back(each.data());
    return values;
}

std::vector<int> sizes_of(const binary_parameters& parameters) {
    std::vector<int> sizes;
    sizes.reserve(parameters.values.size());
    for (const std::string& each : parameters.values)
        sizes.push_back(static_cast<int>(each.size()));
    return sizes;
}

// A binary answer as rows of COPY.
std::string rows_of(const query_result& found) {
    std::string rows;
    copy_encoder encoder(rows);
    for (std::size_t row = 0; row < found.rows(); ++row) {
        encoder.begin_row(static_cast<std::int16_t>(found.columns()));
        for (std::size_t column = 0; column < found.columns(); ++column) {
            if (found.is_null(row, column))
                encoder.null();
            else
                encoder.text(found.text(row, column));
        }
    }
    return rows;
}

// A connection that is gone has rolled back already; there is nobody to tell.
void roll_back(const connection& on) {
    if (on.is_in_transaction()) PQclear(PQexec(on.native(), "rollback"));
}

void check_commit(const query_result& answer) {
    if (answer.command() != "COMMIT")
        throw failure(errc::database_refused, "the database rolled the transaction back");
}

bool is_copy_beginning(const pg_result* result) noexcept {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT;
}

bool is_success(const pg_result* result) noexcept {
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY:
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
            return true;
        default:
            return false;
    }
}

}  // namespace

void query_result::clear::operator()(pg_result* result) const noexcept { PQclear(result); }

std::size_t query_result::rows() const noexcept {
    return static_cast<std::size_t>(PQntuples(result_.get()));
}

std::size_t query_result::columns() const noexcept {
    return static_cast<std::size_t>(PQnfields(result_.get()));
}

std::uint64_t query_result::affected() const noexcept {
    const std::string_view text = PQcmdTuples(result_.get());
    std::uint64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

std::string_view query_result::command() const noexcept { return PQcmdStatus(result_.get()); }

bool query_result::is_null(std::size_t row, std::size_t column) const noexcept {
    return PQgetisnull(result_.get(), static_cast<int>(row), static_cast<int>(column)) != 0;
}

std::string_view query_result::text(std::size_t row, std::size_t column) const noexcept {
    const int r = static_cast<int>(row);
    const int c = static_cast<int>(column);
    return {PQgetvalue(result_.get(), r, c),
            static_cast<std::size_t>(PQgetlength(result_.get(), r, c))};
}

std::int64_t query_result::integer(std::size_t row, std::size_t column) const {
    const std::string_view digits = text(row, column);
    std::int64_t number = 0;
    [[maybe_unused]] const auto parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    assert(parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size());
    return number;
}

bool query_result::boolean(std::size_t row, std::size_t column) const noexcept {
    return text(row, column) == "t";
}

connection::connection(const std::string& database)
    : warning_(std::make_unique<std::string>()), connection_(open_session(database)) {
    PQsetNoticeReceiver(native(), keep_warning, warning_.get());
    begin_session();
    // Who stands between makes up the process id that a client gets when it connects.
    if (PQbackendPID(native()) != backend_pid_ && shares_session(native(), backend_pid_, database))
        throw failure(errc::database_refused,
                      "a connection pooler gives every transaction another session of the "
                      "database (pgbouncer: pool_mode = transaction), but locks, LISTEN and "
                      "prepared statements need one that stays: set pool_mode = session for "
                      "this database, or connect to Postgres itself");
}

void connection::begin_session() {
    const query_result begun =
        run(session_statements(PQserverVersion(native()), session_options(native())).value());
    backend_pid_ = static_cast<int>(begun.integer(0, 0));
    is_standby_ = begun.boolean(0, 1);
    schema_ = begun.text(0, 2);
    is_cluster_ = begun.boolean(0, 3);
    // It warns of each attempt at a node. What fails in the end comes as an error.
    if (is_cluster_) run("set client_min_messages = error");
    if (begun.is_null(0, 2))
        throw failure(errc::database_refused,
                      std::string("no schema of the search_path of role ") + PQuser(native()) +
                          " in database " + PQdb(native()) +
                          " exists and may be used by it: create one or GRANT USAGE on it, or name "
                          "another (options=-csearch_path%3Dname in the URL)");
}

void connection::close::operator()(pg_conn* connection) const noexcept { PQfinish(connection); }

query_result connection::run(const std::string& sql) {
    return answer_to(PQsendQuery(native(), sql.c_str()));
}

query_result connection::run(const std::string& sql, const query_parameters& parameters) {
    const std::vector<const char*> values = texts_of(parameters);
    return answer_to(PQsendQueryParams(native(), sql.c_str(), static_cast<int>(values.size()),
                                       nullptr, values.data(), nullptr, nullptr, 0));
}

query_result connection::run_prepared(const std::string& sql, const query_parameters& parameters) {
    return execute(prepare(sql), texts_of(parameters), {}, false);
}

query_result connection::run_prepared(const std::string& sql, const binary_parameters& parameters) {
    return execute(prepare(sql), bytes_of(parameters), sizes_of(parameters), false);
}

std::vector<query_result> connection::run_all_prepared(const std::vector<prepared_call>& calls) {
    std::vector<std::string> names;
    names.reserve(calls.size());
    for (const prepared_call& each : calls) names.push_back(prepare(each.sql));
    if (PQenterPipelineMode(native()) != 1) fail(nullptr);
    bool is_sent = true;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const std::vector<const char*> values = texts_of(calls[i].parameters);
        is_sent = is_sent &&
                  PQsendQueryPrepared(native(), names[i].c_str(), static_cast<int>(values.size()),
                                      values.data(), nullptr, nullptr, 0) == 1;
    }
    if (!is_sent || PQpipelineSync(native()) != 1) fail(nullptr);
    return pipelined_answers(calls.size());
}

// Reads to the end whatever fails: only then the connection may leave the pipeline mode.
std::vector<query_result> connection::pipelined_answers(std::size_t count) {
    std::vector<query_result> answers;
    std::optional<query_result> refused;
    const pg_result* why = nullptr;
    for (bool is_end = false; !is_end;) {
        wait_for_answer();
        pg_result* const next = PQgetResult(native());
        if (next == nullptr && PQstatus(native()) != CONNECTION_OK) fail(nullptr);
        if (next == nullptr) continue;  // between two statements
        query_result answer(next);
        is_end = PQresultStatus(next) == PGRES_PIPELINE_SYNC;
        if (is_end) continue;
        if (is_success(next)) {
            answers.push_back(std::move(answer));
        } else if (why == nullptr) {
            why = next;
            refused = std::move(answer);
        }
    }
    if (PQexitPipelineMode(native()) != 1) fail(nullptr);
    if (why != nullptr || answers.size() != count) fail(why);
    return answers;
}

std::string connection::rows_prepared(const std::string& sql, const query_parameters& parameters) {
    return rows_of(execute(prepare(sql), texts_of(parameters), {}, true));
}

std::string connection::rows_prepared(const std::string& sql, const binary_parameters& parameters) {
    return rows_of(execute(prepare(sql), bytes_of(parameters), sizes_of(parameters), true));
}

// The name of the statement.
const std::string& connection::prepare(const std::string& sql) {
    const auto known = prepared_.find(sql);
    if (known != prepared_.end()) return known->second;
    const std::string name = "attrib_" + std::to_string(prepared_.size());
    answer_to(PQsendPrepare(native(), name.c_str(), sql.c_str(), 0, nullptr));
    return prepared_.emplace(sql, name).first->second;
}

query_result connection::execute(const std::string& name, const std::vector<const char*>& values,
                                 const std::vector<int>& sizes, bool is_binary) {
    // Sizes are said of binary values, and of those alone.
    const std::vector<int> formats(sizes.size(), 1);
    return answer_to(PQsendQueryPrepared(native(), name.c_str(), static_cast<int>(values.size()),
                                         values.data(), sizes.empty() ? nullptr : sizes.data(),
                                         sizes.empty() ? nullptr : formats.data(),
                                         is_binary ? 1 : 0));
}

// The last answer to what was sent, or the one that begins a COPY. `sent` is as PQsend... says.
query_result connection::answer_to(int sent) {
    if (sent != 1) fail(nullptr);
    query_result last(nullptr);
    const pg_result* answer = nullptr;
    for (bool is_copy = false; !is_copy;) {
        wait_for_answer();
        pg_result* const next = PQgetResult(native());
        if (next == nullptr) break;
        last = query_result(next);
        answer = next;
        is_copy = is_copy_beginning(next);
    }
    if (!is_success(answer)) fail(answer);
    return last;
}

void connection::wait_for_answer() {
    constexpr int look_at_flag = 50;  // milliseconds
    for (bool is_cancelled = false; PQisBusy(native()) == 1;) {
        if (interrupt_ != nullptr && *interrupt_ && !std::exchange(is_cancelled, true)) cancel();
        pollfd socket{PQsocket(native()), POLLIN, 0};
        static_cast<void>(::poll(&socket, 1, interrupt_ == nullptr ? -1 : look_at_flag));
        if (PQconsumeInput(native()) != 1) return;  // PQgetResult says what is wrong
    }
}

void connection::cancel() const noexcept {
    PGcancel* const how = PQgetCancel(native());
    if (how == nullptr) return;
    char reason[256];
    PQcancel(how, reason, sizeof reason);
    PQfreeCancel(how);
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes what the server holds
std::vector<notice> connection::wait_for_notices(std::chrono::milliseconds longest) {
    std::vector<notice> taken;
    const auto take_all = [&] {
        if (PQconsumeInput(native()) != 1) throw_lost();
        while (PGnotify* const each = PQnotifies(native())) {
            taken.push_back({each->relname, each->extra});
            PQfreemem(each);
        }
    };
    take_all();
    pollfd socket{PQsocket(native()), POLLIN, 0};
    if (taken.empty() && ::poll(&socket, 1, static_cast<int>(longest.count())) > 0) take_all();
    return taken;
}

bool connection::is_in_transaction() const noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(native());
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

void connection::throw_lost() const {
    throw failure(
        errc::database_unavailable,
        "the connection to the database is gone: " + on_one_line(PQerrorMessage(native())) +
            (warning_->empty() ? "" : " (its last warning: " + *warning_ + ")"));
}

void connection::fail(const pg_result* result) const {
    const std::string state = result == nullptr ? "" : field(result, PG_DIAG_SQLSTATE);
    if (state.empty()) throw_lost();
    if (state == query_canceled && interrupt_ != nullptr && *interrupt_)
        throw failure(errc::interrupted, "interrupted; the statement under way changed nothing");
    // Details of broken constraints and formats quote the row, which may name a person.
    const bool quotes_row = state.starts_with("22") || state.starts_with("23");
    throw database_failure(state, field(result, PG_DIAG_MESSAGE_PRIMARY),
                           quotes_row ? std::string() : field(result, PG_DIAG_MESSAGE_DETAIL),
                           is_cluster_);
}

transaction::transaction(connection& on, const std::string& mode) : connection_(&on) {
    on.run("begin " + mode);
}

transaction::transaction(connection& on, const std::vector<prepared_call>& first,
                         std::vector<query_result>& answers)
    : connection_(&on) {
    std::vector<prepared_call> all{{"begin isolation level read committed"}};
    all.insert(all.end(), first.begin(), first.end());
    try {
        answers = on.run_all_prepared(all);
    } catch (...) {
        roll_back(on);
        throw;
    }
    answers.erase(answers.begin());
}

transaction::~transaction() {
    if (connection_ != nullptr) roll_back(*connection_);
}

void transaction::commit() {
    connection& on = *connection_;
    connection_ = nullptr;
    pg_result* const answer = PQexec(on.native(), "commit");
    const query_result owned(answer);
    if (!is_success(answer)) on.fail(answer);
    check_commit(owned);
}

void transaction::commit_after(std::vector<prepared_call> last) {
    last.push_back({"commit"});
    const std::vector<query_result> answers = connection_->run_all_prepared(last);
    connection_ = nullptr;
    check_commit(answers.back());
}

std::string quote_name(std::string_view name) { return quote(name, '"'); }

std::string quote_text(std::string_view text) { return quote(text, '\''); }

}  // namespace attrib
