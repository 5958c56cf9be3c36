#include <libattrib/report/path_text.hpp>

namespace attrib {
namespace {

constexpr const char* multiplied_by = " \xc3\x97";  // U+00D7

std::string step_text(const json& step) {
    std::string text;
    std::string times;
    for (const auto& [name, value] : step.items()) {
        if (name == "times") {
            if (value > 1) times = multiplied_by + value.dump();
            continue;
        }
        if (!text.empty()) text += " / ";
        text += value.is_null() ? "(none)" : value.get<std::string>();
    }
    return text + times;
}

}  // namespace

std::string path_text(const json& steps) {
    std::string text;
    for (const json& step : steps) {
        if (!text.empty()) text += " > ";
        text += step_text(step);
    }
    return text;
}

}  // namespace attrib
