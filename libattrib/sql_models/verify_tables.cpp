#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/journey_statistics.hpp>
#include <libattrib/marts/hidden_rows.hpp>
#include <libattrib/marts/model_state.hpp>
#include <libattrib/postgres/advisory_lock.hpp>
#include <libattrib/postgres/schema.hpp>
#include <libattrib/sql_models/build_models.hpp>
#include <libattrib/sql_models/last_verification.hpp>
#include <libattrib/sql_models/verify_tables.hpp>
#include <sstream>

namespace attrib {
namespace {

constexpr const char* scratch = "attrib_verify";
constexpr int rows_a_side = 3;
constexpr int events_around = 5;

// The time of a table's rows; empty where they are of no user.
constexpr std::array<const char*, database_tables.size()> time_columns{"event_timestamp",
                                                                       "session_start",
                                                                       "conversion_timestamp",
                                                                       "conversion_timestamp",
                                                                       "conversion_timestamp",
                                                                       "conversion_timestamp",
                                                                       "conversion_timestamp",
                                                                       "",
                                                                       "",
                                                                       ""};

// The day of a summed table's rows.
const char* day_column(table which) noexcept {
    return which == table::mart_channel_daily ? "conversion_date" : "day";
}

// Lines that one text has and the other has not.
std::string other_lines(const std::string& text, const std::string& other) {
    std::istringstream lines(text);
    std::string found;
    for (std::string line; std::getline(lines, line);)
        if (("\n" + other).find("\n" + line + "\n") == std::string::npos) found += " " + line;
    return found;
}

void check_state(connection& on, const std::string& settings, verification& out) {
    const auto state = read_state(on);
    if (!state)
        throw failure(errc::stale_tables, "there are no tables yet: run attrib-model first");
    if (const std::int64_t waiting = waiting_batches(on); waiting != 0)
        throw failure(errc::stale_tables,
                      fmt::format("the tables lack {} batches that were loaded since: run "
                                  "attrib-model first",
                                  waiting));
    if (state->settings != settings)
        throw failure(
            errc::invalid_option,
            "the tables were made with other settings:" + other_lines(state->settings, settings) +
                "; to verify them give the same, not" + other_lines(settings, state->settings));
    out.stored_by = state->engine;
    const set_aside without = what_is_set_aside(on);
    out.users_set_aside = without.users.size();
    out.batches_set_aside = without.batches.size();
}

// Both sides of one table, as queries.
struct sides {
    std::string stored;
    std::string checked;

    [[nodiscard]] std::string only(bool is_stored) const {
        return fmt::format("({} except all {})", is_stored ? stored : checked,
                           is_stored ? checked : stored);
    }
};

// Counts steps and tells of them.
class verify_steps {
   public:
    verify_steps(const verify_watch& watch, std::uint64_t total) : watch_(watch), total_(total) {}

    void next(const std::string& what) {
        if (watch_) watch_(what, done_, total_);
        ++done_;
    }

   private:
    const verify_watch& watch_;
    std::uint64_t total_;
    std::uint64_t done_ = 0;
};

class comparer {
   public:
    comparer(connection& on, std::string suffix, verification& out)
        : on_(on), suffix_(std::move(suffix)), out_(out) {}

    void compare_all(verify_steps& steps) {
        for (const table which : database_tables) {
            steps.next(fmt::format("comparing {}", name_of(which)));
            compare(which);
        }
    }

   private:
    void compare(table which) {
        const auto index = static_cast<std::size_t>(which);
        const std::string columns = column_list(on_, on_.schema(), std::string(name_of(which)));
        const sides both{
            fmt::format("select {} from {}.{}", columns, on_.schema(), name_of(which)),
            fmt::format("select {} from {}.{}{}", columns, scratch, name_of(which), suffix_)};
        table_comparison& found = out_.tables[index];
        found.stored = count("(" + both.stored + ")");
        found.checked = count("(" + both.checked + ")");
        found.only_stored = count(both.only(true));
        found.only_checked = count(both.only(false));
        if (found.only_stored != 0) show(which, both, true);
        if (found.only_checked != 0) show(which, both, false);
    }

    std::uint64_t count(const std::string& rows) {
        return static_cast<std::uint64_t>(
            on_.run("select count(*) from " + rows + " as rows").integer(0, 0));
    }

    // Keeps the first rows of one side, in the order of user and time.
    void show(table which, const sides& both, bool is_stored) {
        const std::string time = time_columns[static_cast<std::size_t>(which)];
        const query_result rows = on_.run(fmt::format(
            "select row_to_json(differing), {} from {} as differing order by {}, "
            "row_to_json(differing)::text limit {}",
            time.empty() ? "null, null" : "user_pseudo_id, " + time, both.only(is_stored),
            time.empty() ? day_column(which) : "user_pseudo_id, " + time, rows_a_side));
        for (std::size_t i = 0; i < rows.rows(); ++i) {
            differing_row& shown = out_.first.emplace_back();
            shown.which = which;
            shown.is_stored = is_stored;
            shown.row = rows.text(i, 0);
            if (!time.empty())
                shown.events =
                    events_of(std::string(rows.text(i, 1)), std::string(rows.text(i, 2)));
        }
    }

