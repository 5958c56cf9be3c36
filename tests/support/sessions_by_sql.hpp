/// @file
/// Answers to questions about sessions by SQL alone, from the tables.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/attribution/options.hpp>
#include <libattrib/journeys/session_question.hpp>
#include <libattrib/postgres/connection.hpp>
#include <libattrib/report/row_reader.hpp>

namespace attrib::test {

inline std::string sql_of_test(const share_condition& test) {
    using kind = share_condition::kind;
    const std::string column = fmt::format("coalesce({}, '')", name_of(test.column));
    std::string any = "false";
    for (const std::string& value : test.values) {
        const std::string text = quote_text(value);
        if (test.which == kind::is) any += fmt::format(" or {} = {}", column, text);
        if (test.which == kind::contains)
            any += fmt::format(" or position({} in {}) > 0", text, column);
        if (test.which == kind::starts_with)
            any += fmt::format(" or starts_with({}, {})", column, text);
        if (test.which == kind::matches)
            any += fmt::format(" or ({0} <> '' and {0} ~ {1})", column, text);
    }
    return "(" + any + ")";
}

inline std::string sql_of_condition(const share_condition& of) {
    using kind = share_condition::kind;
    if (of.is_test()) return sql_of_test(of);
    std::string joined = of.which == kind::all_of ? "true" : "false";
    for (const share_condition& each : of.parts)
        joined += (of.which == kind::all_of ? " and " : " or ") + sql_of_condition(each);
    return (of.which == kind::none_of ? "not (" : "(") + joined + ")";
}

inline std::string sql_of_filter(const credit_filter& only) {
    std::string all = sql_of_condition(only.where);
    for (std::size_t i = 0; i < touch_column_count; ++i)
        if (only.touch[i])
            all += fmt::format(" and coalesce({}, '') = {}", touch_column_names[i],
                               quote_text(*only.touch[i]));
    return all;
}

/// int_sessions with their visitors: each is of a user whose last session before it began within
/// the journey window, or is new.
inline std::string sessions_with_visitors(microseconds journey_window) {
    return fmt::format(
        "(select *, case when session_start - lag(session_start) over (partition by "
        "user_pseudo_id order by session_start) <= interval '{} microseconds' then 'returning' "
        "else 'new' end as visitor from int_sessions) as sessions",
        journey_window.count());
}

/// The groups in order. Where one of its patterns is a regular expression of RE2 and Postgres
/// alike, it is the answer of session_groups.
inline std::vector<session_group> sessions_by_sql(connection& on,
                                                  const attribution_options& options,
                                                  const session_question& asked) {
    const std::string day =
        fmt::format("(session_start at time zone {})::date", quote_text(options.zone.name()));
    std::string values;
    std::string places;
    std::size_t count = 0;
    const auto add = [&](const std::string& value) {
        values += value + ", ";
        places += fmt::format("{}{}", count == 0 ? "group by " : ", ", count + 1);
        ++count;
    };
    for (const dimension each : asked.by) {
        const dimension_facts& facts = facts_of(each);
        for (std::size_t i = 0; i < facts.column_count; ++i)
            add(std::string(touch_column_names[static_cast<std::size_t>(facts.columns[i])]));
        if (facts.is_of_conversions())
            add(fmt::format("date_trunc('{}', {}::timestamp)::date", facts.name, day));
    }
    const query_result answer = on.run(fmt::format(
        "select {0}count(*), count(distinct user_pseudo_id), sum(event_count)::bigint, "
        "count(*) filter (where conversions > 0), sum(conversions)::bigint from {6} "
        "where {3} >= '{1}' and {3} < '{2}' and {4} {5}",
        values, to_string(asked.from), to_string(asked.to), day, sql_of_filter(asked.only), places,
        sessions_with_visitors(options.journey_window)));
    std::vector<session_group> groups;
    for (std::size_t i = 0; i < answer.rows(); ++i) {
        row_reader row(answer, i);
        session_group& group = groups.emplace_back();
        for (std::size_t value = 0; value < count; ++value)
            group.values.push_back(row.optional_text());
        session_sums& sums = group.sums;
        sums.sessions = row.integer();
        if (sums.sessions == 0) continue;
        sums.users = row.integer();
        if (!asked.has_counts) continue;
        sums.events = row.integer();
        sums.converting_sessions = row.integer();
        sums.conversions = row.integer();
    }
    std::erase_if(groups, [](const session_group& each) { return each.sums.sessions == 0; });
    std::ranges::sort(groups, {}, &session_group::values);
    return groups;
}

}  // namespace attrib::test
