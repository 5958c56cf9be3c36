#include <algorithm>
#include <array>
#include <charconv>
#include <libattrib/core/query_string.hpp>
#include <libattrib/http/query_parameters.hpp>

namespace attrib {
namespace {

constexpr std::size_t longest_query = std::size_t{64} << 10;
constexpr int deepest_query = 64;

json split(std::string_view text, char separator) {
    json parts = json::array();
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

json list_of_names(std::string_view text) { return split(text, ','); }

// What is no number stays a text, which the query then refuses.
json number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) return text;
    return number;
}

// Parses JSON of any depth, and keeps what is not too deep: json is written by recursion. Throws
// json::exception.
json parsed_to_depth(std::string_view text, bool& is_too_deep) {
    return json::parse(text, [&](int depth, json::parse_event_t, const json&) {
        is_too_deep |= depth > deepest_query;
        return depth <= deepest_query;
    });
}

// What is no JSON stays a text, which the query then refuses.
json document_of(std::string_view text) {
    try {
        bool is_too_deep = false;
        json parsed = parsed_to_depth(text, is_too_deep);
        return is_too_deep ? json(text) : parsed;
    } catch (const json::exception&) {
        return text;
    }
}

// FROM..TO are days.
json comparison_of(std::string_view text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return text;
    return {{"from", text.substr(0, dots)}, {"to", text.substr(dots + 2)}};
}

// NAME:asc|desc[:MODEL], parted by commas.
json order_of(std::string_view text) {
    json terms = json::array();
    for (const json& each : split(text, ','))
        terms.push_back(split(each.get_ref<const std::string&>(), ':'));
    return terms;
}

json plain_text(std::string_view text) { return text; }

struct parameter_form {
    std::string_view name;
    json (*read)(std::string_view);
};
// Others are texts.
constexpr std::array forms{
    parameter_form{"metrics", list_of_names}, parameter_form{"dimensions", list_of_names},
    parameter_form{"models", list_of_names},  parameter_form{"filters", document_of},
    parameter_form{"limit", number_of},       parameter_form{"lookback_days", number_of},
    parameter_form{"compare", comparison_of}, parameter_form{"order_by", order_of},
};

problem refused(const std::string& name, const json& given, std::string allowed) {
    return {.status = 400,
            .code = "invalid_parameter",
            .detail = name + " has a value that it cannot have",
            .parameter = name,
            .given = given.is_string() ? given.get<std::string>() : given.dump(),
            .allowed = std::move(allowed)};
}

// Takes the members out that say how the answer is written.
std::optional<problem> take_format(json& asked, stated_query& out) {
    if (const auto format = asked.find("format"); format != asked.end()) {
        if (*format != "csv" && *format != "json") return refused("format", *format, "json, csv");
        out.is_csv = *format == "csv";
        asked.erase(format);
    }
    if (const auto mark = asked.find("bom"); mark != asked.end()) {
        if (*mark != "true" && *mark != "false" && !mark->is_boolean())
            return refused("bom", *mark, "true, false");
        out.has_byte_order_mark = *mark == "true" || *mark == true;
        asked.erase(mark);
    }
    return std::nullopt;
}

std::optional<problem> read(json asked, stated_query& out) {
    if (asked.is_object())
        if (auto wrong = take_format(asked, out)) return wrong;
    try {
        out.request = query_of(asked);
    } catch (const failure& failed) {
        problem what = problem_of_query(failed);
        if (const auto given = asked.find(what.parameter);
            asked.is_object() && given != asked.end())
            what.given = given->is_string() ? given->get<std::string>() : given->dump();
        // Those that say how the answer is written are members here, too.
        if (what.detail.ends_with("is no member of a query")) what.allowed += ", format, bom";
        return what;
    }
    out.text = asked.dump();
    return std::nullopt;
}

}  // namespace

std::optional<problem> read_query_parameters(std::string_view parameters, stated_query& out) {
    const auto given = parameters_of(parameters);
    if (!given)
        return problem{.status = 400,
                       .code = "invalid_query",
                       .detail = "the query string is not percent-encoded UTF-8"};
    json asked = json::object();
    for (const query_parameter& each : *given) {
        const std::string name(each.name);
        if (asked.contains(name))
            return problem{.status = 400,
                           .code = "invalid_parameter",
                           .detail = name + " is given twice",
                           .parameter = name,
                           .given = std::string(each.value),
                           .allowed = "one value"};
        const auto form = std::ranges::find(forms, each.name, &parameter_form::name);
        asked[name] = form == forms.end() ? plain_text(each.value) : form->read(each.value);
    }
    std::optional<problem> wrong = read(std::move(asked), out);
    if (wrong) put_given(parameters, *wrong);
    return wrong;
}

std::optional<problem> read_query_body(std::string_view body, stated_query& out) {
    const auto refused_body = [](std::string why) {
        return problem{.status = 400, .code = "invalid_query", .detail = std::move(why)};
    };
    if (body.size() > longest_query)
        return problem{.status = 413,
                       .code = "content_too_large",
                       .detail = "a query has at most 65536 bytes"};
    try {
        bool is_too_deep = false;
        json asked = parsed_to_depth(body, is_too_deep);
        if (is_too_deep) return refused_body("the body is nested more than 64 levels deep");
        return read(std::move(asked), out);
    } catch (const json::parse_error& wrong) {
        return refused_body("the body is no JSON, at byte " + std::to_string(wrong.byte));
    } catch (const json::exception&) {
        return refused_body("the body has a number that is out of range");
    }
}

problem problem_of_query(const failure& failed) {
    constexpr std::string_view before_allowed = "; there are: ";
    const std::string_view message = failed.what();
    problem what{.status = 400, .code = "invalid_parameter", .detail = std::string(message)};
    what.parameter = name_in_backticks(message);
    if (what.parameter.empty()) return what;
    if (const std::size_t allowed = message.rfind(before_allowed);
        allowed != std::string_view::npos) {
        what.allowed = message.substr(allowed + before_allowed.size());
        what.detail = message.substr(0, allowed);
    }
    return what;
}

}  // namespace attrib
