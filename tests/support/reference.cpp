#include <algorithm>
#include <optional>
#include <tests/support/reference.hpp>

namespace attrib::test {
namespace {

using text = std::string;

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

text quoted(std::string_view value) {
    const bool blank_ends =
        !value.empty() &&
        (std::string_view(" \t\n\v\f\r").find(value.front()) != std::string_view::npos ||
         std::string_view(" \t\n\v\f\r").find(value.back()) != std::string_view::npos);
    if (value.find_first_of(",\"\r\n") == std::string_view::npos && !blank_ends) return text(value);
    text out = "\"";
    for (const char c : value) out += c == '"' ? text("\"\"") : text(1, c);
    return out + "\"";
}

text row(const std::vector<text>& values) {
    text out = values[0];
    for (std::size_t i = 1; i < values.size(); ++i) out += "," + values[i];
    return out + "\n";
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

    void write(table_texts& out,
               std::map<std::vector<text>, std::pair<std::int64_t, money_sum>>& daily) const {
        for (const event& e : staged_) write_event(e, out["stg_ga4_events"]);
        for (const session_facts& s : sessions_) write_session(s, out["int_sessions"]);
        for (const event& c : conversions_)
            for (const bool first : {true, false}) {
                const text model = first ? "first_click" : "last_click";
                const session_facts* touch = touchpoint(c, first);
                write_credit(c, touch, out["mart_" + model]);
                auto& cell =
                    daily[{model, day(c), text(c.event_name), text(c.currency),
                           touch == nullptr ? text() : "+" + text(touch->origin().channel)}];
                ++cell.first;
                cell.second += c.event_value.value_or(money{});
            }
    }

   private:
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

    [[nodiscard]] const session_facts* touchpoint(const event& c, bool first) const {
        const session_facts* found = nullptr;
        for (const session_facts& s : sessions_) {
            const std::int64_t start = us(s.first().event_timestamp);
            const std::int64_t time = us(c.event_timestamp);
            if (start < time - options_.lookback.count() || start > time) continue;
            if (found == nullptr || !first) found = &s;
        }
        return found;
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

    static void write_credit(const event& c, const session_facts* touch, text& out) {
        const text id = !c.event_id.empty()
                            ? text(c.event_id)
                            : text(c.user_pseudo_id) + "." + std::to_string(us(c.event_timestamp)) +
                                  "." + text(c.event_name) + "." + text(c.page_location) +
                                  (c.transaction_id.empty() ? "" : "." + text(c.transaction_id));
        std::vector<text> values{quoted(id),
                                 quoted(c.user_pseudo_id),
                                 to_string(c.event_timestamp),
                                 day(c),
                                 quoted(c.event_name),
                                 to_string(c.event_value.value_or(money{})),
                                 quoted(c.currency),
                                 quoted(c.transaction_id)};
        if (touch == nullptr) {
            values.resize(14);
        } else {
            const event& o = touch->origin();
            for (const text& value :
                 {quoted(o.channel), quoted(o.source), quoted(o.medium), quoted(o.campaign),
                  quoted(touch->id()), to_string(touch->first().event_timestamp)})
                values.push_back(value);
        }
        out += row(values);
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
    {"mart_channel_daily",
     "model,conversion_date,conversion_name,currency,channel,conversions,revenue\n"}};

}  // namespace

table_texts reference_tables(std::vector<event> events, const attribution_options& options) {
    table_texts out(headers.begin(), headers.end());
    std::map<text, std::vector<event>> by_user;
    for (const event& e : events) by_user[text(e.user_pseudo_id)].push_back(e);
    std::map<std::vector<text>, std::pair<std::int64_t, money_sum>> daily;
    for (auto& [user, theirs] : by_user)
        user_reference(stage(std::move(theirs)), options).write(out, daily);
    for (const auto& [key, cell] : daily)
        out["mart_channel_daily"] += row({key[0], key[1], quoted(key[2]), quoted(key[3]),
                                          quoted(key[4].empty() ? text() : key[4].substr(1)),
                                          std::to_string(cell.first), to_string(cell.second)});
    return out;
}

}  // namespace attrib::test