    std::vector<std::string> events_of(const std::string& user, const std::string& time) {
        const query_result rows = on_.run(
            fmt::format(
                "select concat_ws(' ', event_timestamp, event_name, event_id, channel, "
                "page_location) from (select * from stg_ga4_events where user_pseudo_id = "
                "$1 order by abs(extract(epoch from event_timestamp - $2::timestamptz)) limit {}) "
                "as nearest order by event_timestamp, event_id nulls first, event_name",
                2 * events_around),
            {user, time});
        std::vector<std::string> events;
        for (std::size_t i = 0; i < rows.rows(); ++i) events.emplace_back(rows.text(i, 0));
        return events;
    }

    connection& on_;
    std::string suffix_;
    verification& out_;
};

// A schema that is gone with this object.
class scratch_schema {
   public:
    explicit scratch_schema(connection& on) : on_(&on) {
        on.run(fmt::format("drop schema if exists {} cascade", scratch));
        on.run(fmt::format("create schema {}", scratch));
    }
    scratch_schema(const scratch_schema&) = delete;
    scratch_schema& operator=(const scratch_schema&) = delete;
    ~scratch_schema() {
        try {
            drop();
        } catch (const failure&) {  // the server is gone: the next call clears up
            on_ = nullptr;
        }
    }
    void drop() {
        if (on_ == nullptr) return;
        on_->interrupt_by(nullptr);  // clearing up takes its time
        on_->run(fmt::format("drop schema if exists {} cascade", scratch));
        on_ = nullptr;
    }

   private:
    connection* on_;
};

void compare_chains(connection& on, const rebuild_options& options, verify_steps& steps,
                    verification& out) {
    steps.next("solving chains of journeys by SQL");
    out.chains = attrib::compare_chains(on, distinct_names(options.engine.attribution.conversions));
}

void check_by_sql(connection& on, const rebuild_options& options, const channel_rules& rules,
                  const verify_watch& watch, verification& out) {
    build_plan plan{.attribution = options.engine.attribution,
                    .rules = rules,
                    .selected = {},
                    .schema = scratch,
                    .home = on.schema()};
    for (const model_template& model : default_project().models) plan.selected.insert(model.name);
    // Never committed, so that it is gone in any case.
    const transaction work(on, "isolation level repeatable read");
    verify_steps steps(watch, plan.selected.size() + database_tables.size() + 1);
    steps.next("building by SQL");
    build_models(on, default_project(), plan, [&](const built_model& model) {
        steps.next(fmt::format("building by SQL, {} is there", model.name));
    });
    comparer(on, "", out).compare_all(steps);
    compare_chains(on, options, steps, out);
}

void check_by_engine(connection& on, const rebuild_options& options,
                     const channel_classifier& classifier, const verify_watch& watch,
                     verification& out) {
    verify_steps steps(watch, 1 + database_tables.size() + 1);
    steps.next("computing by C++");
    scratch_schema schema(on);
    make_tables(options, classifier, scratch);
    {
        const transaction view(on, "isolation level repeatable read, read only");
        comparer(on, "__next", out).compare_all(steps);
    }
    {
        const transaction work(on);
        compare_chains(on, options, steps, out);
    }
    schema.drop();
}

}  // namespace

bool verification::is_equal() const noexcept {
    return std::ranges::all_of(tables,
                               [](const table_comparison& each) {
                                   return each.only_stored == 0 && each.only_checked == 0;
                               }) &&
           std::ranges::all_of(chains, [](const chain_comparison& each) {
               return each.largest_difference < chain_tolerance;
           });
}

verification verify_tables(const rebuild_options& options, const channel_classifier& classifier,
                           const std::string& engine, const verify_watch& watch) {
    connection on(options.database);
    on.interrupt_by(options.interrupt);
    const advisory_lock lock(on, lock_purpose::rebuild);
    on.run(fmt::format("drop schema if exists {} cascade", scratch));
    await_hidden_rows(on, options.database, {options.interrupt, options.on_message});
    verification out;
    check_state(on, settings_text(options.engine.attribution, classifier.rules()), out);
    out.checked_by = !engine.empty() ? engine : out.stored_by == "sql" ? "cpp" : "sql";
    if (out.checked_by == "sql")
        check_by_sql(on, options, classifier.rules(), watch, out);
    else
        check_by_engine(on, options, classifier, watch, out);
    note_verification(on, out);
    return out;
}

}  // namespace attrib
