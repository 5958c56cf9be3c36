#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/threads.hpp>
#include <libattrib/journeys/journey_loader.hpp>
#include <libattrib/journeys/user_table.hpp>
#include <libattrib/postgres/copy_decoder.hpp>
#include <libattrib/postgres/copy_stream.hpp>
#include <libattrib/postgres/distribution.hpp>
#include <numeric>
#include <optional>
#include <span>

namespace attrib {
namespace {

constexpr std::size_t copy_piece_bytes = std::size_t{1} << 20;

// Where one in so many sessions, or more, belongs to a conversion's user, all are sent and most are
// kept: to look for the users in the server would take longer than to send the others.
constexpr double sessions_sent_per_conversion = 12;

// So many conversions are worth a second connection.
constexpr std::int64_t many_conversions = 20'000;

struct loaded_conversion {
    std::uint32_t user = 0;
    std::uint32_t day = 0;  // from the first day asked for
    packed_conversion packed;
};

// Sessions column by column, as one connection gave them.
struct loaded_sessions {
    std::vector<std::uint32_t> users;
    std::vector<touch> touches;
    std::array<std::vector<text_number>, block_column_count> values;
};

// Orders numbers by what they belong to: positions of those of `i` lie from begins[i] to
// begins[i + 1].
struct grouping {
    std::vector<std::uint32_t> begins;
    std::vector<std::uint32_t> places;

    [[nodiscard]] std::span<std::uint32_t> of(std::size_t group) noexcept {
        return std::span(places).subspan(begins[group], begins[group + 1] - begins[group]);
    }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t group) const noexcept {
        return std::span(places).subspan(begins[group], begins[group + 1] - begins[group]);
    }
};

template <class GroupOf>
grouping group_by(std::size_t count, std::size_t groups, const GroupOf& group_of) {
    grouping made;
    made.begins.assign(groups + 1, 0);
    for (std::size_t i = 0; i < count; ++i) ++made.begins[group_of(i) + 1];
    std::partial_sum(made.begins.begin(), made.begins.end(), made.begins.begin());
    std::vector<std::uint32_t> next(made.begins.begin(), made.begins.end() - 1);
    made.places.resize(count);
    for (std::size_t i = 0; i < count; ++i)
        made.places[next[group_of(i)]++] = static_cast<std::uint32_t>(i);
    return made;
}

// One reading of some days.
class journey_reading {
   public:
    journey_reading(connection& on, const journey_source& source, calendar_day from,
                    calendar_day to, touch_columns columns)
        : on_(on),
          source_(source),
          reach_(journey_reach(source.options)),
          from_(from),
          to_(to),
          columns_(columns) {}

    std::vector<shared_block> run() {
        open_second();
        read_conversions();
        read_sessions();
        return build();
    }

   private:
    // The condition on conversions, by the index on their time: days of every zone begin within a
    // day of those of UTC.
    [[nodiscard]] std::string of_these_days() const {
        return fmt::format(
            "conversion_timestamp >= '{}'::timestamp at time zone 'UTC' and "
            "conversion_timestamp < '{}'::timestamp at time zone 'UTC' and "
            "conversion_date >= '{}'::date and conversion_date < '{}'::date",
            to_string(from_ - std::chrono::days{1}), to_string(to_ + std::chrono::days{1}),
            to_string(from_), to_string(to_));
    }

    void open_second() {
        on_.run("set local work_mem = '256MB'; set local jit = off");
        const query_result known = on_.run(
            "select coalesce(sum(conversions), 0)::bigint, "
            "(select greatest(reltuples, 0)::bigint from pg_class "
            "where oid = 'int_sessions'::regclass) from mart_channel_daily "
            "where conversion_date >= $1::date and conversion_date < $2::date and model = $3",
            {to_string(from_), to_string(to_), source_.options.models.front().name});
        expected_ = known.integer(0, 0);
        sends_all_sessions_ = static_cast<double>(known.integer(0, 1)) <
                              static_cast<double>(expected_) * sessions_sent_per_conversion;
        if (!source_.connect || expected_ < many_conversions || on_.is_standby() ||
            is_distributed(on_))
            return;
        const query_result snapshot = on_.run("select pg_export_snapshot()");
        second_.emplace(source_.connect());
        second_view_.emplace(*second_, "isolation level repeatable read, read only");
        second_->run("set transaction snapshot " + quote_text(snapshot.text(0, 0)));
        second_->run("set local work_mem = '256MB'; set local jit = off");
    }

    // Runs `query and <part of the table's pages>` on each connection; `take(part, rows)` gets the
    // rows in pieces.
    template <class Take>
    void copy_in_parts(const std::string& table, const std::string& query, const Take& take) {
        const unsigned parts = second_ ? 2 : 1;
        std::string middle;
        if (second_) {
            const query_result pages =
                on_.run("select pg_relation_size(" + quote_text(table) +
                        "::regclass) / current_setting('block_size')::bigint / 2");
            middle = fmt::format("'({},0)'", pages.integer(0, 0));
        }
        run_on_threads(parts, [&](unsigned part) {
            connection& on = part == 0 ? on_ : *second_;
            on.run("set local max_parallel_workers_per_gather = 0");
            copy_reader reader(on, middle.empty()
                                       ? query
                                       : fmt::format("{} and {}.ctid {} {}", query, table,
                                                     part == 0 ? "<" : ">=", middle));
            std::string rows;
            while (reader.read(rows, copy_piece_bytes)) {
                take(part, std::string_view(rows));
                rows.clear();
            }
        });
    }

