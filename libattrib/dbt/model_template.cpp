#include <re2/re2.h>

#include <algorithm>
#include <libattrib/dbt/model_template.hpp>
#include <optional>

namespace attrib {
namespace {

struct call {
    std::string function;
    std::vector<std::string> values;  // without quotes
    std::vector<std::string> keys;    // empty without any
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

// A tag: `{{ inside }}` or `{% inside %}`.
struct tag {
    std::size_t begin = 0;
    std::size_t end = 0;  // after it
    bool is_statement = false;
    std::string inside;
};

constexpr std::size_t most_calls = 20;  // of macros in one another

// Goes through a template from tag to tag, and so through the macros that it calls.
class renderer {
   public:
    explicit renderer(const template_settings& settings) : settings_(settings) {}

    result<rendered_model> run(const model_template& what) {
        if (auto done = render(what); !done) return done.error();
        return std::move(out_);
    }

   private:
    using names = std::map<std::string, std::string>;

    // Where the reader is: in which text, with which names.
    struct place {
        const model_template& what;
        std::size_t at;
        std::size_t end;
        names& known;
    };

    result<void> render(const model_template& what);
    result<void> render(place& where);
    result<void> expression(const place& where, const tag& found);
    result<void> statement(place& where, const tag& found);
    result<void> call_macro(const place& where, const tag& found, const std::string& name);
    bool call_builtin(const call& found);
    result<void> render_set(place& where, const tag& found, const std::string& name);
    result<void> render_for(place& where, const tag& found, const std::string& name,
                            const std::string& begin);
    // The next tag, if there is one; and where the block that a statement opens is closed.
    static result<std::optional<tag>> next_tag(const place& where);
    static result<tag> end_of_block(const place& where, const tag& open, const std::string& close);

    static error wrong(const place& where, std::size_t at, const std::string& message) {
        const std::string_view before = where.what.text.substr(0, at);
        const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
        return {
            errc::bad_model,
            where.what.file + ":" + std::to_string(where.what.first_line + lines) + ": " + message};
    }
    static error unknown(const place& where, const tag& found) {
        return wrong(where, found.begin,
                     "'" + found.inside +
                         "' is not among config, ref, source that a .yml file names, var with "
                         "default, macros, if is_incremental(), set and for ... in context");
    }

