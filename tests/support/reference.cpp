#include <algorithm>
#include <optional>
#include <tests/support/plain_credit.hpp>
#include <tests/support/reference.hpp>
#include <tests/support/reference_journeys.hpp>
#include <tests/support/reference_paths.hpp>

namespace attrib::test {
namespace {

std::int64_t us(timestamp when) { return when.time_since_epoch().count(); }

auto total_key(const event& e) {
    return std::tuple(us(e.event_timestamp), text(e.event_id), text(e.event_name),
                      text(e.page_location), text(e.transaction_id));
}

auto staging_key(const event& e) {
    return std::tuple(us(e.event_timestamp), text(e.event_id), text(e.event_name),
                      text(e.page_location), text(e.channel), text(e.source), text(e.medium),
                      text(e.campaign), text(e.page_referrer), text(e.device_category),
                      text(e.country), e.event_value.has_value(),
                      e.event_value ? e.event_value->millionths : 0, text(e.currency),
                      text(e.transaction_id), states_origin(e));
}

bool same(const event& a, const event& b) {
    if (!a.event_id.empty() && !b.event_id.empty()) return a.event_id == b.event_id;
    if (!a.event_id.empty() || !b.event_id.empty()) return false;
    return a.event_timestamp == b.event_timestamp && a.event_name == b.event_name &&
           a.page_location == b.page_location && a.transaction_id == b.transaction_id;
}

std::vector<event> stage(std::vector<event> events) {
    std::ranges::sort(events, {}, staging_key);
    std::vector<event> kept;
    for (const event& e : events)
        if (std::ranges::none_of(kept, [&](const event& k) { return same(k, e); }))
            kept.push_back(e);
    std::ranges::sort(kept, {}, total_key);
    return kept;
}

struct session_facts {
    std::vector<event> events;
    std::int64_t conversions = 0;

    [[nodiscard]] const event& first() const { return events.front(); }
    [[nodiscard]] const event& origin() const {
        const auto found =
            std::ranges::find_if(events, [](const event& e) { return states_origin(e); });
        return found == events.end() ? events.front() : *found;
    }
    [[nodiscard]] text id() const {
        return text(first().user_pseudo_id) + "." + std::to_string(us(first().event_timestamp));
    }
};

// Where a cell of mart_channel_daily stands: models in their order, then texts; what is null first.
struct daily_key {
    std::size_t place;
    text model;
    text day;
    text name;
    text currency;
    text channel;  // empty: unattributed; else after a plus

    friend auto operator<=>(const daily_key&, const daily_key&) = default;
};

struct daily_cell {
    money_sum conversions;
    money_sum revenue;
};

using daily_cells = std::map<daily_key, daily_cell>;

text conversion_id(const event& c) {
    if (!c.event_id.empty()) return text(c.event_id);
    return text(c.user_pseudo_id) + "." + std::to_string(us(c.event_timestamp)) + "." +
           text(c.event_name) + "." + text(c.page_location) +
           (c.transaction_id.empty() ? "" : "." + text(c.transaction_id));
}

text amount(const std::optional<money>& value) { return value ? to_string(*value) : text(); }

class user_reference {
   public:
    user_reference(std::vector<event> staged, const attribution_options& options)
        : staged_(std::move(staged)), options_(options) {
        for (const event& e : staged_) add_to_sessions(e);
        for (const event& e : staged_)
            if (converts(e)) conversions_.push_back(e);
        for (const event& c : conversions_)
            for (session_facts& s : sessions_)
                for (const event& e : s.events)
                    if (total_key(e) == total_key(c)) ++s.conversions;
    }

    void add_journeys(journey_cells& out) const {
        for (const text& name :
             std::set<text>(options_.conversions.begin(), options_.conversions.end())) {
            std::set<const session_facts*> used;
            for (const event& c : conversions_) {
                if (c.event_name != name) continue;
                const auto touches = touchpoints(c, options_.lookback);
                used.insert(touches.begin(), touches.end());
                add_journey(name, touches, &c, out);
            }
            std::vector<const session_facts*> journey;
            for (const session_facts& s : sessions_) {
                if (used.contains(&s)) continue;
                const bool goes_on =
                    !journey.empty() &&
                    us(s.first().event_timestamp) <=
                        us(journey.front()->first().event_timestamp) + options_.lookback.count();
                if (!goes_on) {
                    add_journey(name, journey, nullptr, out);
                    journey.clear();
                }
                journey.push_back(&s);
            }
            add_journey(name, journey, nullptr, out);
        }
    }