    void read_conversions() {
        constexpr std::int16_t fields = 7;
        std::array<std::vector<std::pair<loaded_conversion, std::string_view>>, 2> read;
        std::array<byte_arena, 2> names;
        std::array readers{dictionary_reader(*source_.texts), dictionary_reader(*source_.texts)};
        copy_in_parts(
            "mart_last_click",
            "select user_pseudo_id, conversion_timestamp, conversion_date, conversion_name, "
            "currency, revenue, hashtextextended(conversion_id, 0) from mart_last_click where " +
                of_these_days(),
            [&](unsigned part, std::string_view rows) {
                for (copy_decoder row(rows); row.next_row(fields);) {
                    const std::string_view user = row.text();
                    char* const kept = names[part].allocate(user.size());
                    user.copy(kept, user.size());
                    loaded_conversion each;
                    each.packed.when = row.time();
                    each.day = static_cast<std::uint32_t>((row.day() - from_).count());
                    each.packed.name = readers[part].id_of(row.text());
                    each.packed.currency = readers[part].id_of(row.text());
                    each.packed.revenue = row.amount().value_or(money{});
                    each.packed.id_hash = row.integer();
                    read[part].emplace_back(each, std::string_view(kept, user.size()));
                }
            });
        for (const auto& part : read)
            for (const auto& [each, user] : part) {
                conversions_.push_back(each);
                conversions_.back().user = users_.add(user);
            }
    }

    void read_sessions() {
        if (conversions_.empty()) return;
        // The visitor of the earliest touchpoint is derived from the sessions before it.
        const microseconds before =
            columns_.has(touch_column::visitor) ? source_.options.journey_window : microseconds{};
        const auto [first, last] = std::ranges::minmax(
            conversions_, {}, [](const loaded_conversion& each) { return each.packed.when; });
        std::string query = "select user_pseudo_id, session_start";
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (columns_.has(static_cast<touch_column>(i)))
                query.append(", ").append(touch_column_names[i]);
        query += fmt::format(
            " from int_sessions where session_start >= '{}' and session_start <= '{}'",
            to_string(first.packed.when - reach_ - before), to_string(last.packed.when));
        if (!sends_all_sessions_)
            query += " and user_pseudo_id in (select user_pseudo_id from mart_last_click where " +
                     of_these_days() + ")";
        std::vector<session_reader> readers;
        for (loaded_sessions& part : sessions_) readers.emplace_back(*this, part);
        copy_in_parts("int_sessions", query,
                      [&](unsigned part, std::string_view rows) { readers[part].take(rows); });
    }

    // Takes rows of one connection in.
    class session_reader {
       public:
        session_reader(const journey_reading& reading, loaded_sessions& out)
            : reading_(reading),
              out_(out),
              texts_(touch_column_count, dictionary_reader(*reading.source_.texts)) {
            for (std::size_t i = 0; i < touch_column_count; ++i)
                if (reading.columns_.has(static_cast<touch_column>(i))) columns_.push_back(i);
        }

        void take(std::string_view rows) {
            const auto fields = static_cast<std::int16_t>(2 + columns_.size());
            std::array<std::string_view, touch_column_count> texts;
            for (copy_decoder row(rows); row.next_row(fields);) {
                const std::uint32_t user = reading_.users_.find(row.text());
                const timestamp start = row.time();
                for (const std::size_t i : columns_) texts[i] = row.text();
                if (user == user_table::nobody) continue;
                out_.users.push_back(user);
                out_.touches.push_back(
                    {start, texts_[0].id_of(texts[0]), traits_of(texts[0], texts[1], texts[2])});
                for (const std::size_t i : columns_)
                    if (i != 0) out_.values[i].push_back(texts_[i].id_of(texts[i]));
            }
        }

       private:
        // Channels are few, and most rows come without a source to look at.
        touch_traits traits_of(std::string_view channel, std::string_view source,
                               std::string_view medium) {
            if (channel != known_channel_) {
                known_channel_ = channel;
                known_traits_ = reading_.source_.classifier.traits_of(channel, {}, {});
            }
            touch_traits traits = known_traits_;
            if (!source.empty())
                traits.is_google_paid =
                    reading_.source_.classifier.traits_of(channel, source, medium).is_google_paid;
            return traits;
        }

        const journey_reading& reading_;
        loaded_sessions& out_;
        std::vector<dictionary_reader> texts_;
        std::vector<std::size_t> columns_;
        std::string known_channel_ = "\n";  // none
        touch_traits known_traits_;
    };

