#include <algorithm>
#include <libattrib/generate/truth.hpp>
#include <libattrib/io/csv_writer.hpp>

namespace attrib {
namespace {

constexpr std::string_view session_header =
    "session_id,user_pseudo_id,session_start,session_end,event_count,channel,source,medium,"
    "campaign,landing_page,device_category,country,conversions\n";
constexpr std::string_view credit_header =
    "conversion_id,user_pseudo_id,conversion_timestamp,conversion_date,conversion_name,revenue,"
    "currency,transaction_id,channel,source,medium,campaign,session_id,touch_timestamp\n";

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
    }

    void append_to(truth& out);

   private:
    [[nodiscard]] const journey_event& first_of(const journey_session& session) const {
        return journey_.events[session.first];
    }
    [[nodiscard]] static bool converts(const journey_event& each) {
        return each.name == purchase_code && !each.repeats_order;
    }
    void append_session(const journey_session& session, std::string& out) const;
    void append_credit(std::uint32_t at, const journey_session* touch, std::string& out);

    delivery_text text_;
    std::uint32_t first_number_;
    std::uint32_t user_;
    const journey& journey_;
    std::string user_id_;
};

void user_truth::append_to(truth& out) {
    for (const journey_session& session : journey_.sessions) {
        append_session(session, out.int_sessions);
        for (std::uint32_t at = session.first; at < session.first + session.count; ++at) {
            const journey_event& each = journey_.events[at];
            if (!converts(each)) continue;
            const auto first = std::ranges::find_if(journey_.sessions, [&](const auto& earlier) {
                return first_of(earlier).time >= each.time - true_lookback;
            });
            // A made-up session is far shorter than the lookback: there is always a touchpoint.
            append_credit(at, &*first, out.mart_first_click);
            append_credit(at, &session, out.mart_last_click);
        }
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

void user_truth::append_credit(std::uint32_t at, const journey_session* touch, std::string& out) {
    const journey_event& each = journey_.events[at];
    const journey_event& first = first_of(*touch);
    const traffic& credited = all_traffic[first.arrived_by];
    delivery sent{};
    sent.time = each.time;
    sent.number = first_number_ + at;
    sent.user = user_;
    sent.name = each.name;
    sent.page = each.page;
    sent.home = journey_.home;
    sent.sends_event_id = journey_.sends_event_ids;
    const event& bought = text_.event_of(sent);
    if (journey_.sends_event_ids)
        out += bought.event_id;
    else
        out += user_id_ + '.' + micros(each.time) + ".purchase." +
               std::string(bought.page_location) + '.' + std::string(bought.transaction_id);
    out += ',' + user_id_ + ',' + to_string(each.time) + ',' + to_string(each.time).substr(0, 10) +
           ",purchase," + to_string(bought.event_value.value_or(money{}));
    for (const std::string_view value : {bought.currency, bought.transaction_id, credited.channel,
                                         credited.source, credited.medium, credited.campaign})
        (out += ',') += value;
    out += ',' + user_id_ + '.' + micros(first.time) + ',' + to_string(first.time) + '\n';
}

}  // namespace

truth truth_of(const generator& made) {
    truth out{std::string(session_header), std::string(credit_header), std::string(credit_header)};
    std::vector<std::pair<std::string, std::uint32_t>> users;
    for (std::uint32_t user = 0; user + 1 < made.first_events().size(); ++user) {
        std::string id;
        append_user_id(id, user);
        users.emplace_back(std::move(id), user);
    }
    std::ranges::sort(users);
    journey_maker maker(made.what());
    for (const auto& [id, user] : users) user_truth(made, maker, user).append_to(out);
    return out;
}

}  // namespace attrib
