#include <libattrib/io/reading_options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <libattrib/core/money.hpp>
#include <libattrib/core/utf8.hpp>

namespace attrib {
namespace {

constexpr bool is_letter_or_digit(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool may_delimit(char c) noexcept {
    constexpr char highest_ascii = 126;
    return c > 0 && c <= highest_ascii && !is_letter_or_digit(c) && c != '"' && c != ' ' &&
           c != '\n' && c != '\r';
}

std::string known_columns() {
    std::string names;
    for (const column_rule& rule : column_rules)
        names.append(names.empty() ? "" : ", ").append(rule.name);
    return names;
}

// What is wrong with a constant; empty: nothing.
std::string problem_of(const column_rule& rule, std::string_view value) {
    if (rule.required && rule.name != "event_name")
        return fmt::format("{} must come from the file, each event has its own", rule.name);
    if (value.empty()) return fmt::format("give the value: {}=VALUE", rule.name);
    if (!is_text(value)) return "the value is not UTF-8";
    money amount;
    if (rule.text == nullptr && !is_amount(parse_money(value, amount)))
        return "the value is not an amount such as 1234.50";
    if (rule.text != nullptr && value.size() > rule.max_bytes)
        return fmt::format("the value is longer than {} bytes", rule.max_bytes);
    return {};
}

std::string_view name_of(time_unit unit) noexcept {
    switch (unit) {
        case time_unit::second:
            return "s";
        case time_unit::millisecond:
            return "ms";
        case time_unit::microsecond:
            return "us";
        case time_unit::unstated:
            break;
    }
    return "";
}

}  // namespace

result<char> delimiter_named(std::string_view name) {
    if (name == "tab" || name == "\\t") return '\t';
    if (name.size() == 1 && may_delimit(name.front())) return name.front();
    return error{errc::invalid_option, fmt::format("a delimiter is one character such as , ; | or "
                                                   "the word tab, not '{}'",
                                                   name)};
}

result<time_unit> time_unit_named(std::string_view name) {
    for (const time_unit unit : {time_unit::second, time_unit::millisecond, time_unit::microsecond})
        if (name == name_of(unit)) return unit;
    return error{errc::invalid_option, fmt::format("a time unit is s, ms or us, not '{}'", name)};
}

result<void> add_constant(column_constants& constants, std::string_view name,
                          std::string_view value) {
    const auto target = column_named(name);
    if (!target)
        return error{
            errc::bad_mapping,
            fmt::format("there is no column {} of an event; those are {}", name, known_columns())};
    if (const std::string problem = problem_of(rule_of(*target), value); !problem.empty())
        return error{errc::bad_mapping, problem};
    if (std::ranges::count(constants, *target, &column_constants::value_type::first) > 0)
        return error{errc::bad_mapping, fmt::format("{} is set twice", name)};
    constants.emplace_back(*target, value);
    return {};
}

result<void> add_rename(column_renames& renames, std::string_view from, std::string_view to) {
    if (!to.empty() && !column_named(to))
        return error{
            errc::bad_mapping,
            fmt::format("there is no column {} of an event; those are {}", to, known_columns())};
    if (std::ranges::count(renames, from, &column_renames::value_type::first) > 0)
        return error{errc::bad_mapping, fmt::format("column '{}' is mapped twice", from)};
    renames.emplace_back(from, to);
    return {};
}

result<void> add_own_host(host_list& hosts, std::string_view host) {
    if (hosts.add(host)) return {};
    return error{errc::invalid_option,
                 fmt::format("a host is written as shop.example, not '{}'", host)};
}

std::string text_of(const reading_options& options) {
    std::string text;
    column_renames renames = options.renames;
    std::ranges::sort(renames);
    for (const auto& [name, target] : renames) text += fmt::format(":{}={}", name, target);
    column_constants constants = options.constants;
    std::ranges::sort(constants);
    for (const auto& [target, value] : constants)
        text += fmt::format(":set {}={}", rule_of(target).name, value);
    std::vector<std::string> nulls = options.null_texts;
    std::ranges::sort(nulls);
    for (const std::string& null : nulls) text += fmt::format(":null {}", null);
    if (options.delimiter) text += fmt::format(":delimiter {}", *options.delimiter);
    if (options.unit != time_unit::unstated) text += fmt::format(":unit {}", name_of(options.unit));
    if (options.zone) text += fmt::format(":zone {}", options.zone->name());
    return text;
}

}  // namespace attrib
