#include <libattrib/postgres/copy_stream.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <libattrib/core/error.hpp>
#include <libattrib/postgres/copy_encoder.hpp>
#include <limits>

namespace attrib {
namespace {

constexpr std::size_t most_bytes_a_message = std::size_t{64} * 1024;

// Answers until the server has no more to say about the COPY; the first one counts.
query_result drain(const connection& on) {
    query_result first(PQgetResult(on.native()));
    while (pg_result* const more = PQgetResult(on.native())) PQclear(more);
    return first;
}

}  // namespace

copy_writer::copy_writer(connection& on, const std::string& target, const std::string& options)
    : connection_(&on) {
    on.run("copy " + target + " from stdin (format binary" +
           (options.empty() ? "" : ", " + options) + ")");
    write(copy_header);
}

copy_writer::~copy_writer() {
    if (connection_ == nullptr) return;
    PQputCopyEnd(connection_->native(), "given up");
    drain(*connection_);
}

void copy_writer::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t size = std::min(bytes.size(), most_bytes_a_message);
        if (PQputCopyData(connection_->native(), bytes.data(), static_cast<int>(size)) != 1)
            connection_->fail(nullptr);
        bytes.remove_prefix(size);
    }
}

std::uint64_t copy_writer::finish() {
    write(copy_trailer);
    connection& on = *connection_;
    connection_ = nullptr;
    if (PQputCopyEnd(on.native(), nullptr) != 1) on.fail(nullptr);
    pg_result* const answer = PQgetResult(on.native());
    const query_result owned(answer);
    drain(on);
    if (PQresultStatus(answer) != PGRES_COMMAND_OK) on.fail(answer);
    return owned.affected();
}

void copy_csv(connection& on, const std::string& table, std::string_view csv) {
    on.run("copy " + table + " from stdin (format csv, header)");
    if (PQputCopyData(on.native(), csv.data(), static_cast<int>(csv.size())) != 1 ||
        PQputCopyEnd(on.native(), nullptr) != 1)
        on.fail(nullptr);
    while (pg_result* const answer = PQgetResult(on.native())) {
        const query_result owned(answer);
        if (PQresultStatus(answer) != PGRES_COMMAND_OK) on.fail(answer);
    }
}

copy_reader::copy_reader(connection& on, const std::string& query) : connection_(&on) {
    on.run("copy (" + query + ") to stdout (format binary)");
}

copy_reader::~copy_reader() {
    if (at_end_) return;
    // Left early: ask the server to stop, then throw away what is still under way.
    connection_->cancel();
    char* row = nullptr;
    while (PQgetCopyData(connection_->native(), &row, 0) > 0) PQfreemem(row);
    drain(*connection_);
}

bool copy_reader::read(std::string& rows, std::size_t bytes) {
    while (!at_end_ && rows.size() < bytes) {
        char* row = nullptr;
        const int size = PQgetCopyData(connection_->native(), &row, 0);
        if (size > 0) {
            // The header comes in a message of its own or with the first row, the trailer alone.
            const std::string_view message(row, static_cast<std::size_t>(size));
            const std::size_t skipped = std::exchange(at_start_, false) ? copy_header.size() : 0;
            if (message != copy_trailer) rows.append(message.substr(skipped));
            PQfreemem(row);
            continue;
        }
        at_end_ = true;
        if (size != -1) connection_->fail(nullptr);
        pg_result* const answer = PQgetResult(connection_->native());
        const query_result owned(answer);
        drain(*connection_);
        if (PQresultStatus(answer) != PGRES_COMMAND_OK) connection_->fail(answer);
    }
    return !rows.empty();
}

std::string copy_all(connection& on, const std::string& query) {
    copy_reader reader(on, query);
    std::string rows;
    reader.read(rows, std::numeric_limits<std::size_t>::max());
    return rows;
}

void copy_rows(connection& on, const std::string& target, std::string_view rows) {
    if (rows.empty()) return;
    copy_writer writer(on, target);
    writer.write(rows);
    writer.finish();
}

}  // namespace attrib
