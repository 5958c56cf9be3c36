// mart_attribution, as SQL computes it, against the plain rules on journeys that are drawn.
#include <algorithm>
#include <libattrib/attribution/model_registry.hpp>
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

template <class T>
const T& one_of(const std::vector<T>& choices, random_stream& random) {
    return choices[random.below(choices.size())];
}

std::int64_t drawn_revenue(random_stream& random) {
    using limits = std::numeric_limits<std::int64_t>;
    switch (random.below(8)) {
        case 0:
            return 0;
        case 1:
            return limits::max();
        case 2:
            return -limits::max();
        case 3:
            return limits::min();
        case 4:
            return one_of<std::int64_t>({1, -1, 2, -2, 7}, random);
        case 5:
            return -static_cast<std::int64_t>(random.below(1'000'000'000));
        default:
            return static_cast<std::int64_t>(random.below(1'000'000'000));
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
        plain_touch& made = user.sessions.emplace_back();
        made = {at, one_of(channels, random), one_of(sources, random), one_of(media, random)};
        if (number % 5 == 1) made.channel = "Direct";
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

std::string row_text(const stored_user& user, const plain_conversion& of, const std::string& model,
                     const plain_row& row) {
    return model + "|" + user.name + "|" + std::to_string(of.time) + "|" + of.name + "|" +
           std::to_string(row.touch_no) + "|" + std::to_string(row.touch_count) + "|" +
           (row.touch == nullptr ? "-" : user.id_of(*row.touch)) + "|" +
           std::to_string(row.share.credit) + "|" + std::to_string(row.share.revenue);
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

std::string instance_row(const model_instance& of) {
    const auto number = [](auto value) { return std::to_string(value); };
    std::string lookbacks;
    for (const auto& [name, span] : of.lookbacks) {
        std::string key;
        for (const char c : name) (key += c == '"' ? "\\" : "") += c;
        lookbacks += (lookbacks.empty() ? "{\"" : ", \"") + key + "\": " + number(span.count());
    }
    return "(" + quote_text(of.name) + ", " + quote_text(of.rule->name) + ", " +
           (of.lookback ? number(of.lookback->count()) : "null") + ", " +
           (lookbacks.empty() ? "null" : quote_text(lookbacks + "}")) + ", " +
           (of.skips_direct ? "true" : "false") + ", " + number(of.half_life.count()) + ", " +
           number(of.first_weight) + ", " + number(of.middle_weight) + ", " +
           number(of.last_weight) + ")";
}

// The shipped instances and others, with all that an instance may have.
model_list drawn_instances() {
    model_list all = shipped_models();
    for (model_instance each : shipped_models()) {
        each.name += " without direct";
        each.skips_direct = true;
        all.push_back(std::move(each));
    }
    const auto add = [&](const std::string& name, const char* rule,
                         std::optional<microseconds> lookback = {}) -> model_instance& {
        all.push_back({.name = name,
                       .rule = find_rule(rule),
                       .skips_direct = false,
                       .lookback = lookback,
                       .lookbacks = {},
                       .effects = nullptr});
        return all.back();
    };
    constexpr microseconds a_day{day};
    add("it's", "linear", microseconds{0});
    add("a", "linear", 90 * a_day).lookbacks = {{"lead", a_day}};
    add("A", "shapley").lookbacks = {{"it's \"so\"", 90 * a_day}, {"lead", microseconds{0}}};
    const auto add_position = [&](const char* name, std::int64_t days, std::uint32_t first,
                                  std::uint32_t middle, std::uint32_t last) {
        model_instance& made = add(name, "position_based", days * a_day);
        made.first_weight = first;
        made.middle_weight = middle;
        made.last_weight = last;
    };
    add_position("ends", 90, 30, 0, 70);
    add_position("middle", 90, 0, 1, 0);
    add_position("heavy", 30, 1'000'000'000, 999'999'937, 7);
    for (const microseconds half_life :
         {microseconds{1}, a_day, microseconds{(std::int64_t{1} << 43) - 1}}) {
        model_instance& made =
            add("half " + std::to_string(half_life.count()), "time_decay", 90 * a_day);
        made.half_life = half_life;
        made.skips_direct = half_life == a_day;
    }
    return all;
}

}  // namespace

TEST_CASE("drawn journeys get the credits of the plain rules") {
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
    const model_list instances = drawn_instances();
    std::string rows;
    for (const model_instance& each : instances)
        rows += (rows.empty() ? "" : ", ") + instance_row(each);
    for (const int lookback_days : {14, 90}) {
        make_attribution_view(database, "drawn", rows, std::to_string(lookback_days));
        std::vector<std::string> expected;
        for (const stored_user& user : users)
            for (const plain_conversion& of : user.conversions)
                for (const model_instance& by : instances)
                    for (const plain_row& row :
                         rows_plainly(by, of, user.sessions, lookback_days * day))
                        expected.push_back(row_text(user, of, by.name, row));
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
