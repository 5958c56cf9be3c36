#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <libattrib/core/time_zone.hpp>
#include <libattrib/journeys/session_loader.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>

namespace attrib {
namespace {

constexpr std::chrono::days next_day{1};
constexpr std::size_t read_piece_bytes = std::size_t{1} << 20;

// A day longer than the window, as clocks may be turned within it.
calendar_day first_day_of_history(const attribution_options& options, calendar_day day) {
    return day - std::chrono::ceil<std::chrono::days>(options.journey_window) - next_day;
}

// Sessions of one day in the order that they were read.
struct unsorted_day {
    std::vector<user_number> users;
    std::array<std::vector<text_number>, block_column_count> values;
    std::vector<session_counts> counts;
};

// A session in its user's history.
struct visit {
    user_number user;
    timestamp start;
    unsorted_day* day;
    std::size_t place;  // in the day
};

// When each user was last there, of the days that were read so far.
class visit_history {
   public:
    [[nodiscard]] timestamp last_of(user_number user) const noexcept {
        return user < last_.size() ? last_[user] : timestamp::min();
    }
    void set(user_number user, timestamp start) {
        if (user >= last_.size()) last_.resize(user + 1, timestamp::min());
        last_[user] = start;
    }

   private:
    std::vector<timestamp> last_;
};

// Takes rows of int_sessions apart, a day from another. Days are read in their order.
class session_rows {
   public:
    session_rows(const session_source& source, calendar_day from, calendar_day to,
                 session_columns columns, visit_history& history)
        : source_(source),
          history_(history),
          zone_(source.options.zone),
          from_(from),
          columns_(columns),
          has_visitors_(columns.has(touch_column::visitor)),
          days_(static_cast<std::size_t>((to - from).count())),
          readers_(touch_column_count, dictionary_reader(*source.texts)) {
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (columns.has(static_cast<touch_column>(i))) stored_.push_back(i);
    }

    // Reads the sessions of all days that pass the condition, which begins with `and` or is empty.
    void read(connection& on, const std::string& condition) {
        copy_reader reader(on, query() + condition);
        std::string rows;
        while (reader.read(rows, read_piece_bytes)) {
            take(rows);
            rows.clear();
        }
        if (has_visitors_) derive_visitors();
    }

    // One per day.
    [[nodiscard]] std::vector<shared_sessions> blocks() {
        std::vector<shared_sessions> made;
        for (std::size_t day = 0; day < days_.size(); ++day) made.push_back(block_of(day));
        return made;
    }

