#include <re2/re2.h>

#include <algorithm>
#include <libattrib/sql_models/model_template.hpp>

namespace attrib {
namespace {

struct call {
    std::string function;
    std::vector<std::string> values;  // without quotes
    std::vector<std::string> keys;    // empty where there is none
};

std::string without_spaces(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

// `name(key='value', "value", 30)`; false when the text is not that.
bool parse_call(const std::string& text, call& out) {
    static const RE2 shape(R"re((?s)(\w+)\((.*)\))re");
    static const RE2 argument(
        R"re(\s*(?:(\w+)\s*=\s*)?(?:'([^']*)'|"([^"]*)"|(-?\d+))\s*(?:,|$))re");
    std::string inside;
    if (!RE2::FullMatch(text, shape, &out.function, &inside)) return false;
    re2::StringPiece rest(inside);
    while (!rest.empty()) {
        std::string key;
        std::string in_quotes;
        std::string in_double_quotes;
        std::string number;
        if (!RE2::Consume(&rest, argument, &key, &in_quotes, &in_double_quotes, &number))
            return false;
        out.keys.push_back(std::move(key));
        out.values.push_back(in_quotes.append(in_double_quotes).append(number));  // one is there
    }
    return true;
}

// Goes through a template from tag to tag.
class renderer {
   public:
    renderer(const model_template& what, const template_settings& settings)
        : what_(what), settings_(settings) {}

    result<rendered_model> run();

   private:
    bool expression(const std::string& inside);
    bool statement(const std::string& inside);
    void append(std::string_view text) {
        if (!skips_) out_.sql += text;
    }
    [[nodiscard]] error wrong(std::size_t at, const std::string& message) const {
        const auto line =
            1 + std::count(what_.text.begin(), what_.text.begin() + static_cast<std::ptrdiff_t>(at),
                           '\n');
        return {errc::bad_model, what_.file + ":" + std::to_string(line) + ": " + message};
    }

    const model_template& what_;
    const template_settings& settings_;
    rendered_model out_;
    bool is_inside_if_ = false;
    bool skips_ = false;
};

result<rendered_model> renderer::run() {
    std::size_t place = 0;
    for (;;) {
        const std::size_t tag = what_.text.find('{', place);
        const char kind = tag == std::string_view::npos || tag + 1 == what_.text.size()
                              ? '\0'
                              : what_.text[tag + 1];
        if (tag == std::string_view::npos) break;
        if (kind != '{' && kind != '%') return wrong(tag, "a brace that begins no tag");
        const std::size_t end = what_.text.find(kind == '{' ? "}}" : "%}", tag + 2);
        if (end == std::string_view::npos) return wrong(tag, "a tag that does not end");
        append(what_.text.substr(place, tag - place));
        const std::string inside = without_spaces(what_.text.substr(tag + 2, end - tag - 2));
        if (!(kind == '{' ? expression(inside) : statement(inside)))
            return wrong(tag, "'" + inside +
                                  "' is not among config, ref, source that a .yml file names, var "
                                  "with default and if is_incremental()");
        place = end + 2;
    }
    if (is_inside_if_) return wrong(what_.text.size(), "an if without endif");
    append(what_.text.substr(place));
    return std::move(out_);
}

bool renderer::expression(const std::string& inside) {
    call found;
    if (!parse_call(inside, found)) return false;
    const auto& values = found.values;
    const bool has_keys =
        std::ranges::any_of(found.keys, [](const std::string& key) { return !key.empty(); });
    if (found.function == "config") {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (found.keys[i].empty()) return false;
            out_.config[found.keys[i]] = values[i];
        }
        return true;
    }
    if (has_keys) return false;
    if (found.function == "ref" && values.size() == 1) {
        if (std::ranges::find(out_.refs, values[0]) == out_.refs.end())
            out_.refs.push_back(values[0]);
        append(settings_.relation_of_model(values[0]));
        return true;
    }
    if (found.function == "source" && values.size() == 2) {
        const std::string relation = settings_.relation_of_source(values[0], values[1]);
        append(relation);
        return !relation.empty();
    }
    if (found.function != "var" || values.size() != 2) return false;
    const auto given = settings_.vars.find(values[0]);
    append(given == settings_.vars.end() ? values[1] : given->second);
    return true;
}

bool renderer::statement(const std::string& inside) {
    const bool begins = inside == "if is_incremental()";
    if (!begins && inside != "endif") return false;
    if (begins == is_inside_if_) return false;
    is_inside_if_ = begins;
    skips_ = begins && !settings_.is_incremental;
    return true;
}

}  // namespace

result<rendered_model> render_model(const model_template& what, const template_settings& settings) {
    return renderer(what, settings).run();
}

}  // namespace attrib
