#include <algorithm>
#include <libattrib/http/change_listener.hpp>
#include <libattrib/http/event_message.hpp>
#include <libattrib/postgres/reconnect.hpp>

namespace attrib {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds state_every{1000};
constexpr std::chrono::milliseconds totals_every{100};
constexpr std::chrono::milliseconds look_in_any_case{100};
constexpr std::size_t most_events_told = 500;

timestamp now() { return std::chrono::floor<microseconds>(std::chrono::system_clock::now()); }

json json_of(const std::optional<timestamp>& when) {
    return when ? json(to_string(*when)) : json();
}
json json_of(const std::optional<calendar_day>& day) {
    return day ? json(to_string(*day)) : json();
}

// tables_report before the tables could be read.
json unread_tables() {
    return {{"engine", nullptr},
            {"made_at", nullptr},
            {"time_zone", nullptr},
            {"window", nullptr},
            {"schema_version", 0},
            {"lag_ms", 0},
            {"batches_waiting", 0},
            {"rows_waiting", 0},
            {"quarantine", {{"batches", 0}, {"users", 0}, {"newest", nullptr}}}};
}

// Who asks need not know more than that; the log says why.
problem obstacle_of(const failure& failed) {
    if (failed.code() == errc::schema_too_new) return problem_of(failed);
    if (failed.code() == errc::database_unavailable) return database_away();
    return {.status = 503,
            .code = "database_not_ready",
            .detail = "the database cannot be used yet; the log of attrib-serve says why"};
}

std::int64_t second_of(timestamp when) {
    return std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
}

}  // namespace

// Holds what one connection has heard and not told yet.
class change_listener::listening {
   public:
    explicit listening(change_listener& feed) : feed_(feed), on_(feed.options_.database) {
        if (feed.options_.prepare) feed.options_.prepare(on_);
        if (!on_.is_standby()) on_.run(std::string("listen ") + changed_channel);
    }

    // Everything that was heard before may be old.
    void begin() {
        const std::int64_t change = last_change(on_);
        take_newest_event();
        {
            const std::scoped_lock lock(feed_.mutex_);
            feed_.change_ = change;
        }
        if (feed_.options_.on_return) feed_.options_.on_return();
        feed_.journeys_.set_live(true);
        feed_.sessions_.set_live(true);
        feed_.cache_.set_live(true);
        feed_.is_usable_ = true;
        feed_.is_live_ = true;
        feed_.metrics_.is_live = 1;
        if (feed_.options_.on_live) feed_.options_.on_live();
        feed_.hub_.publish_reset(change);
    }

