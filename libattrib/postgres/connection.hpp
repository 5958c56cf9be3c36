/// @file
/// A connection to Postgres, its queries and transactions.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// libpq's own names, so that users of this header need none of its headers.
struct pg_conn;
struct pg_result;

namespace attrib {

/// Rows of an answer, as text.
class query_result {
   public:
    explicit query_result(pg_result* owned) : result_(owned) {}

    [[nodiscard]] std::size_t rows() const noexcept;

    [[nodiscard]] std::size_t columns() const noexcept;

    /// The command that was run, e.g. "COMMIT".
    [[nodiscard]] std::string_view command() const noexcept;

    /// Rows that INSERT, UPDATE, DELETE or COPY touched; 0 for others.
    [[nodiscard]] std::uint64_t affected() const noexcept;

    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const noexcept;

    /// Empty for null. The view lives as long as the result.
    [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const noexcept;

    /// REQUIRES: the value is an integer of 64 bits.
    [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;

    [[nodiscard]] bool boolean(std::size_t row, std::size_t column) const noexcept;

   private:
    struct clear {
        void operator()(pg_result* result) const noexcept;
    };
    std::unique_ptr<pg_result, clear> result_;
};

/// Values for $1, $2, ... as text; nothing is null.
using query_parameters = std::vector<std::optional<std::string>>;

/// Values for $1, $2, ... in the server's binary format, e.g. from parameter_array; the statement
/// must say of which types they are.
struct binary_parameters {
    std::vector<std::string> values;
};

/// A statement for run_all_prepared, with its parameters.
struct prepared_call {
    std::string sql;
    query_parameters parameters{};
};

/// What NOTIFY sent.
struct notice {
    std::string channel;
    std::string payload;
};

/// One session of its own: UTC, UTF-8, read committed, no timeouts, the search_path holds only the
/// schema of our tables (session_settings.hpp). One thread at a time. Everything here throws
/// `failure`: database_unavailable when there is no connection (any more), database_failure
/// (sql_state.hpp) with the server's sentence, its SQLSTATE and, where there is one, the remedy. No
/// message holds a password.
class connection {
   public:
    /// Connects. `database` is a postgresql:// URI, `key=value` pairs or a database's name; what it
    /// leaves out comes from libpq's PG* variables and defaults. Throws invalid_option when it is
    /// malformed or its options contradict what a session needs, database_refused behind a pooler
    /// that shares sessions between transactions.
    explicit connection(const std::string& database);

    /// From now on, a statement that is waited for while the flag is up is cancelled, and failure
    /// (interrupted) thrown. The flag must outlive the connection; null: none. Not for COPY.
    void interrupt_by(const std::atomic<bool>* flag) noexcept { interrupt_ = flag; }

    /// Runs statements without parameters; the answer is the last one's.
    query_result run(const std::string& sql);

    /// Runs one statement with parameters.
    query_result run(const std::string& sql, const query_parameters& parameters);

    /// The same for a statement that comes again and again: the server parses and plans it once for
    /// this connection, whatever the parameters.
    query_result run_prepared(const std::string& sql, const query_parameters& parameters = {});

    /// Rows of such a query in the binary format of COPY, see copy_encoder.hpp.
    std::string rows_prepared(const std::string& sql, const query_parameters& parameters = {});

    /// The same for several statements in one round trip (libpq's pipeline mode): their answers.
    /// What follows a statement that fails is not run. Outside a transaction they are one.
    std::vector<query_result> run_all_prepared(const std::vector<prepared_call>& calls);

    query_result run_prepared(const std::string& sql, const binary_parameters& parameters);
    std::string rows_prepared(const std::string& sql, const binary_parameters& parameters);

    /// Waits until a NOTIFY comes that this connection listens for, the time is over or a signal
    /// was caught; gives all that came.
    std::vector<notice> wait_for_notices(std::chrono::milliseconds longest);

    [[nodiscard]] bool is_in_transaction() const noexcept;

    /// Asks the server to end the statement that runs; it answers that statement as cancelled,
    /// unless it was done before. Throws nothing: then the statement goes on.
    void cancel() const noexcept;

    /// Identity of the server process that serves this connection, for pg_terminate_backend.
    [[nodiscard]] int backend_pid() const noexcept { return backend_pid_; }

    /// Schema of our tables, quoted where SQL needs it: of the schemas in the user's search_path
    /// the first that holds attrib_schema, else the first that exists.
    [[nodiscard]] const std::string& schema() const noexcept { return schema_; }

    /// Whether the server was a standby when we connected: it takes no writes and no LISTEN.
    [[nodiscard]] bool is_standby() const noexcept { return is_standby_; }

    /// Whether the database has the extension Citus, and so may be a node of a cluster.
    [[nodiscard]] bool is_cluster() const noexcept { return is_cluster_; }

    [[nodiscard]] pg_conn* native() const noexcept { return connection_.get(); }

    /// Throws what went wrong with the last statement or with the connection.
    [[noreturn]] void fail(const pg_result* result) const;

   private:
    struct close {
        void operator()(pg_conn* connection) const noexcept;
    };
    void begin_session();
    [[noreturn]] void throw_lost() const;
    const std::string& prepare(const std::string& sql);
    query_result execute(const std::string& name, const std::vector<const char*>& values,
                         const std::vector<int>& sizes, bool is_binary);
    query_result answer_to(int sent);
    std::vector<query_result> pipelined_answers(std::size_t count);
    void wait_for_answer();

    std::unique_ptr<std::string> warning_;  // the last one of the server; libpq writes to it
    std::unique_ptr<pg_conn, close> connection_;
    int backend_pid_ = 0;
    bool is_standby_ = false;
    bool is_cluster_ = false;
    std::string schema_;
    const std::atomic<bool>* interrupt_ = nullptr;
    std::unordered_map<std::string, std::string> prepared_;  // names of statements, by their text
};

/// Begins a transaction; rolls it back unless `commit` was called. The connection must outlive it.
class transaction {
   public:
    /// `mode` follows BEGIN and says which isolation the work needs.
    explicit transaction(connection& on,
                         const std::string& mode = "isolation level read committed");

    /// Begins, runs `first` in the same round trip, and gives their answers.
    transaction(connection& on, const std::vector<prepared_call>& first,
                std::vector<query_result>& answers);
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();

    /// Throws when the server did not commit. After a lost connection nobody knows whether it did.
    void commit();

    /// The same after `last`, in one round trip.
    void commit_after(std::vector<prepared_call> last);

   private:
    connection* connection_;
};

/// A name or a text as SQL writes it, quoted.
[[nodiscard]] std::string quote_name(std::string_view name);
[[nodiscard]] std::string quote_text(std::string_view text);

}  // namespace attrib