    // Sets `visitor` of each session: whether its user had another in the journey window before.
    // REQUIRES: those of a user are in order of time.
    void derive_visitors(const grouping& sessions) {
        if (!columns_.has(touch_column::visitor)) return;
        loaded_sessions& all = sessions_[0];
        auto& visitors = all.values[static_cast<std::size_t>(touch_column::visitor)];
        visitors.resize(all.touches.size());
        const text_number is_new = source_.texts->add(new_visitor).id;
        const text_number is_returning = source_.texts->add(returning_visitor).id;
        for (std::size_t user = 0; user < users_.size(); ++user) {
            const touch* before = nullptr;
            for (const std::uint32_t at : sessions.of(user)) {
                const touch& session = all.touches[at];
                const bool returns = before != nullptr && session.start - before->start <=
                                                              source_.options.journey_window;
                visitors[at] = returns ? is_returning : is_new;
                before = &session;
            }
        }
    }

    std::vector<shared_block> build() {
        merge_sessions();
        const auto days = static_cast<std::size_t>((to_ - from_).count());
        std::vector<std::shared_ptr<journey_block>> blocks(days);
        for (std::size_t day = 0; day < days; ++day) {
            blocks[day] = std::make_shared<journey_block>();
            blocks[day]->texts = source_.texts;
            blocks[day]->day = from_ + std::chrono::days{day};
            blocks[day]->columns = columns_;
        }
        grouping conversions = group_by(conversions_.size(), days, [&](std::size_t i) {
            return std::size_t{conversions_[i].day};
        });
        loaded_sessions& all = sessions_[0];
        grouping sessions = group_by(all.users.size(), users_.size(),
                                     [&](std::size_t i) { return std::size_t{all.users[i]}; });
        const unsigned threads = second_ ? 2 : 1;
        run_on_threads(threads, [&](unsigned thread) {
            for (std::size_t user = thread; user < users_.size(); user += threads)
                std::ranges::sort(sessions.of(user), {},
                                  [&](std::uint32_t i) { return all.touches[i].start; });
        });
        derive_visitors(sessions);
        run_on_threads(threads, [&](unsigned thread) {
            for (std::size_t day = thread; day < days; day += threads)
                fill(*blocks[day], conversions.of(day), sessions);
        });
        return {blocks.begin(), blocks.end()};
    }

    // The sessions, in order of time, that a conversion's journey holds.
    [[nodiscard]] std::span<const std::uint32_t> within(const loaded_conversion& of,
                                                        const grouping& sessions) const {
        const auto start_of = [&](std::uint32_t at) { return sessions_[0].touches[at].start; };
        const std::span<const std::uint32_t> all = sessions.of(of.user);
        const auto first = std::ranges::lower_bound(all, of.packed.when - reach_, {}, start_of);
        const auto last = std::ranges::upper_bound(first, all.end(), of.packed.when, {}, start_of);
        return {first, last};
    }

    void fill(journey_block& block, std::span<const std::uint32_t> conversions,
              const grouping& sessions) const {
        const loaded_sessions& all = sessions_[0];
        std::size_t touches = 0;
        for (const std::uint32_t i : conversions)
            touches += within(conversions_[i], sessions).size();
        block.conversions.reserve(conversions.size());
        block.touches.reserve(touches);
        for (std::size_t column = 1; column < block_column_count; ++column)
            if (columns_.has(static_cast<touch_column>(column)))
                block.values[column].reserve(touches);
        for (const std::uint32_t i : conversions) {
            block.conversions.push_back(conversions_[i].packed);
            block.conversions.back().first_touch = static_cast<std::uint32_t>(block.touches.size());
            for (const std::uint32_t at : within(conversions_[i], sessions)) {
                block.touches.push_back(all.touches[at]);
                for (std::size_t column = 1; column < block_column_count; ++column)
                    if (columns_.has(static_cast<touch_column>(column)))
                        block.values[column].push_back(all.values[column][at]);
            }
        }
    }

    void merge_sessions() {
        auto& [all, more] = sessions_;
        all.users.insert(all.users.end(), more.users.begin(), more.users.end());
        all.touches.insert(all.touches.end(), more.touches.begin(), more.touches.end());
        for (std::size_t i = 0; i < touch_column_count; ++i)
            all.values[i].insert(all.values[i].end(), more.values[i].begin(), more.values[i].end());
        more = {};
    }

    connection& on_;
    const journey_source& source_;
    microseconds reach_;
    calendar_day from_;
    calendar_day to_;
    touch_columns columns_;
    std::int64_t expected_ = 0;
    bool sends_all_sessions_ = false;
    std::optional<connection> second_;
    std::optional<transaction> second_view_;
    user_table users_;
    std::vector<loaded_conversion> conversions_;
    std::array<loaded_sessions, 2> sessions_;
};

}  // namespace

microseconds journey_reach(const attribution_options& options) {
    return longest_lookback(options.models, std::max(options.lookback, options.journey_window));
}

std::vector<shared_block> load_journeys(connection& on, const journey_source& source,
                                        calendar_day from, calendar_day to, touch_columns columns) {
    return journey_reading(on, source, from, to, columns).run();
}

}  // namespace attrib
