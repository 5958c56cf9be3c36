#include <re2/re2.h>

#include <algorithm>
#include <libattrib/dbt/model_template.hpp>
#include <libattrib/dbt/template_expression.hpp>
#include <optional>

namespace attrib {
namespace {

std::string without_spaces(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\n") - begin + 1));
}

// Names with commas between.
std::vector<std::string> names_in(const std::string& list) {
    static const RE2 word(R"((\w+))");
    std::vector<std::string> names;
    re2::StringPiece rest(list);
    for (std::string name; RE2::FindAndConsume(&rest, word, &name);) names.push_back(name);
    return names;
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
    result<std::string> render_apart(place inside);
    result<void> expression(const place& where, const tag& found);
    result<void> statement(place& where, const tag& found);
    result<std::string> value_of(const place& where, const tag& found,
                                 const template_expression& read);
    result<std::string> call_macro(const place& where, const tag& found, const std::string& name,
                                   const std::vector<std::string>& arguments);
    std::optional<std::string> call_builtin(const template_expression& read,
                                            const std::vector<std::string>& arguments);
    [[nodiscard]] std::string name_in_dialect(const std::string& name) const;
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
                         "' is not among config, ref, source that a .yml file names, var with a "
                         "value, macros, names, if is_incremental(), set and for ... in context");
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

// Leaves what was rendered before as it is.
result<std::string> renderer::render_apart(place inside) {
    std::string text;
    text.swap(out_.sql);
    auto done = render(inside);
    text.swap(out_.sql);
    if (!done) return done.error();
    return text;
}

// What is no macro of ours; nothing when it is not known.
std::optional<std::string> renderer::call_builtin(const template_expression& read,
                                                  const std::vector<std::string>& arguments) {
    const bool has_keys =
        std::ranges::any_of(read.keys, [](const std::string& key) { return !key.empty(); });
    const std::string first = arguments.empty() ? std::string() : arguments.front();
    if (read.word == "config") {
        if (std::ranges::find(read.keys, std::string()) != read.keys.end()) return {};
        for (std::size_t i = 0; i < arguments.size(); ++i) out_.config[read.keys[i]] = arguments[i];
        return std::string();
    }
    if (has_keys) return {};
    if (read.word == "ref" && arguments.size() == 1) {
        if (std::ranges::find(out_.refs, first) == out_.refs.end()) out_.refs.push_back(first);
        return settings_.relation_of_model(first);
    }
    if (read.word == "source" && arguments.size() == 2) {
        const std::string relation = settings_.relation_of_source(first, arguments[1]);
        return relation.empty() ? std::nullopt : std::optional(relation);
    }
    if (read.word == "var" && (arguments.size() == 1 || arguments.size() == 2)) {
        const auto given = settings_.vars.find(first);
        if (given != settings_.vars.end()) return given->second;
        return arguments.size() == 1 ? std::nullopt : std::optional(arguments[1]);
    }
    const auto given = settings_.macro_texts.find(read.word);
    if (given == settings_.macro_texts.end() || !arguments.empty()) return {};
    return given->second;
}

std::string renderer::name_in_dialect(const std::string& name) const {
    const std::string own = settings_.dialect + "__" + name;
    const bool is_there = settings_.macros != nullptr && settings_.macros->contains(own);
    return is_there ? own : "default__" + name;
}

result<std::string> renderer::call_macro(const place& where, const tag& found,
                                         const std::string& name,
                                         const std::vector<std::string>& arguments) {
    if (settings_.macros == nullptr || !settings_.macros->contains(name))
        return unknown(where, found);
    const model_template& macro = settings_.macros->at(name);
    if (macro.parameters.size() != arguments.size())
        return wrong(where, found.begin,
                     name + " takes " + std::to_string(macro.parameters.size()) +
                         " arguments, and has " + std::to_string(arguments.size()));
    if (calls_ == most_calls) return wrong(where, found.begin, name + " calls itself");
    names known;
    for (std::size_t i = 0; i < arguments.size(); ++i) known[macro.parameters[i]] = arguments[i];
    ++calls_;
    auto text = render_apart({macro, 0, macro.text.size(), known});
    --calls_;
    return text;
}

result<std::string> renderer::value_of(const place& where, const tag& found,
                                       const template_expression& read) {
    if (read.what == template_expression::kind::text) return read.word;
    if (read.what == template_expression::kind::name) {
        if (!where.known.contains(read.word)) return unknown(where, found);
        return where.known.at(read.word);
    }
    std::vector<std::string> arguments;
    for (const template_expression& each : read.arguments) {
        auto value = value_of(where, found, each);
        if (!value) return value.error();
        arguments.push_back(std::move(*value));
    }
    if (read.is_dispatched) return call_macro(where, found, name_in_dialect(read.word), arguments);
    if (auto text = call_builtin(read, arguments)) return std::move(*text);
    return call_macro(where, found, read.word, arguments);
}

result<void> renderer::expression(const place& where, const tag& found) {
    static const RE2 macro_by_name(R"(context\[(\w+)\]\(\))");
    static const RE2 rest_of_name(R"((\w+)\[(\d+):\])");
    std::string name;
    std::string from;
    if (RE2::FullMatch(found.inside, rest_of_name, &name, &from) && where.known.contains(name)) {
        const std::string& known = where.known.at(name);
        out_.sql += known.substr(std::min<std::size_t>(std::stoul(from), known.size()));
        return {};
    }
    auto text = result<std::string>(unknown(where, found));
    if (RE2::FullMatch(found.inside, macro_by_name, &name) && where.known.contains(name))
        text = call_macro(where, found, where.known.at(name), {});
    else if (const auto read = parse_expression(found.inside))
        text = value_of(where, found, *read);
    if (!text) return text.error();
    out_.sql += *text;
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
    auto text = render_apart({where.what, where.at, end->begin, where.known});
    if (!text) return text.error();
    where.known[name] = std::move(*text);
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
    static const RE2 open(R"(\{% macro (\w+)\((\w+(?:, \w+)*)?\) %\})");
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
        std::string parameters;
        if (end == std::string_view::npos ||
            !RE2::FullMatch(std::string(text.substr(at, begin - at)), open, &name, &parameters) ||
            !out.try_emplace(name, model_template{name, file, text.substr(begin, end - begin), line,
                                                  names_in(parameters)})
                 .second)
            return error{errc::bad_model,
                         file + ":" + std::to_string(line) +
                             ": a macro that does not end, has arguments with defaults, or has "
                             "the name of another"};
        at = end + close.size();
    }
}

result<rendered_model> render_model(const model_template& what, const template_settings& settings) {
    return renderer(settings).run(what);
}

}  // namespace attrib
