#include <libpq-fe.h>
#include <poll.h>

#include <charconv>
#include <libattrib/postgres/connection_string.hpp>
#include <libattrib/postgres/open_session.hpp>
#include <memory>
#include <vector>

namespace attrib {
namespace {

constexpr int pooler_timeout_ms = 2000;

// Keywords that the user leaves out.
void complete(connection_keywords& keywords) {
    const auto add = [&](const char* keyword, const char* value) {
        if (value_of(keywords, keyword).empty()) keywords.emplace_back(keyword, value);
    };
    add("fallback_application_name", "attrib");
    add("client_encoding", "UTF8");
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> defaults(PQconndefaults(),
                                                                                &PQconninfoFree);
    bool is_timeout_known = !value_of(keywords, "service").empty();
    for (const PQconninfoOption* each = defaults.get(); each != nullptr && each->keyword != nullptr;
         ++each)
        is_timeout_known |= std::string_view(each->keyword) == "connect_timeout" &&
                            each->val != nullptr && *each->val != '\0';
    if (!is_timeout_known) add("connect_timeout", "30");
}

// Everything of a connection that libpq itself would not show.
std::vector<std::string> secrets_of(pg_conn* connection) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> used(PQconninfo(connection),
                                                                            &PQconninfoFree);
    std::vector<std::string> secrets;
    for (const PQconninfoOption* each = used.get(); each != nullptr && each->keyword != nullptr;
         ++each)
        if (*each->dispchar == '*' && each->val != nullptr) secrets.emplace_back(each->val);
    if (const char* const found = PQpass(connection); found != nullptr) secrets.emplace_back(found);
    return secrets;
}

// Process id of whoever serves the client's next statement; 0 when that is nobody for a while.
int serving_process(pg_conn* client) {
    if (PQsendQuery(client, "select pg_catalog.pg_backend_pid()") != 1) return 0;
    pollfd socket{PQsocket(client), POLLIN, 0};
    for (bool is_waiting = true; is_waiting && PQisBusy(client) == 1;)
        is_waiting = ::poll(&socket, 1, pooler_timeout_ms) > 0 && PQconsumeInput(client) == 1;
    if (PQisBusy(client) == 1) return 0;
    int process = 0;
    while (pg_result* const answer = PQgetResult(client)) {
        if (PQntuples(answer) == 1) {
            const std::string_view digits = PQgetvalue(answer, 0, 0);
            std::from_chars(digits.data(), digits.data() + digits.size(), process);
        }
        PQclear(answer);
    }
    return process;
}

}  // namespace

std::string on_one_line(std::string_view message) {
    std::string line;
    for (const char c : message) {
        const bool is_space = c == '\n' || c == '\t' || c == ' ';
        if (!is_space)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

pg_conn* open_session(const std::string& database) {
    connection_keywords keywords = parse_connection_string(database).value();
    complete(keywords);
    if (const std::string_view encoding = value_of(keywords, "client_encoding");
        encoding != "UTF8" && encoding != "utf8" && encoding != "UTF-8")
        throw failure(errc::invalid_option, "client_encoding must be UTF8: take it out of the URL");
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    pg_conn* const opened = PQconnectdbParams(names.data(), values.data(), 0);
    if (PQstatus(opened) == CONNECTION_OK) return opened;
    const std::string message = without_secrets(PQerrorMessage(opened), secrets_of(opened));
    PQfinish(opened);
    throw failure(errc::database_unavailable,
                  "cannot connect to the database (" + on_one_line(message) +
                      "); check that it runs, and that --database or DATABASE_URL names it as "
                      "postgresql://user:password@host:port/name");
}

std::string session_options(pg_conn* connection) {
    const char* const options = PQoptions(connection);
    return options == nullptr ? std::string() : std::string(options);
}

bool shares_session(pg_conn* first, int process, const std::string& database) {
    constexpr int rounds = 3;
    const std::unique_ptr<pg_conn, decltype(&PQfinish)> second(open_session(database), &PQfinish);
    for (int i = 0; i < rounds; ++i) {
        const int other = serving_process(second.get());
        if (other == 0) return false;  // it waits for a session: the first one has its own
        if (other == process || serving_process(first) != process) return true;
    }
    return false;
}

}  // namespace attrib
