#include <algorithm>
#include <libattrib/dbt/model_graph.hpp>
#include <sstream>

namespace attrib {
namespace {

template <class List>
bool is_in(const List& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
}

bool is_model(std::span<const model_node> models, const std::string& name) {
    return std::ranges::any_of(models, [&](const model_node& each) { return each.name == name; });
}

// Adds what the chosen refer to (or who refers to them) until nothing is new.
void spread(std::span<const model_node> models, bool upwards, std::set<std::string>& chosen) {
    for (std::size_t before = 0; before != chosen.size();) {
        before = chosen.size();
        for (const model_node& model : models)
            for (const std::string& ref : model.refs) {
                if (upwards && chosen.contains(model.name) && is_model(models, ref))
                    chosen.insert(ref);
                if (!upwards && chosen.contains(ref)) chosen.insert(model.name);
            }
    }
}

std::set<std::string> chosen_by(std::span<const model_node> models, std::string selector) {
    const bool with_parents = selector.starts_with('+');
    if (with_parents) selector.erase(0, 1);
    const bool with_children = selector.ends_with('+');
    if (with_children) selector.pop_back();
    std::set<std::string> chosen;
    for (const model_node& model : models)
        if (model.name == selector || model.file.find("/" + selector + "/") != std::string::npos)
            chosen.insert(model.name);
    std::set<std::string> children = chosen;
    if (with_parents) spread(models, true, chosen);
    if (with_children) spread(models, false, children);
    chosen.merge(children);
    return chosen;
}

}  // namespace

result<std::vector<model_node>> order_models(std::span<const model_node> models,
                                             std::span<const std::string> seeds) {
    for (const model_node& model : models)
        for (const std::string& ref : model.refs)
            if (!is_model(models, ref) && !is_in(seeds, ref))
                return error{errc::bad_model,
                             model.file + ": refers to " + ref + ", which is not there"};
    std::vector<std::string> ready(seeds.begin(), seeds.end());
    std::vector<model_node> order;
    while (order.size() < models.size()) {
        const std::size_t before = order.size();
        for (const model_node& model : models) {
            if (is_in(ready, model.name) ||
                !std::ranges::all_of(model.refs,
                                     [&](const std::string& ref) { return is_in(ready, ref); }))
                continue;
            ready.push_back(model.name);
            order.push_back(model);
        }
        if (order.size() != before) continue;
        std::string left;
        for (const model_node& model : models)
            if (!is_in(ready, model.name)) left += " " + model.name;
        return error{errc::bad_model, "these models wait for one another:" + left};
    }
    return order;
}

result<std::set<std::string>> select_models(std::span<const model_node> models,
                                            std::span<const std::string> selectors) {
    std::set<std::string> chosen;
    for (const std::string& words : selectors) {
        std::istringstream each(words);
        for (std::string selector; each >> selector;) {
            std::set<std::string> found = chosen_by(models, selector);
            if (found.empty())
                return error{errc::invalid_option,
                             "--select " + selector +
                                 ": no model or folder has this name; see attrib-model list"};
            chosen.merge(found);
        }
    }
    if (chosen.empty())
        for (const model_node& model : models) chosen.insert(model.name);
    return chosen;
}

}  // namespace attrib