    void write(table_texts& out, daily_cells& daily) const {
        for (const event& e : staged_) write_event(e, out["stg_ga4_events"]);
        for (const session_facts& s : sessions_) write_session(s, out["int_sessions"]);
        for (const event& c : conversions_) {
            const auto touches = touchpoints(c, options_.lookback);
            out["int_conversions"] += row(conversion_values(c));
            write_credit(c, touches.empty() ? nullptr : touches.front(), out["mart_first_click"]);
            write_credit(c, touches.empty() ? nullptr : touches.back(), out["mart_last_click"]);
            std::int64_t touch_no = 0;
            for (const session_facts* each : touchpoints(c, options_.journey_window))
                write_touchpoint(c, ++touch_no, *each, out["int_touchpoints"]);
            for (std::size_t i = 0; i < options_.models.size(); ++i)
                write_model(c, i, out["mart_attribution"], daily);
        }
    }

   private:
    static plain_journey plain_journey_of(const text& name, std::size_t dimension,
                                          const std::vector<const session_facts*>& sessions,
                                          const event* c) {
        plain_journey made{name, dimension, {}, c != nullptr, "", {}, 0};
        for (const session_facts* each : sessions)
            made.values.emplace_back(dimension == 0 ? each->origin().channel
                                                    : each->origin().campaign);
        if (c == nullptr) return made;
        made.currency = c->currency;
        made.revenue = c->event_value.value_or(money{});
        if (!sessions.empty())
            made.days = (us(c->event_timestamp) - us(sessions.front()->first().event_timestamp)) /
                        86'400'000'000;
        return made;
    }

    static void add_journey(const text& name, const std::vector<const session_facts*>& sessions,
                            const event* c, journey_cells& out) {
        if (sessions.empty() && c == nullptr) return;
        for (std::size_t dimension = 0; dimension < 2; ++dimension)
            out.journeys.push_back(plain_journey_of(name, dimension, sessions, c));
        if (sessions.empty()) return;
        const text on = day(c != nullptr ? *c : sessions.back()->first());
        for (std::size_t dimension = 0; dimension < 2; ++dimension) {
            const auto value = [&](std::size_t i) {
                const event& o = sessions[i]->origin();
                return text(dimension == 0 ? o.channel : o.campaign);
            };
            const std::size_t last = sessions.size() - 1;
            ++out.transitions[{name, on, dimension, 0, "", value(0)}];
            for (std::size_t i = 0; i < last; ++i)
                ++out.transitions[{name, on, dimension, 1, value(i), value(i + 1)}];
            ++out.transitions[{name, on, dimension, c != nullptr ? 2 : 3, value(last), ""}];
            std::set<text> members;
            for (std::size_t i = 0; i <= last; ++i) members.insert(value(i));
            auto& cell =
                out.sets[{name, on, dimension, c != nullptr ? text(c->currency) : "", members}];
            ++cell.journeys;
            if (c == nullptr) continue;
            ++cell.conversions;
            cell.revenue += c->event_value.value_or(money{});
        }
    }

    void add_to_sessions(const event& e) {
        const bool opens =
            sessions_.empty() ||
            us(e.event_timestamp) - us(sessions_.back().events.back().event_timestamp) >
                options_.session_timeout.count();
        if (opens) sessions_.emplace_back();
        sessions_.back().events.push_back(e);
    }

    [[nodiscard]] bool converts(const event& e) const {
        if (std::ranges::find(options_.conversions, e.event_name) == options_.conversions.end())
            return false;
        return e.transaction_id.empty() || std::ranges::none_of(conversions_, [&](const event& c) {
                   return c.event_name == e.event_name && c.transaction_id == e.transaction_id;
               });
    }

