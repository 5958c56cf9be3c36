#include <libattrib/generate/truth.hpp>

#include <algorithm>
#include <compare>
#include <initializer_list>
#include <libattrib/generate/true_credit.hpp>
#include <map>

namespace attrib {
namespace {

constexpr std::string_view session_header =
    "session_id,user_pseudo_id,session_start,session_end,event_count,channel,source,medium,"
    "campaign,landing_page,device_category,country,conversions\n";
constexpr std::string_view conversion_header =
    "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
    "currency,transaction_id\n";
constexpr std::string_view credit_header =
    "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
    "currency,transaction_id,channel,source,medium,campaign,session_id,touch_timestamp\n";
constexpr std::string_view touchpoint_header =
    "user_pseudo_id,conversion_id,conversion_timestamp,conversion_name,touch_no,session_id,"
    "touch_timestamp\n";
constexpr std::string_view attribution_header =
    "model,conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,"
    "currency,transaction_id,touch_no,touch_count,session_id,touch_timestamp,channel,source,"
    "medium,campaign,credit,revenue\n";
constexpr std::string_view daily_header =
    "model,conversion_date,conversion_name,currency,channel,conversions,revenue\n";

constexpr microseconds true_journey_window = std::chrono::days{90};

// A cell of mart_channel_daily, all of conversion name `purchase`.
struct true_day {
    std::size_t model;
    std::string day;
    std::string_view currency;
    std::string_view channel;

    friend auto operator<=>(const true_day&, const true_day&) = default;
};

struct true_sums {
    money_sum conversions;
    money_sum revenue;
};

using true_days = std::map<true_day, true_sums>;

std::string decimals_of(const money_sum& sum) {
    char text[longest_money_sum];
    return {text, write_six_decimals(text, sum)};
}

// A line of a CSV file; no text of made-up events needs quotes.
void append_line(std::string& out, std::initializer_list<std::string_view> values) {
    const char* separator = "";
    for (const std::string_view value : values) {
        (out += separator) += value;
        separator = ",";
    }
    out += '\n';
}

std::string micros(timestamp when) { return std::to_string(when.time_since_epoch().count()); }

// Writes what one user's journey means.
class user_truth {
   public:
    user_truth(const generator& made, journey_maker& maker, std::uint32_t user)
        : text_(made.what()),
          first_number_(made.first_events()[user]),
          user_(user),
          journey_(maker.make(user, made.first_events()[user + 1] - first_number_)) {
        append_user_id(user_id_, user);
        for (const journey_session& session : journey_.sessions)
            touches_.push_back({first_of(session).time, first_of(session).arrived_by});
    }

    void append_to(truth& out, true_days& days);

   private:
    // What tables say of a purchase.
    struct purchase {
        std::string id;
        std::string time;
        std::string day;
        std::string_view currency;
        std::string_view transaction_id;
        money revenue;
    };

    [[nodiscard]] const journey_event& first_of(const journey_session& session) const {
        return journey_.events[session.first];
    }
    [[nodiscard]] static bool converts(const journey_event& each) {
        return each.name == purchase_code && !each.repeats_order;
    }
    [[nodiscard]] purchase purchase_of(std::uint32_t at);
    [[nodiscard]] std::span<const true_touch> touches_until(std::size_t last, timestamp conversion,
                                                            microseconds lookback) const;
    [[nodiscard]] std::string session_id(const true_touch& touch) const {
        return user_id_ + '.' + micros(touch.start);
    }
    void append_session(const journey_session& session, std::string& out) const;
    void append_conversion(std::size_t session, std::uint32_t at, truth& out, true_days& days);
    void append_credit(const purchase& of, const true_touch& touch, std::string& out) const;
    void append_shares(const purchase& of, std::span<const true_touch> touches, std::size_t model,
                       std::string& out, true_days& days) const;

