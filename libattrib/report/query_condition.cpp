#include <libattrib/report/query_condition.hpp>

#include <array>
#include <libattrib/core/error.hpp>
#include <libattrib/core/utf8.hpp>
#include <utility>

namespace attrib {
namespace {

using kind = share_condition::kind;

constexpr int deepest = 16;
constexpr std::size_t most_tests = 200;
constexpr std::size_t most_values = 1000;
constexpr std::size_t longest_value = 1024;
constexpr std::string_view forms =
    "[\"and\", [FILTER, ...]], [\"or\", [FILTER, ...]], [\"not\", FILTER], [\"null\", COLUMN], "
    "[TEST, COLUMN, [VALUE, ...]] with a test of is, is_not, in, contains, starts_with, matches";

struct test_form {
    std::string_view name;
    kind which;
    bool is_negated = false;
};
constexpr std::array test_forms{
    test_form{"is", kind::is},
    test_form{"is_not", kind::is, true},
    test_form{"in", kind::is},
    test_form{"contains", kind::contains},
    test_form{"starts_with", kind::starts_with},
    test_form{"matches", kind::matches},
};

[[noreturn]] void refuse(const std::string& why, const std::string& allowed) {
    throw failure(errc::invalid_option, "`filters` " + why + "; there are: " + allowed);
}

std::string column_names_of_shares() {
    std::string names;
    for (std::size_t i = 0; i < share_column_count; ++i)
        names.append(i == 0 ? "" : ", ").append(name_of(static_cast<share_column>(i)));
    return names;
}

class condition_reader {
   public:
    share_condition read_list(const json& list, kind which, int depth) {
        if (!list.is_array()) refuse("must be a list: " + list.dump(), std::string(forms));
        share_condition joined{.which = which};
        for (const json& each : list) joined.parts.push_back(read(each, depth + 1));
        return joined;
    }

   private:
    share_condition read(const json& filter, int depth) {
        if (depth > deepest) refuse("are nested too deeply", "16 levels at most");
        if (!filter.is_array() || filter.empty() || !filter.front().is_string())
            refuse("have one that is no filter: " + filter.dump(), std::string(forms));
        const auto& name = filter.front().get_ref<const std::string&>();
        if (filter.size() == 2 && (name == "and" || name == "or"))
            return read_list(filter[1], name == "and" ? kind::all_of : kind::any_of, depth);
        if (filter.size() == 2 && name == "not")
            return {.which = kind::none_of, .parts = {read(filter[1], depth + 1)}};
        if (++tests_ > most_tests) refuse("have too many tests", "200 at most");
        if (filter.size() == 2 && name == "null")
            return {.which = kind::is, .column = column_of(filter), .values = {""}};
        for (const test_form& each : test_forms)
            if (filter.size() == 3 && name == each.name) return read_test(filter, each);
        refuse("have one that is no filter: " + filter.dump(), std::string(forms));
    }

    static share_column column_of(const json& filter) {
        if (filter[1].is_string())
            if (const auto known = share_column_named(filter[1].get_ref<const std::string&>()))
                return *known;
        refuse("have a column that there is not: " + filter.dump(), column_names_of_shares());
    }

    static share_condition read_test(const json& filter, const test_form& form) {
        share_condition test{.which = form.which, .column = column_of(filter)};
        const json values = filter[2].is_array() ? filter[2] : json::array({filter[2]});
        if (values.empty() || values.size() > most_values)
            refuse("have a test without values, or with too many: " + filter.dump(),
                   "1 to 1000 values");
        for (const json& each : values) test.values.push_back(value_of(each, form, filter));
        if (!form.is_negated) return test;
        return {.which = kind::none_of, .parts = {std::move(test)}};
    }

    static std::string value_of(const json& value, const test_form& form, const json& filter) {
        if (value.is_null() && form.which == kind::is) return {};
        if (!value.is_string() || value.get_ref<const std::string&>().empty())
            refuse("have a value that is not a text: " + filter.dump(),
                   "texts, and null with is, is_not and in");
        const auto& text = value.get_ref<const std::string&>();
        if (text.size() > longest_value || !is_text(text))
            refuse("have a value that is too long or has a NUL", "texts of up to 1024 bytes");
        if (form.which == kind::matches)
            if (const auto fault = fault_of_pattern(text))
                refuse("have a pattern that cannot be: " + *fault,
                       "regular expressions as RE2 has them");
        return text;
    }

    std::size_t tests_ = 0;
};

}  // namespace

json filter_operators() {
    json names = json::array();
    for (const test_form& each : test_forms) names.push_back(each.name);
    names.push_back("null");
    return names;
}

json list_of_filters(const json& given) {
    const bool is_one = given.is_array() && !given.empty() && given.front().is_string();
    return is_one ? json::array({given}) : given;
}

share_condition condition_of(const json& filters) {
    return condition_reader().read_list(filters, kind::all_of, 0);
}

}  // namespace attrib