    void step() {
        const auto due = std::min(next_state_, pending_.empty() ? next_state_ : tell_at_);
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - clock::now());
        for (const notice& each :
             on_.wait_for_notices(std::clamp(wait, std::chrono::milliseconds{0}, look_in_any_case)))
            if (const auto change = change_of(each.payload)) hear(*change);
        if (!pending_.empty() && clock::now() >= tell_at_) tell();
        if (is_totals_due_ && clock::now() >= next_totals_) tell_totals();
        if (clock::now() >= next_state_) {
            if (on_.is_standby()) look();
            tell_state();
        }
    }

   private:
    // A standby takes no LISTEN and passes no NOTIFY on: whatever it has replayed may be a change.
    void look() {
        const std::int64_t replayed = last_change(on_);
        if (replayed == feed_.hub_.last_change()) return;
        hear({.number = replayed, .is_everything = true, .moves_credits = true});
    }

    // At once: nobody may get an old answer from now on. The cache makes answers again from the
    // journeys and sessions, so these come first.
    void hear(const table_change& change) {
        feed_.journeys_.change(change);
        feed_.sessions_.change(change);
        feed_.cache_.change(change);
        if (pending_.empty()) tell_at_ = std::max(clock::now(), told_at_ + feed_.options_.gather);
        pending_.push_back(change);
        feed_.count_events(change.rows);
        feed_.metrics_.rejects_seen.fetch_add(change.rejects);
        const std::scoped_lock lock(feed_.mutex_);
        feed_.change_ = change.number;
        feed_.newest_change_ = now();
    }

    void tell() {
        told_at_ = clock::now();
        const std::vector<table_change> changes = std::exchange(pending_, {});
        const std::int64_t number = changes.back().number;
        const auto touches_credits = [](const table_change& each) {
            return each.moves_credits || each.first_day.has_value();
        };
        for (const table_change& each : changes) {
            if (!touches_credits(each)) continue;
            is_totals_due_ = true;
            if (!each.first_day) continue;
            first_day_ = std::min(first_day_.value_or(*each.first_day), *each.first_day);
            last_day_ = std::max(last_day_.value_or(*each.last_day), *each.last_day);
        }
        if (std::ranges::any_of(changes, &table_change::is_everything)) {
            take_newest_event();
            feed_.hub_.publish_reset(number);
        } else {
            tell_events(changes, number);
        }
        feed_.metrics_.stream_messages.fetch_add(1);
        if (is_totals_due_ && clock::now() >= next_totals_) tell_totals();
    }

    void tell_events(const std::vector<table_change>& changes, std::int64_t number) {
        std::vector<std::int64_t> batch_ids;
        std::uint64_t rows = 0;
        bool is_all_named = true;
        for (const table_change& each : changes) {
            rows += each.rows;
            is_all_named &= !each.batch_ids.empty() || each.rows == 0;
            batch_ids.insert(batch_ids.end(), each.batch_ids.begin(), each.batch_ids.end());
        }
        json events =
            batch_ids.empty() ? json::array() : events_of_batches(on_, batch_ids, most_events_told);
        if (is_all_named && rows <= most_events_told)
            note_newest(events);
        else
            take_newest_event();
        const json data = event_message(number, rows, std::move(events));
        feed_.hub_.publish(number, framed("events", data.dump(), number));
    }

    void tell_totals() {
        is_totals_due_ = false;
        next_totals_ = clock::now() + totals_every;
        const std::int64_t number = feed_.hub_.last_change();
        json totals = totals_report(on_, {.now = now()});
        json& rows = totals["totals"];
        const std::size_t more = rows.size() - std::min(rows.size(), max_told_totals);
        rows.erase(rows.end() - static_cast<std::ptrdiff_t>(more), rows.end());
        const json data{{"change", number},
                        {"from", json_of(std::exchange(first_day_, {}))},
                        {"to", json_of(std::exchange(last_day_, {}))},
                        {"more", more},
                        {"totals", std::move(totals)}};
        feed_.hub_.publish(number, framed("totals", data.dump(), number), sse_broker::kind::state);
    }

    void tell_state() {
        next_state_ = clock::now() + state_every;
        const json status = feed_.status(on_);
        feed_.metrics_.lag_ms = status["lag_ms"].get<std::int64_t>();
        feed_.metrics_.batches_waiting = status["batches_waiting"].get<std::int64_t>();
        feed_.metrics_.quarantined_batches = status["quarantine"]["batches"].get<std::int64_t>();
        feed_.metrics_.quarantined_users = status["quarantine"]["users"].get<std::int64_t>();
        feed_.hub_.publish_state(framed("status", status.dump()));
    }

    void take_newest_event() {
        const auto newest = newest_event(on_, now());
        const std::scoped_lock lock(feed_.mutex_);
        feed_.newest_event_ = newest;
    }

    void note_newest(const json& events) {
        time_parser parser;
        for (const json& each : events) {
            timestamp when;
            if (parser.parse(each["event_timestamp"].get_ref<const std::string&>(), when) !=
                    time_parse::ok ||
                when > now())
                continue;
            const std::scoped_lock lock(feed_.mutex_);
            feed_.newest_event_ = std::max(feed_.newest_event_.value_or(when), when);
        }
    }

    change_listener& feed_;
    connection on_;
    std::vector<table_change> pending_;
    clock::time_point tell_at_;
    clock::time_point told_at_;
    clock::time_point next_state_;
    clock::time_point next_totals_;
    bool is_totals_due_ = false;
    std::optional<calendar_day> first_day_;
    std::optional<calendar_day> last_day_;
};