    delivery_text text_;
    std::uint32_t first_number_;
    std::uint32_t user_;
    const journey& journey_;
    std::string user_id_;
    std::vector<true_touch> touches_;  // of the sessions
};

void user_truth::append_to(truth& out, true_days& days) {
    for (std::size_t i = 0; i < journey_.sessions.size(); ++i) {
        const journey_session& session = journey_.sessions[i];
        append_session(session, out.int_sessions);
        for (std::uint32_t at = session.first; at < session.first + session.count; ++at)
            if (converts(journey_.events[at])) append_conversion(i, at, out, days);
    }
}

// A made-up session is far shorter than the lookback: there is always a touchpoint.
std::span<const true_touch> user_truth::touches_until(std::size_t last, timestamp conversion,
                                                      microseconds lookback) const {
    std::size_t first = last;
    while (first > 0 && touches_[first - 1].start >= conversion - lookback) --first;
    return std::span(touches_).subspan(first, last - first + 1);
}

void user_truth::append_conversion(std::size_t session, std::uint32_t at, truth& out,
                                   true_days& days) {
    const purchase of = purchase_of(at);
    const timestamp time = journey_.events[at].time;
    append_line(out.int_conversions, {of.id, user_id_, of.time, of.day, "purchase",
                                      to_string(of.revenue), of.currency, of.transaction_id});
    std::size_t touch_no = 0;
    for (const true_touch& each : touches_until(session, time, true_journey_window))
        append_line(out.int_touchpoints,
                    {user_id_, of.id, of.time, "purchase", std::to_string(++touch_no),
                     session_id(each), to_string(each.start)});
    const auto touches = touches_until(session, time, true_lookback);
    for (std::size_t i = 0; i < true_models.size(); ++i)
        append_shares(of, touches, i, out.mart_attribution, days);
    append_credit(of, touches.front(), out.mart_first_click);
    append_credit(of, touches.back(), out.mart_last_click);
}

void user_truth::append_shares(const purchase& of, std::span<const true_touch> touches,
                               std::size_t model, std::string& out, true_days& days) const {
    const auto shares = true_shares(true_models[model], touches, of.revenue);
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto& [credit, revenue] = shares[i];
        if (credit == money{} && revenue == money{}) continue;
        const traffic& from = all_traffic[touches[i].arrived_by];
        append_line(out,
                    {true_models[model], of.id, user_id_, of.time, of.day, "purchase", of.currency,
                     of.transaction_id, std::to_string(i + 1), std::to_string(touches.size()),
                     session_id(touches[i]), to_string(touches[i].start), from.channel, from.source,
                     from.medium, from.campaign, decimals_of(credit), decimals_of(revenue)});
        true_sums& sums = days[{model, of.day, of.currency, from.channel}];
        sums.conversions += credit;
        sums.revenue += revenue;
    }
}

void user_truth::append_session(const journey_session& session, std::string& out) const {
    const journey_event& first = first_of(session);
    const auto begin = journey_.events.begin() + session.first;
    const auto conversions = std::count_if(begin, begin + session.count, converts);
    const traffic& arrived = all_traffic[first.arrived_by];
    out += user_id_ + '.' + micros(first.time) + ',' + user_id_ + ',' + to_string(first.time) +
           ',' + to_string((begin + session.count - 1)->time) + ',' + std::to_string(session.count);
    for (const std::string_view value :
         {arrived.channel, arrived.source, arrived.medium, arrived.campaign,
          page_address(first.page), devices[journey_.device], places[journey_.home].country})
        (out += ',') += value;
    out += ',' + std::to_string(conversions) + '\n';
}

user_truth::purchase user_truth::purchase_of(std::uint32_t at) {
    const journey_event& each = journey_.events[at];
    delivery sent{};
    sent.time = each.time;
    sent.number = first_number_ + at;
    sent.user = user_;
    sent.name = each.name;
    sent.page = each.page;
    sent.home = journey_.home;
    sent.sends_event_id = journey_.sends_event_ids;
    const event& bought = text_.event_of(sent);
    purchase made{std::string(bought.event_id),
                  to_string(each.time),
                  to_string(each.time).substr(0, 10),
                  bought.currency,
                  bought.transaction_id,
                  bought.event_value.value_or(money{})};
    if (!journey_.sends_event_ids)
        made.id = user_id_ + '.' + micros(each.time) + ".purchase." +
                  std::string(bought.page_location) + '.' + std::string(bought.transaction_id);
    return made;
}

void user_truth::append_credit(const purchase& of, const true_touch& touch,
                               std::string& out) const {
    const traffic& credited = all_traffic[touch.arrived_by];
    append_line(out,
                {of.id, user_id_, of.time, of.day, "purchase", to_string(of.revenue), of.currency,
                 of.transaction_id, credited.channel, credited.source, credited.medium,
                 credited.campaign, session_id(touch), to_string(touch.start)});
}

void append_days(const true_days& days, std::string& out) {
    for (const auto& [key, sums] : days)
        if (sums.conversions != money_sum{} || sums.revenue != money_sum{})
            append_line(out,
                        {true_models[key.model], key.day, "purchase", key.currency, key.channel,
                         decimals_of(sums.conversions), decimals_of(sums.revenue)});
}

}  // namespace

truth truth_of(const generator& made) {
    truth out{std::string(session_header),    std::string(conversion_header),
              std::string(touchpoint_header), std::string(attribution_header),
              std::string(credit_header),     std::string(credit_header),
              std::string(daily_header)};
    std::vector<std::pair<std::string, std::uint32_t>> users;
    for (std::uint32_t user = 0; user + 1 < made.first_events().size(); ++user) {
        std::string id;
        append_user_id(id, user);
        users.emplace_back(std::move(id), user);
    }
    std::ranges::sort(users);
    journey_maker maker(made.what());
    true_days days;
    for (const auto& [id, user] : users) user_truth(made, maker, user).append_to(out, days);
    append_days(days, out.mart_channel_daily);
    return out;
}

}  // namespace attrib