    [[nodiscard]] std::vector<const session_facts*> touchpoints(const event& c,
                                                                microseconds lookback) const {
        std::vector<const session_facts*> found;
        for (const session_facts& s : sessions_) {
            const std::int64_t start = us(s.first().event_timestamp);
            const std::int64_t time = us(c.event_timestamp);
            if (start >= time - lookback.count() && start <= time) found.push_back(&s);
        }
        return found;
    }

    [[nodiscard]] microseconds lookback_of(const model_instance& model, const event& c) const {
        for (const auto& [name, lookback] : model.lookbacks)
            if (name == c.event_name) return lookback;
        return model.lookback ? *model.lookback : options_.lookback;
    }

    static text day(const event& e) { return to_string(e.event_timestamp).substr(0, 10); }

    static void write_event(const event& e, text& out) {
        out += row({quoted(e.event_id), quoted(e.user_pseudo_id), to_string(e.event_timestamp),
                    quoted(e.event_name), quoted(e.channel), quoted(e.source), quoted(e.medium),
                    quoted(e.campaign), quoted(e.page_location), quoted(e.page_referrer),
                    quoted(e.device_category), quoted(e.country), amount(e.event_value),
                    quoted(e.currency), quoted(e.transaction_id)});
    }

    static void write_session(const session_facts& s, text& out) {
        const event& f = s.first();
        const event& o = s.origin();
        out += row({quoted(s.id()), quoted(f.user_pseudo_id), to_string(f.event_timestamp),
                    to_string(s.events.back().event_timestamp), std::to_string(s.events.size()),
                    quoted(o.channel), quoted(o.source), quoted(o.medium), quoted(o.campaign),
                    quoted(f.page_location), quoted(f.device_category), quoted(f.country),
                    std::to_string(s.conversions)});
    }

    static std::vector<text> conversion_values(const event& c) {
        return {quoted(conversion_id(c)),     quoted(c.user_pseudo_id),
                to_string(c.event_timestamp), day(c),
                quoted(c.event_name),         to_string(c.event_value.value_or(money{})),
                quoted(c.currency),           quoted(c.transaction_id)};
    }

    static std::vector<text> origin_values(const session_facts* touch) {
        if (touch == nullptr) return std::vector<text>(4);
        const event& o = touch->origin();
        return {quoted(o.channel), quoted(o.source), quoted(o.medium), quoted(o.campaign)};
    }

    static std::vector<text> touch_values(const session_facts* touch) {
        if (touch == nullptr) return std::vector<text>(2);
        return {quoted(touch->id()), to_string(touch->first().event_timestamp)};
    }

    static void append(std::vector<text>& to, const std::vector<text>& more) {
        to.insert(to.end(), more.begin(), more.end());
    }

    static void write_credit(const event& c, const session_facts* touch, text& out) {
        std::vector<text> values = conversion_values(c);
        append(values, origin_values(touch));
        append(values, touch_values(touch));
        out += row(values);
    }

    static void write_touchpoint(const event& c, std::int64_t touch_no, const session_facts& touch,
                                 text& out) {
        std::vector<text> values{quoted(c.user_pseudo_id), quoted(conversion_id(c)),
                                 to_string(c.event_timestamp), quoted(c.event_name),
                                 std::to_string(touch_no)};
        append(values, touch_values(&touch));
        out += row(values);
    }

    static void write_share(const event& c, const text& model, std::size_t touch_no,
                            std::size_t touch_count, const session_facts* touch,
                            const plain_share& share, text& out) {
        std::vector<text> values = conversion_values(c);
        values.erase(values.begin() + 5);  // the whole revenue
        values.insert(values.begin(), quoted(model));
        append(values, {std::to_string(touch_no), std::to_string(touch_count)});
        append(values, touch_values(touch));
        append(values, origin_values(touch));
        append(values, {six_decimals(money{share.credit}), six_decimals(money{share.revenue})});
        out += row(values);
    }

