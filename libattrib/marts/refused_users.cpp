#include <libattrib/marts/refused_users.hpp>

#include <fmt/format.h>

#include <libattrib/marts/bisect.hpp>
#include <libattrib/marts/row_copy.hpp>
#include <libattrib/marts/table_layout.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>

namespace attrib {
namespace {

// Rows of one user that stand together.
struct user_part {
    std::string_view user;
    std::string_view rows;
};

std::string next_table(const connection& on, table which) {
    return fmt::format("{}.{}__next", on.schema(), name_of(which));
}

// In each of these tables the user is the second column.
std::vector<user_part> parts_of(table which, std::string_view rows) {
    std::vector<user_part> parts;
    const std::int16_t fields = fields_of(which);
    copy_decoder row(rows);
    for (std::string_view before = row.rest(); row.next_row(fields); before = row.rest()) {
        static_cast<void>(row.text());
        const std::string_view user = row.text();
        for (int i = 2; i < fields; ++i) static_cast<void>(row.text());
        const std::size_t size = before.size() - row.rest().size();
        if (parts.empty() || parts.back().user != user)
            parts.push_back({user, before.substr(0, 0)});
        std::string_view& own = parts.back().rows;
        own = {own.data(), own.size() + size};
    }
    return parts;
}

// Parts that stand after one another as they do in a piece.
std::string_view rows_of(std::span<const user_part> some) {
    const char* const begin = some.front().rows.data();
    const std::string_view last = some.back().rows;
    return {begin, static_cast<std::size_t>(last.data() + last.size() - begin)};
}

}  // namespace

refused_users::refused_users(const std::string& database, const std::atomic<bool>* interrupt)
    : on_(database), work_(on_), interrupt_(interrupt) {
    on_.interrupt_by(interrupt);
    for (const table which : stored_tables) {
        if (!takes(which)) continue;
        on_.run("drop table if exists " + next_table(on_, which));
        make_like(on_, next_table(on_, which), which);
        constrain_like(on_, next_table(on_, which), which);
        index_like(on_, next_table(on_, which), which);
    }
}

void refused_users::encode(table which, const user_rows& rows, std::string& out) const {
    append_user_rows(which, rows, out);
}

void refused_users::write(table which, std::string&& rows) {
    if (interrupt_ != nullptr && *interrupt_)
        throw failure(errc::interrupted, "interrupted; the tables are as they were");
    const std::string piece = std::move(rows);
    const std::vector<user_part> parts = parts_of(which, piece);
    const auto index = static_cast<std::size_t>(which);
    refusal why;
    take_or_bisect(
        std::span(parts),
        [&](std::span<const user_part> some) {
            try {
                savepoint part(on_);
                copy_rows(on_, next_table(on_, which), rows_of(some));
                part.keep();
                has_stored_[index] = true;
                return true;
            } catch (const failure& failed) {
                if (kind_of(failed) != failure_kind::data) throw;
                why = refusal_of(failed);
                return false;
            }
        },
        [&](const user_part& one) {
            has_refused_[index] = true;
            refused_.try_emplace(std::string(one.user), why);
        });
}

std::vector<refused_user> refused_users::found() const {
    std::vector<refused_user> users;
    for (std::size_t i = 0; i < table_count; ++i)
        if (has_refused_[i] && !has_stored_[i]) return users;
    for (const auto& [user, why] : refused_) users.push_back({user, why});
    return users;
}

}  // namespace attrib
