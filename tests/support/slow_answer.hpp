/// @file
/// Answers about credit, computed plainly from int_sessions and the conversions there are.
#pragma once

#include <libattrib/journeys/credit_question.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/report/row_reader.hpp>
#include <map>
#include <string>
#include <tests/support/plain_credit.hpp>
#include <utility>
#include <vector>

namespace attrib::test {

using answer_groups = std::vector<std::pair<credit_group, std::vector<credit_amount>>>;

inline answer_groups groups_of(const std::vector<credited_group>& rows) {
    answer_groups groups;
    for (const credited_group& each : rows) groups.emplace_back(each.group, each.amounts);
    return groups;
}

/// Journeys of all users, and what models make of them: every rule a loop over everything.
class slow_answer {
   public:
    /// Reads the tables.
    explicit slow_answer(connection& on) {
        const query_result sessions = on.run(
            "select user_pseudo_id, session_start, channel, source, medium, campaign, "
            "landing_page, device_category, country from int_sessions order by session_start");
        for (std::size_t i = 0; i < sessions.rows(); ++i) {
            row_reader row(sessions, i);
            stored_session& read = sessions_[row.text()].emplace_back();
            read.start = row.time();
            for (std::size_t column = 0; column < touch_column_count; ++column)
                read.values[column] = row.optional_text();
        }
        for (auto& [user, of_user] : sessions_) derive_visitors(of_user);
        const query_result conversions = on.run(
            "select user_pseudo_id, conversion_timestamp, conversion_date, conversion_name, "
            "revenue, currency from mart_last_click");
        for (std::size_t i = 0; i < conversions.rows(); ++i) {
            row_reader row(conversions, i);
            stored_conversion& read = conversions_.emplace_back();
            read.user = row.text();
            read.when = row.time();
            read.day = row.day();
            read.name = row.text();
            read.revenue = static_cast<std::int64_t>(row.amount().millionths);
            read.currency = row.optional_text();
        }
    }

    [[nodiscard]] answer_groups answer(const credit_question& asked) const {
        std::map<credit_group, std::vector<credit_amount>> groups;
        for (const stored_conversion& of : conversions_) {
            if (of.day < asked.from || of.day >= asked.to) continue;
            if (!is(asked.only.conversion_name, of.name) || !is(asked.only.currency, of.currency))
                continue;
            for (std::size_t model = 0; model < asked.models.size(); ++model)
                for (const share& each : shares(of, asked.models[model], asked.lookback)) {
                    if (!passes(asked.only, each.session)) continue;
                    auto& amounts = groups[group_of(
                        asked.by.empty() ? dimension::none : asked.by.front(), of, each)];
                    amounts.resize(asked.models.size());
                    amounts[model].conversions += money{each.of.credit};
                    amounts[model].revenue += money{each.of.revenue};
                }
        }
        std::erase_if(groups, [](const auto& group) {
            return std::ranges::all_of(
                group.second, [](const credit_amount& each) { return each == credit_amount(); });
        });
        return {groups.begin(), groups.end()};
    }

   private:
    using value = std::optional<std::string>;
    struct stored_session {
        timestamp start;
        std::array<value, block_column_count> values;
    };
    struct stored_conversion {
        std::string user;
        timestamp when;
        calendar_day day;
        std::string name;
        std::int64_t revenue = 0;
        value currency;
    };
    struct share {
        const stored_session* session = nullptr;  // null: unattributed
        plain_share of;
        std::size_t touch_no = 0;
    };

    // The journey window of the tables is the one that is there by default.
    static void derive_visitors(std::vector<stored_session>& sessions) {
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            bool returns = false;
            for (std::size_t before = 0; before < i; ++before)
                returns |= sessions[i].start - sessions[before].start <=
                           attribution_options{}.journey_window;
            sessions[i].values.back() = returns ? "returning" : "new";
        }
    }

    static bool is(const value& wanted, const value& given) {
        return !wanted || *wanted == given.value_or("");
    }

    static bool passes(const credit_filter& only, const stored_session* session) {
        for (std::size_t i = 0; i < touch_column_count; ++i)
            if (!is(only.touch[i], session == nullptr ? value() : session->values[i])) return false;
        return true;
    }

    [[nodiscard]] std::vector<share> shares(const stored_conversion& of, const model_instance& by,
                                            microseconds otherwise) const {
        microseconds lookback = by.lookback.value_or(otherwise);
        for (const auto& [name, own] : by.lookbacks)
            if (name == of.name) lookback = own;
        std::vector<share> shares;
        std::vector<plain_touch> touches;
        for (const stored_session& each : sessions_.at(of.user)) {
            if (each.start < of.when - lookback || each.start > of.when) continue;
            shares.push_back({&each, {}, 0});
            touches.push_back({each.start.time_since_epoch().count(), *each.values[0],
                               each.values[1].value_or(""), each.values[2].value_or("")});
        }
        if (touches.empty()) return {{nullptr, {1'000'000, of.revenue}, 0}};
        const std::vector<plain_share> credits = credit_plainly(by, touches, of.revenue);
        for (std::size_t i = 0; i < shares.size(); ++i) {
            shares[i].of = credits[i];
            shares[i].touch_no = i + 1;
        }
        return shares;
    }

    static std::vector<value> values_of(dimension by, const stored_conversion& of,
                                        const stored_session* session) {
        const std::chrono::year_month_day date(of.day);
        switch (by) {
            case dimension::none:
                return {};
            case dimension::touch_no:
                return {};
            case dimension::conversion_name:
                return {of.name};
            case dimension::day:
                return {to_string(of.day)};
            case dimension::week: {
                calendar_day monday = of.day;
                while (std::chrono::weekday(monday) != std::chrono::Monday)
                    monday -= std::chrono::days{1};
                return {to_string(monday)};
            }
            case dimension::month:
                return {to_string(of.day).substr(0, 8) + "01"};
            default:
                break;
        }
        std::vector<value> values;
        const dimension_facts& facts = facts_of(by);
        for (std::size_t i = 0; i < facts.column_count; ++i)
            values.push_back(session == nullptr
                                 ? value()
                                 : session->values[static_cast<std::size_t>(facts.columns[i])]);
        return values;
    }

    static credit_group group_of(dimension by, const stored_conversion& of, const share& credited) {
        const stored_session* const session = credited.session;
        credit_group group{{}, of.currency, session != nullptr};
        if (by == dimension::none) return group;
        // Unattributed conversions have null in every column of a touchpoint.
        if (session == nullptr && facts_of(by).is_of_touches())
            group.values.resize(facts_of(by).column_count);
        else
            group.values = values_of(by, of, session);
        if (facts_of(by).has_touch_no)
            group.values.push_back(session == nullptr ? value()
                                                      : std::to_string(credited.touch_no));
        return group;
    }

    std::map<std::string, std::vector<stored_session>> sessions_;
    std::vector<stored_conversion> conversions_;
};

}  // namespace attrib::test