    void write_model(const event& c, std::size_t place, text& out, daily_cells& daily) const {
        const model_instance& model = options_.models[place];
        const auto sessions = touchpoints(c, lookback_of(model, c));
        const std::int64_t revenue = c.event_value.value_or(money{}).millionths;
        const auto add = [&](const text& channel, const plain_share& share) {
            daily_cell& cell =
                daily[{place, model.name, day(c), text(c.event_name), text(c.currency), channel}];
            cell.conversions += money{share.credit};
            cell.revenue += money{share.revenue};
        };
        if (sessions.empty()) {
            write_share(c, model.name, 0, 0, nullptr, {1'000'000, revenue}, out);
            add("", {1'000'000, revenue});
            return;
        }
        std::vector<plain_touch> touches;
        for (const session_facts* each : sessions)
            touches.push_back({us(each->first().event_timestamp), text(each->origin().channel),
                               text(each->origin().source), text(each->origin().medium)});
        const std::vector<plain_share> shares = credit_plainly(model, touches, revenue);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            if (shares[i].credit == 0 && shares[i].revenue == 0) continue;
            write_share(c, model.name, i + 1, shares.size(), sessions[i], shares[i], out);
            add("+" + touches[i].channel, shares[i]);
        }
    }

    std::vector<event> staged_;
    const attribution_options& options_;
    std::vector<session_facts> sessions_;
    std::vector<event> conversions_;
};

const std::map<text, text> headers{
    {"stg_ga4_events",
     "event_id,user_pseudo_id,event_timestamp,event_name,channel,source,medium,campaign,"
     "page_location,page_referrer,device_category,country,event_value,currency,transaction_id\n"},
    {"int_sessions",
     "session_id,user_pseudo_id,session_start,session_end,event_count,channel,source,medium,"
     "campaign,landing_page,device_category,country,conversions\n"},
    {"mart_first_click",
     "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
     "currency,transaction_id,channel,source,medium,campaign,session_id,touch_timestamp\n"},
    {"mart_last_click",
     "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
     "currency,transaction_id,channel,source,medium,campaign,session_id,touch_timestamp\n"},
    {"int_conversions",
     "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
     "currency,transaction_id\n"},
    {"int_touchpoints",
     "user_pseudo_id,conversion_id,conversion_timestamp,conversion_name,touch_no,session_id,"
     "touch_timestamp\n"},
    {"mart_attribution",
     "model,conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,"
     "currency,transaction_id,touch_no,touch_count,session_id,touch_timestamp,channel,source,"
     "medium,campaign,credit,revenue\n"},
    {"mart_channel_daily",
     "model,conversion_date,conversion_name,currency,channel,conversions,revenue\n"},
    {"dda_transitions_daily", "conversion_name,day,dimension,kind,from_value,to_value,journeys\n"},
    {"dda_sets_daily",
     "conversion_name,day,dimension,currency,members,journeys,conversions,revenue\n"},
    {"mart_paths", "conversion_name,currency,path,length,conversions,revenue,days\n"},
    {"mart_roles", "conversion_name,channel,first,assisted,last,influenced,early,mid,late\n"},
    {"mart_markov",
     "conversion_name,dimension,currency,value,removal_effect,conversions,revenue\n"}};

}  // namespace

table_texts reference_tables(std::vector<event> events, const attribution_options& options) {
    table_texts out(headers.begin(), headers.end());
    std::map<text, std::vector<event>> by_user;
    for (const event& e : events) by_user[text(e.user_pseudo_id)].push_back(e);
    daily_cells daily;
    journey_cells journeys;
    for (auto& [user, theirs] : by_user) {
        const user_reference reference(stage(std::move(theirs)), options);
        reference.write(out, daily);
        reference.add_journeys(journeys);
    }
    write_journeys(journeys, out);
    write_paths(journeys, out);
    write_roles(journeys, out);
    write_markov(journeys, out);
    for (const auto& [key, cell] : daily) {
        if (cell.conversions == money_sum{} && cell.revenue == money_sum{}) continue;
        out["mart_channel_daily"] +=
            row({quoted(key.model), key.day, quoted(key.name), quoted(key.currency),
                 quoted(key.channel.empty() ? text() : key.channel.substr(1)),
                 six_decimals(cell.conversions), six_decimals(cell.revenue)});
    }
    return out;
}

}  // namespace attrib::test
