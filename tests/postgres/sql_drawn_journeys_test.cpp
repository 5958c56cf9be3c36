// mart_attribution, as SQL computes it, against the slow reference on journeys that are drawn.
#include <algorithm>
#include <libattrib/core/random.hpp>
#include <libattrib/io/channel_rules_file.hpp>
#include <limits>
#include <tests/catch.hpp>
#include <tests/support/stored_journeys.hpp>

namespace attrib::test::sql_drawn_journeys {
namespace {

constexpr std::int64_t day = 86'400'000'000;
constexpr std::int64_t minute = 60'000'000;

const std::vector<std::string> channels{"Direct",      "Direct",       "Paid Search", "Email",
                                        "Paid Search", "direct",       "Display",     "\xC3\x89",
                                        "Referral",    "Cross-network"};
const std::vector<std::string> sources{"", "google", "GOOGLE", "google.com", "bing", "'"};
const std::vector<std::string> media{"", "cpc", "CPM", "organic", "Paid x", "xcp", "ppc2", "it's"};
const std::vector<std::string> paid{"Cross-network", "Display", "Paid Search"};

template <class T>
const T& one_of(const std::vector<T>& choices, random_stream& random) {
    return choices[random.below(choices.size())];
}

wide drawn_revenue(random_stream& random) {
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    switch (random.below(8)) {
        case 0:
            return 0;
        case 1:
            return largest;
        case 2:
            return -wide{largest};
        case 3:
            return -wide{largest} - 1;
        case 4:
            return one_of<wide>({1, -1, 2, -2, 7}, random);
        case 5:
            return -static_cast<wide>(random.below(1'000'000'000));
        default:
            return static_cast<wide>(random.below(1'000'000'000));
    }
}

stored_user draw_user(std::uint64_t number, random_stream& random) {
    constexpr std::int64_t begin = 1'700'000'000'000'000;
    stored_user user;
    user.name = "u" + std::to_string(number);
    const auto count = one_of<std::size_t>({0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 12}, random);
    std::int64_t at = begin;
    for (std::size_t i = 0; i < (number == 0 ? 300 : count); ++i) {
        at += one_of<std::int64_t>({1, minute, day, 7 * day, 14 * day, 14 * day + 1, 90 * day,
                                    static_cast<std::int64_t>(random.below(20 * day)) + 1},
                                   random) /
                  (number == 0 ? 300 : 1) +
              1;
        slow_session& made = user.sessions.emplace_back();
        made = {user.name + "." + std::to_string(at), at, one_of(channels, random),
                one_of(sources, random), one_of(media, random)};
        if (number % 5 == 1) made.channel = "Direct";
        made.is_paid = std::ranges::find(paid, made.channel) != paid.end();
    }
    for (std::uint64_t i = 0; i < 1 + random.below(4); ++i) {
        const std::int64_t from =
            user.sessions.empty() ? begin : one_of(user.sessions, random).start;
        user.conversions.push_back(
            {from + one_of<std::int64_t>({0, 1, -1, minute, day, 14 * day, 14 * day + 1, 90 * day},
                                         random),
             one_of<std::string>({"purchase", "lead", "it's \"so\""}, random),
             drawn_revenue(random)});
        if (random.one_in(3)) user.conversions.push_back(user.conversions.back());  // the same row
    }
    return user;
}

std::string row_text(const std::string& user, const slow_conversion& of, const std::string& model,
                     const slow_credit& credit) {
    return model + "|" + user + "|" + std::to_string(of.time) + "|" + of.name + "|" +
           std::to_string(credit.touch_no) + "|" + std::to_string(credit.touch_count) + "|" +
           (credit.touch == nullptr ? "-" : credit.touch->session_id) + "|" +
           amount_text(credit.credit) + "|" + amount_text(credit.revenue);
}

std::vector<std::string> rows_there(connection& on, const std::string& view) {
    const query_result rows = on.run(
        "select concat_ws('|', model, user_pseudo_id, (extract(epoch from conversion_timestamp) * "
        "1000000)::bigint, conversion_name, touch_no, touch_count, coalesce(session_id, '-'), "
        "trunc(credit * 1000000), trunc(revenue * 1000000)) from " +
        view);
    std::vector<std::string> all;
    for (std::size_t i = 0; i < rows.rows(); ++i) all.emplace_back(rows.text(i, 0));
    std::ranges::sort(all);
    return all;
}

std::string instance_row(const slow_instance& of) {
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    std::string lookbacks;
    for (const auto& [name, span] : of.lookbacks) {
        std::string key;
        for (const char c : name) (key += c == '"' ? "\\" : "") += c;
        lookbacks += (lookbacks.empty() ? "{\"" : ", \"") + key + "\": " + number(span);
    }
    return "(" + quote_text(of.model) + ", " + quote_text(of.rule) + ", " +
           (of.lookback ? number(*of.lookback) : "null") + ", " +
           (lookbacks.empty() ? "null" : quote_text(lookbacks + "}")) + ", " +
           (of.skips_direct ? "true" : "false") + ", " +
           (of.half_life == 0 ? "null" : number(of.half_life)) + ", " + number(of.first) + ", " +
           number(of.middle) + ", " + number(of.last) + ")";
}

// The shipped instances and others, with all that an instance may have.
std::vector<slow_instance> drawn_instances() {
    std::vector<slow_instance> all;
    for (const char* const rule :
         {"first_click", "last_click", "first_non_direct", "last_non_direct", "last_paid",
          "google_paid", "linear", "position_based", "time_decay", "shapley"})
        for (const bool skips : {false, true}) {
            slow_instance& made = all.emplace_back();
            made = {rule + std::string(skips ? " without direct" : ""), rule};
            made.skips_direct = skips;
            made.half_life = 7 * day;
            made.first = made.last = 40;
            made.middle = 20;
        }
    const auto add = [&](slow_instance of) { all.push_back(std::move(of)); };
    add({.model = "it's", .rule = "linear", .lookback = 0});
    add({.model = "a", .rule = "linear", .lookback = 90 * day, .lookbacks = {{"lead", day}}});
    add({.model = "A", .rule = "shapley", .lookbacks = {{"it's \"so\"", 90 * day}, {"lead", 0}}});
    add({.model = "ends", .rule = "position_based", .lookback = 90 * day, .first = 30, .last = 70});
    add({.model = "middle", .rule = "position_based", .lookback = 90 * day, .middle = 1});
    add({.model = "heavy",
         .rule = "position_based",
         .lookback = 30 * day,
         .first = 1'000'000'000,
         .middle = 999'999'937,
         .last = 7});
    for (const std::int64_t half_life : {std::int64_t{1}, day, (std::int64_t{1} << 43) - 1})
        add({.model = "half " + std::to_string(half_life),
             .rule = "time_decay",
             .lookback = 90 * day,
             .skips_direct = half_life == day,
             .half_life = half_life});
    return all;
}

}  // namespace

TEST_CASE("drawn journeys get the credits of the slow reference") {
    const temporary_database database;
    connection on = database.connect();
    rebuild_by_sql({.database = database.name(),
                    .attribution = {},
                    .rules = default_channel_rules(),
                    .select = {}});
    random_stream random(20'250'301);
    std::vector<stored_user> users;
    for (std::uint64_t i = 0; i < 400; ++i) users.push_back(draw_user(i, random));
    store_journeys(on, users);
    const std::vector<slow_instance> instances = drawn_instances();
    std::string rows;
    for (const slow_instance& each : instances)
        rows += (rows.empty() ? "" : ", ") + instance_row(each);
    for (const int lookback_days : {14, 90}) {
        make_attribution_view(database, "drawn", rows, std::to_string(lookback_days));
        std::vector<std::string> expected;
        for (const stored_user& user : users)
            for (const slow_conversion& of : user.conversions)
                for (const slow_instance& by : instances)
                    for (const slow_credit& credit :
                         slow_credits(by, of, user.sessions, lookback_days * day))
                        expected.push_back(row_text(user.name, of, by.model, credit));
        std::ranges::sort(expected);
        const std::vector<std::string> found = rows_there(on, "drawn");
        CHECK(expected.size() > 20'000);
        CHECK(found.size() == expected.size());
        const auto differing = std::ranges::mismatch(expected, found);
        if (differing.in1 != expected.end()) {
            CHECK(*differing.in1 ==
                  (differing.in2 == found.end() ? std::string("nothing") : *differing.in2));
        }
    }
}

}  // namespace attrib::test::sql_drawn_journeys