    const template_settings& settings_;
    rendered_model out_;
    std::size_t calls_ = 0;
};

result<std::optional<tag>> renderer::next_tag(const place& where) {
    const std::string_view text = where.what.text.substr(0, where.end);
    tag found;
    found.begin = text.find('{', where.at);
    if (found.begin == std::string_view::npos) return std::optional<tag>();
    const char kind = found.begin + 1 == text.size() ? '\0' : text[found.begin + 1];
    if (kind != '{' && kind != '%') return wrong(where, found.begin, "a brace that begins no tag");
    const std::size_t close = text.find(kind == '{' ? "}}" : "%}", found.begin + 2);
    if (close == std::string_view::npos)
        return wrong(where, found.begin, "a tag that does not end");
    found.is_statement = kind == '%';
    found.inside = without_spaces(text.substr(found.begin + 2, close - found.begin - 2));
    found.end = close + 2;
    return std::optional(std::move(found));
}

result<tag> renderer::end_of_block(const place& where, const tag& open, const std::string& close) {
    place inside{where.what, open.end, where.end, where.known};
    for (;;) {
        auto found = next_tag(inside);
        if (!found) return found.error();
        if (!*found) return wrong(where, open.begin, "'" + open.inside + "' without " + close);
        if ((*found)->is_statement && (*found)->inside == close) return std::move(**found);
        inside.at = (*found)->end;
    }
}

result<void> renderer::render(const model_template& what) {
    names known;
    place where{what, 0, what.text.size(), known};
    return render(where);
}

result<void> renderer::render(place& where) {
    for (;;) {
        const auto found = next_tag(where);
        if (!found) return found.error();
        const std::size_t end = *found ? (*found)->begin : where.end;
        out_.sql += where.what.text.substr(where.at, end - where.at);
        if (!*found) return {};
        where.at = (*found)->end;
        auto done = (*found)->is_statement ? statement(where, **found) : expression(where, **found);
        if (!done) return done.error();
    }
}

// What is no macro; false when it is nothing known.
bool renderer::call_builtin(const call& found) {
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
        out_.sql += settings_.relation_of_model(values[0]);
        return true;
    }
    if (found.function == "source" && values.size() == 2) {
        const std::string relation = settings_.relation_of_source(values[0], values[1]);
        out_.sql += relation;
        return !relation.empty();
    }
    if (found.function != "var" || values.size() != 2) return false;
    const auto given = settings_.vars.find(values[0]);
    out_.sql += given == settings_.vars.end() ? values[1] : given->second;
    return true;
}

result<void> renderer::call_macro(const place& where, const tag& found, const std::string& name) {
    if (settings_.macros == nullptr || !settings_.macros->contains(name))
        return unknown(where, found);
    if (calls_ == most_calls) return wrong(where, found.begin, name + " calls itself");
    ++calls_;
    auto done = render(settings_.macros->at(name));
    --calls_;
    return done;
}

result<void> renderer::expression(const place& where, const tag& found) {
    static const RE2 name_of_macro(R"((\w+)\(\))");
    static const RE2 macro_by_name(R"(context\[(\w+)\]\(\))");
    static const RE2 text(R"((\w+)(?:\[(\d+):\])?)");
    std::string name;
    if (RE2::FullMatch(found.inside, name_of_macro, &name)) return call_macro(where, found, name);
    if (RE2::FullMatch(found.inside, macro_by_name, &name) && where.known.contains(name))
        return call_macro(where, found, where.known.at(name));
    std::string from;
    if (RE2::FullMatch(found.inside, text, &name, &from) && where.known.contains(name)) {
        const std::string& known = where.known.at(name);
        const std::size_t skipped = from.empty() ? 0 : std::stoul(from);
        out_.sql += known.substr(std::min(skipped, known.size()));
        return {};
    }
    call builtin;
    if (!parse_call(found.inside, builtin) || !call_builtin(builtin)) return unknown(where, found);
    return {};
}

result<void> renderer::statement(place& where, const tag& found) {
    static const RE2 set_name(R"(set (\w+))");
    static const RE2 for_names(R"re(for (\w+) in context if (\w+)\.startswith\('(\w+)'\))re");
    std::string name;
    std::string same_name;
    std::string begin;
    if (RE2::FullMatch(found.inside, set_name, &name)) return render_set(where, found, name);
    if (RE2::FullMatch(found.inside, for_names, &name, &same_name, &begin) && name == same_name)
        return render_for(where, found, name, begin);
    if (found.inside != "if is_incremental()") return unknown(where, found);
    const auto end = end_of_block(where, found, "endif");
    if (!end) return end.error();
    if (settings_.is_incremental) {
        place inside{where.what, where.at, end->begin, where.known};
        if (auto done = render(inside); !done) return done.error();
    }
    where.at = end->end;
    return {};
}

result<void> renderer::render_set(place& where, const tag& found, const std::string& name) {
    const auto end = end_of_block(where, found, "endset");
    if (!end) return end.error();
    std::string outside;
    outside.swap(out_.sql);
    place inside{where.what, where.at, end->begin, where.known};
    if (auto done = render(inside); !done) return done.error();
    outside.swap(out_.sql);
    where.known[name] = std::move(outside);
    where.at = end->end;
    return {};
}

result<void> renderer::render_for(place& where, const tag& found, const std::string& name,
                                  const std::string& begin) {
    const auto end = end_of_block(where, found, "endfor");
    if (!end) return end.error();
    static const macro_map none;
    for (const auto& [macro, text] : settings_.macros == nullptr ? none : *settings_.macros) {
        if (!macro.starts_with(begin)) continue;
        names known = where.known;
        known[name] = macro;
        place inside{where.what, where.at, end->begin, known};
        if (auto done = render(inside); !done) return done.error();
    }
    where.at = end->end;
    return {};
}

}  // namespace

result<void> read_macros(const std::string& file, std::string_view text, macro_map& out) {
    static const RE2 open(R"(\{% macro (\w+)\(\) %\})");
    constexpr std::string_view close = "{% endmacro %}";
    std::size_t at = 0;
    for (;;) {
        at = text.find("{% macro ", at);
        if (at == std::string_view::npos) return {};
        const auto line =
            static_cast<std::size_t>(1 + std::ranges::count(text.substr(0, at), '\n'));
        const std::size_t begin = std::min(text.find("%}", at), text.size() - 2) + 2;
        const std::size_t end = text.find(close, begin);
        std::string name;
        if (end == std::string_view::npos ||
            !RE2::FullMatch(std::string(text.substr(at, begin - at)), open, &name) ||
            !out.try_emplace(name,
                             model_template{name, file, text.substr(begin, end - begin), line})
                 .second)
            return error{errc::bad_model,
                         file + ":" + std::to_string(line) +
                             ": a macro that does not end, has arguments or is there already"};
        at = end + close.size();
    }
}

result<rendered_model> render_model(const model_template& what, const template_settings& settings) {
    return renderer(settings).run(what);
}

}  // namespace attrib
