#include <fmt/format.h>

#include <libattrib/core/error.hpp>
#include <libattrib/report/row_reader.hpp>
#include <libattrib/report/session_answer.hpp>

namespace attrib {
namespace {

using kind = share_condition::kind;

std::string test_sql(const share_condition& test) {
    if (!is_of_touches(test.column))
        throw failure(errc::invalid_option,
                      "`filters` have a test of " + std::string(name_of(test.column)) +
                          ", which sessions do not have; there are: columns of touchpoints where "
                          "sessions are counted, and `conversion` beside them");
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

std::string condition_sql(const share_condition& of) {
    if (of.is_test()) return test_sql(of);
    std::string joined = of.which == kind::all_of ? "true" : "false";
    for (const share_condition& each : of.parts)
        joined += (of.which == kind::all_of ? " and " : " or ") + condition_sql(each);
    return (of.which == kind::none_of ? "not (" : "(") + joined + ")";
}

std::string filter_sql(const credit_filter& only) {
    std::string all = condition_sql(only.where);
    for (std::size_t i = 0; i < touch_column_count; ++i)
        if (only.touch[i])
            all += fmt::format(" and coalesce({}, '') = {}", touch_column_names[i],
                               quote_text(*only.touch[i]));
    return all;
}

}  // namespace

std::vector<session_group> session_groups(report_view& view, const report_scope& scope,
                                          const session_question& asked) {
    const std::string day = fmt::format("(session_start at time zone {})::date",
                                        quote_text(scope.options().zone.name()));
    std::string values;
    std::size_t count = 0;
    for (const dimension each : asked.by) {
        const dimension_facts& facts = facts_of(each);
        for (std::size_t i = 0; i < facts.column_count; ++i, ++count)
            values.append(touch_column_names[static_cast<std::size_t>(facts.columns[i])])
                .append(", ");
        if (!facts.is_of_conversions()) continue;
        ++count;
        values += fmt::format("date_trunc('{}', {}::timestamp)::date, ", facts.name, day);
    }
    std::string places;
    for (std::size_t i = 1; i <= count; ++i) places += fmt::format("{}{}", i == 1 ? "" : ", ", i);
    const query_result answer = view.on().run(fmt::format(
        "select {0}count(*), count(distinct user_pseudo_id) from int_sessions where "
        "session_start >= ('{1}'::date - 1)::timestamp at time zone 'UTC' and session_start < "
        "('{2}'::date + 1)::timestamp at time zone 'UTC' and {3} >= '{1}' and {3} < '{2}' and {4} "
        "{5}",
        values, to_string(asked.from), to_string(asked.to), day, filter_sql(asked.only),
        count == 0 ? "" : "group by " + places));
    std::vector<session_group> groups;
    for (std::size_t i = 0; i < answer.rows(); ++i) {
        row_reader row(answer, i);
        session_group& group = groups.emplace_back();
        for (std::size_t value = 0; value < count; ++value)
            group.values.push_back(row.optional_text());
        group.sessions = row.integer();
        group.users = row.integer();
    }
    return groups;
}

}  // namespace attrib