change_listener::change_listener(feed_options options, answer_cache& cache, journey_store& journeys,
                                 session_store& sessions, sse_broker& hub, server_metrics& metrics)
    : options_(std::move(options)),
      cache_(cache),
      journeys_(journeys),
      sessions_(sessions),
      hub_(hub),
      metrics_(metrics),
      obstacle_(database_away()),
      tables_(unread_tables()),
      thread_([this] { run(); }) {}

change_listener::~change_listener() { is_stopping_ = true; }

void change_listener::run() {
    const retry_policy how{&is_stopping_, options_.on_message};
    while_server_returns(how, [this](const std::function<void()>& succeeded) {
        try {
            listening now(*this);
            now.begin();
            told_.reset();
            now.step();  // reads what the state says, too
            succeeded();
            while (!is_stopping_) now.step();
        } catch (const failure& failed) {
            lose(failed);
            // Whatever it was, the remedy is the same: start over, later.
            throw failure(errc::database_unavailable, failed.what());
        }
    });
}

void change_listener::lose(const failure& failed) {
    is_live_ = false;
    metrics_.is_live = 0;
    journeys_.set_live(false);
    sessions_.set_live(false);
    cache_.set_live(false);
    // While the database is away, kept answers do; a schema of a later version they may contradict.
    if (failed.code() == errc::schema_too_new) is_usable_ = false;
    if (!is_usable_) {
        const std::scoped_lock lock(mutex_);
        obstacle_ = obstacle_of(failed);
    }
    hub_.publish_state(framed("status", state_json().dump()));
    if (options_.on_failure) options_.on_failure(failed);
    // The first is told by while_server_returns.
    const auto told = std::exchange(told_, failed.code());
    if (told && *told != failed.code() && options_.on_message) options_.on_message(failed.what());
}

std::optional<problem> change_listener::obstacle() const {
    if (is_usable_) return std::nullopt;
    const std::scoped_lock lock(mutex_);
    return obstacle_;
}

void change_listener::count_events(std::uint64_t rows) {
    metrics_.events_seen.fetch_add(rows);
    const std::int64_t second = second_of(now());
    const std::scoped_lock lock(mutex_);
    auto& slot = counts_[static_cast<std::size_t>(second) % seconds_counted];
    if (slot.first != second) slot = {second, 0};
    slot.second += rows;
}

std::uint64_t change_listener::events_a_minute() const {
    const std::int64_t since = second_of(now()) - static_cast<std::int64_t>(seconds_counted);
    std::uint64_t sum = 0;
    for (const auto& [second, rows] : counts_)
        if (second > since) sum += rows;
    return sum;
}

json change_listener::state_json() const {
    const std::scoped_lock lock(mutex_);
    json state{{"now", to_string(now())},
               {"version", options_.version},
               {"is_live", is_live_.load()},
               {"refresh", options_.refreshes ? "on" : "off"},
               {"refresh_failure", refresh_failure_},
               {"newest_event", json_of(newest_event_)},
               {"newest_change", json_of(newest_change_)},
               {"change", change_},
               {"events_a_minute", events_a_minute()}};
    state.update(tables_);
    return state;
}

void change_listener::note_failed_refresh(failure_kind kind, const std::string& reason) {
    metrics_.count_failed_refresh(kind);
    const std::scoped_lock lock(mutex_);
    const json since =
        refresh_failure_.is_null() ? json(to_string(now())) : refresh_failure_["since"];
    refresh_failure_ = {{"since", since}, {"kind", name_of(kind)}, {"message", reason}};
}

void change_listener::note_recovered_refresh() {
    const std::scoped_lock lock(mutex_);
    refresh_failure_ = nullptr;
}

json change_listener::status(connection& on) {
    json tables = tables_report(on);
    {
        const std::scoped_lock lock(mutex_);
        tables_ = std::move(tables);
    }
    return state_json();
}

}  // namespace attrib
