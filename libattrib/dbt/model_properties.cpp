#include <fmt/format.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <libattrib/dbt/model_properties.hpp>

namespace attrib {
namespace {

struct test_kind {
    const char* name;
    column_test::kind kind;
};
constexpr std::array test_kinds{
    test_kind{"not_null", column_test::kind::not_null},
    test_kind{"unique", column_test::kind::unique},
    test_kind{"accepted_values", column_test::kind::accepted_values},
    test_kind{"relationships", column_test::kind::relationships},
    test_kind{"unique_together", column_test::kind::unique_together},
};

// Caught in read_properties only: the parser's own errors come as exceptions, too.
struct wrong_yaml {
    YAML::Mark mark;
    std::string problem;
};

std::string text_of(const YAML::Node& node, const char* what) {
    if (!node.IsDefined() || !node.IsScalar())
        throw wrong_yaml{node.Mark(), std::string(what) + " must be a text"};
    return node.Scalar();
}

// The list that a test's argument is.
std::vector<std::string> argument_texts(const YAML::Node& test, const YAML::Node& arguments,
                                        const char* name) {
    if (!arguments.IsMap() || !arguments[name].IsSequence())
        throw wrong_yaml{test.Mark(), std::string("arguments: ") + name + " must be a list"};
    std::vector<std::string> texts;
    for (const YAML::Node& each : arguments[name]) texts.push_back(text_of(each, name));
    return texts;
}

// The model that `ref('model')` names.
std::string model_of(const YAML::Node& node) {
    static const RE2 shape(R"re(ref\(['"](\w+)['"]\))re");
    std::string model;
    if (!RE2::FullMatch(text_of(node, "to"), shape, &model))
        throw wrong_yaml{node.Mark(), "to must be ref('model')"};
    return model;
}

column_test read_test(const YAML::Node& node, const std::string& model, const std::string& column) {
    const bool is_plain = node.IsScalar();
    if (!is_plain && (!node.IsMap() || node.size() != 1))
        throw wrong_yaml{node.Mark(), "a test is a name, or a name with its arguments"};
    const std::string name = is_plain ? node.Scalar() : node.begin()->first.Scalar();
    const YAML::Node given = is_plain ? YAML::Node() : node.begin()->second;
    const bool has_arguments = given.IsMap() && given["arguments"];
    const YAML::Node arguments = has_arguments ? given["arguments"] : YAML::Node();
    for (const test_kind& known : test_kinds) {
        if (name != known.name) continue;
        column_test test{known.kind, model, column};
        if (column.empty() != (known.kind == column_test::kind::unique_together))
            throw wrong_yaml{node.Mark(), name + (column.empty() ? " is a test of a column"
                                                                 : " is a test of a model")};
        if (known.kind == column_test::kind::accepted_values)
            test.values = argument_texts(node, arguments, "values");
        if (known.kind == column_test::kind::unique_together)
            test.columns = argument_texts(node, arguments, "columns");
        if (known.kind == column_test::kind::relationships) {
            if (!arguments.IsMap()) throw wrong_yaml{node.Mark(), "arguments: to and field"};
            test.to = model_of(arguments["to"]);
            test.field = text_of(arguments["field"], "field");
        }
        return test;
    }
    throw wrong_yaml{node.Mark(), "there is no test '" + name +
                                      "'; there are not_null, unique, accepted_values, "
                                      "relationships and unique_together"};
}

void read_columns(const YAML::Node& columns, const std::string& model, project_properties& out) {
    for (const YAML::Node& column : columns) {
        const std::string name = text_of(column["name"], "a column's name");
        if (column["description"])
            out.columns[model][name] = text_of(column["description"], "description");
        for (const YAML::Node& test : column["data_tests"])
            out.tests.push_back(read_test(test, model, name));
    }
}

void read_models(const YAML::Node& models, project_properties& out) {
    for (const YAML::Node& model : models) {
        const std::string name = text_of(model["name"], "a model's name");
        out.descriptions[name] = text_of(model["description"], "a model's description");
        for (const YAML::Node& test : model["data_tests"])
            out.tests.push_back(read_test(test, name, {}));
        read_columns(model["columns"], name, out);
    }
}

void read_sources(const YAML::Node& sources, project_properties& out) {
    for (const YAML::Node& source : sources)
        out.sources.insert(text_of(source["name"], "a source's name"));
}

}  // namespace

std::string name_of(const column_test& test) {
    const auto* const known = std::ranges::find(test_kinds, test.what, &test_kind::kind);
    return fmt::format("{}_{}{}{}", known->name, test.model, test.column.empty() ? "" : "_",
                       test.column);
}

result<void> read_properties(const std::string& file, std::string_view text,
                             project_properties& out) {
    const auto wrong = [&](const YAML::Mark& mark, const std::string& problem) {
        return error{errc::bad_model, fmt::format("{}:{}: {}", file, mark.line + 1, problem)};
    };
    try {
        for (const auto& part : YAML::Load(std::string(text))) {
            const std::string name = part.first.Scalar();
            if (name == "models" || name == "seeds")
                read_models(part.second, out);
            else if (name == "sources")
                read_sources(part.second, out);
            else if (name != "version")
                return wrong(part.first.Mark(), "there is no property '" + name + "'");
        }
    } catch (const wrong_yaml& caught) {
        return wrong(caught.mark, caught.problem);
    } catch (const YAML::Exception& caught) {
        return wrong(caught.mark, caught.msg);
    }
    return {};
}

}  // namespace attrib