    [[nodiscard]] shared_sessions block_of(std::size_t day) {
        auto block = std::make_shared<session_block>();
        block->texts = source_.texts;
        block->day = from_ + std::chrono::days{day};
        block->columns = columns_;
        const unsorted_day read = std::exchange(days_[day], {});
        const std::vector<std::uint64_t> order = order_of(read.users);
        block->users.reserve(order.size());
        for (const std::uint64_t each : order)
            block->users.push_back(static_cast<user_number>(each >> 32U));
        const auto place_of = [](std::uint64_t each) { return each & 0xffff'ffffU; };
        for (std::size_t i = 0; i < block_column_count; ++i) {
            if (!columns_.has(static_cast<touch_column>(i))) continue;
            block->values[i].reserve(order.size());
            for (const std::uint64_t each : order)
                block->values[i].push_back(read.values[i][place_of(each)]);
        }
        if (!columns_.has_counts) return block;
        block->counts.reserve(order.size());
        for (const std::uint64_t each : order) block->counts.push_back(read.counts[place_of(each)]);
        return block;
    }

   private:
    // Users with the places of their sessions, by user.
    static std::vector<std::uint64_t> order_of(const std::vector<user_number>& users) {
        std::vector<std::uint64_t> order;
        order.reserve(users.size());
        for (std::size_t i = 0; i < users.size(); ++i)
            order.push_back(std::uint64_t{users[i]} << 32U | i);
        std::ranges::sort(order);
        return order;
    }

    [[nodiscard]] calendar_day end() const { return from_ + std::chrono::days{days_.size()}; }

    // By the index on their starts. Clocks that are turned around midnight show a day again, or
    // late.
    [[nodiscard]] std::string query() {
        constexpr std::chrono::hours margin{6};
        std::string text = "select user_pseudo_id, session_start";
        for (const std::size_t i : stored_) text.append(", ").append(touch_column_names[i]);
        if (columns_.has_counts) text += ", event_count, conversions";
        return text + fmt::format(
                          " from int_sessions where session_start >= '{}' and session_start < '{}'",
                          to_string(zone_.at_clock(from_.time_since_epoch()) - margin),
                          to_string(zone_.at_clock(end().time_since_epoch()) + margin));
    }

    void take(std::string_view rows) {
        const auto fields =
            static_cast<std::int16_t>(2 + stored_.size() + (columns_.has_counts ? 2 : 0));
        std::array<std::string_view, touch_column_count> texts;
        for (copy_decoder row(rows); row.next_row(fields);) {
            const std::string_view user = row.text();
            const timestamp start = row.time();
            for (const std::size_t i : stored_) texts[i] = row.text();
            session_counts counts;
            if (columns_.has_counts) {
                counts.events = static_cast<std::uint32_t>(row.integer());
                counts.conversions = static_cast<std::uint32_t>(row.integer());
            }
            const auto place = (zone_.day_of(start) - from_).count();
            if (place < 0 || place >= static_cast<std::int64_t>(days_.size())) continue;
            const user_number number = source_.users.add(user);
            unsorted_day& day = days_[static_cast<std::size_t>(place)];
            if (has_visitors_) visits_.push_back({number, start, &day, day.users.size()});
            day.users.push_back(number);
            for (const std::size_t i : stored_)
                day.values[i].push_back(readers_[i].id_of(texts[i]));
            if (columns_.has_counts) day.counts.push_back(counts);
        }
    }

    // Sets `visitor` of each session: whether its user had another in the journey window before.
    void derive_visitors() {
        constexpr auto visitor = static_cast<std::size_t>(touch_column::visitor);
        const text_number is_new = source_.texts->add(new_visitor).id;
        const text_number is_returning = source_.texts->add(returning_visitor).id;
        for (unsorted_day& each : days_) each.values[visitor].resize(each.users.size(), is_new);
        std::ranges::sort(visits_, [](const visit& a, const visit& b) {
            return a.user != b.user ? a.user < b.user : a.start < b.start;
        });
        for (const visit& each : visits_) {
            const timestamp before = history_.last_of(each.user);
            if (before != timestamp::min() && each.start - before <= source_.options.journey_window)
                each.day->values[visitor][each.place] = is_returning;
            history_.set(each.user, each.start);
        }
        visits_ = {};
    }

    const session_source& source_;
    visit_history& history_;
    time_zone zone_;
    calendar_day from_;
    session_columns columns_;
    bool has_visitors_;
    std::vector<std::size_t> stored_;  // the columns that int_sessions has
    std::vector<unsorted_day> days_;
    std::vector<visit> visits_;  // where visitors are asked for
    std::vector<dictionary_reader> readers_;
};

// Fills the history with the sessions that say which visitors of `day` and later are new.
void read_history(connection& on, const session_source& source, calendar_day day,
                  std::chrono::days at_once, const std::string& condition, visit_history& history) {
    const session_columns visitors = touch_columns().with(touch_column::visitor);
    for (calendar_day from = first_day_of_history(source.options, day); from < day;
         from += at_once) {
        session_rows rows(source, from, std::min(day, from + at_once), visitors, history);
        rows.read(on, condition);
    }
}

// Users by number.
using user_flags = std::vector<bool>;

// A query of the users in these batches: each kind of batch by its index.
std::string query_of_users(std::span<const std::int64_t> batch_ids) {
    std::string query;
    for (const std::int64_t kind : {0, 1}) {
        std::vector<std::int64_t> ids;
        std::ranges::copy_if(batch_ids, std::back_inserter(ids),
                             [kind](std::int64_t each) { return each % 2 == kind; });
        if (ids.empty()) continue;
        query += fmt::format(
            "{}select user_pseudo_id from ga4_events_raw where batch_id in ({}) and batch_id % 2 = "
            "{}",
            query.empty() ? "" : " union ", fmt::join(ids, ","), kind);
    }
    return query;
}

user_flags flags_of(connection& on, const user_table& users, const std::string& query) {
    user_flags changed(users.size());
    const std::string rows = copy_all(on, query);
    for (copy_decoder row(rows); row.next_row(1);) {
        const std::uint32_t user = users.find(row.text());
        if (user != user_table::nobody) changed[user] = true;
    }
    return changed;
}

// Sessions of `known` whose users are not flagged, and those of `more`.
shared_sessions with_changes(const session_block& known, const user_flags& changed,
                             const session_block& more) {
    auto block = std::make_shared<session_block>();
    block->texts = known.texts;
    block->day = known.day;
    block->columns = known.columns;
    block->users.reserve(known.size() + more.size());
    const auto take = [&](const session_block& from, std::size_t at) {
        block->users.push_back(from.users[at]);
        for (std::size_t i = 0; i < block_column_count; ++i)
            if (known.columns.has(static_cast<touch_column>(i)))
                block->values[i].push_back(from.values[i][at]);
        if (known.columns.has_counts) block->counts.push_back(from.counts[at]);
    };
    for (std::size_t i = 0; i < block_column_count; ++i)
        if (known.columns.has(static_cast<touch_column>(i)))
            block->values[i].reserve(known.size() + more.size());
    if (known.columns.has_counts) block->counts.reserve(known.size() + more.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < known.size(); ++i) {
        const user_number user = known.users[i];
        while (next < more.size() && more.users[next] < user) take(more, next++);
        if (!changed[user]) take(known, i);
    }
    while (next < more.size()) take(more, next++);
    return block;
}

}  // namespace

void load_sessions(connection& on, const session_source& source, calendar_day from, calendar_day to,
                   session_columns columns, std::chrono::days at_once, const session_taker& take) {
    const std::string condition =
        source.part.of == 1
            ? std::string()
            : fmt::format(" and (hashtextextended(user_pseudo_id, 0) & 65535) % {} = {}",
                          source.part.of, source.part.which);
    visit_history history;
    if (columns.has(touch_column::visitor))
        read_history(on, source, from, at_once, condition, history);
    for (calendar_day day = from; day < to; day += at_once) {
        session_rows rows(source, day, std::min(to, day + at_once), columns, history);
        rows.read(on, condition);
        take(rows.blocks());
    }
}

std::vector<shared_sessions> load_changed_sessions(connection& on, const session_source& source,
                                                   std::span<const shared_sessions> known,
                                                   std::span<const std::int64_t> batch_ids) {
    session_columns columns;
    for (const shared_sessions& each : known) columns = columns.with(each->columns);
    const std::string users = query_of_users(batch_ids);
    // However old the statistics are: the users are few, and indexes lead to them.
    on.run(
        "set local enable_seqscan = off; set local enable_hashjoin = off; set local "
        "enable_mergejoin = off");
    const calendar_day from = known.front()->day;
    const calendar_day end = known.back()->day + next_day;
    const user_flags changed = flags_of(on, source.users, users);
    const std::string condition = " and user_pseudo_id in (" + users + ")";
    visit_history history;
    if (columns.has(touch_column::visitor))
        read_history(on, source, from, end - from, condition, history);
    session_rows rows(source, from, end, columns, history);
    rows.read(on, condition);
    on.run(
        "set local enable_seqscan to default; set local enable_hashjoin to default; set local "
        "enable_mergejoin to default");
    std::vector<shared_sessions> blocks;
    for (const shared_sessions& each : known)
        blocks.push_back(with_changes(
            *each, changed, *rows.block_of(static_cast<std::size_t>((each->day - from).count()))));
    return blocks;
}

}  // namespace attrib
