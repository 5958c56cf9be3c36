#include <algorithm>
#include <apps/console/output_clash.hpp>
#include <filesystem>
#include <libattrib/core/error.hpp>
#include <libattrib/io/output_file.hpp>

namespace attrib::console {
namespace {

namespace fs = std::filesystem;

bool is_replaceable(const std::string& path) {
    if (path.empty() || path == "-") return false;
    std::error_code absent;
    const fs::file_status status = fs::status(path, absent);
    return !fs::exists(status) || fs::is_regular_file(status);
}

bool is_same_file(const std::string& one, const std::string& other) {
    std::error_code absent;
    return replaced_path(one) == replaced_path(other) || fs::equivalent(one, other, absent);
}

}  // namespace

void refuse_output_clash(const std::vector<std::string>& inputs,
                         const std::vector<std::string>& outputs) {
    for (auto output = outputs.begin(); output != outputs.end(); ++output) {
        if (!is_replaceable(*output)) continue;
        const auto is_output = [&](const std::string& other) {
            return is_replaceable(other) && is_same_file(*output, other);
        };
        if (const auto input = std::ranges::find_if(inputs, is_output); input != inputs.end())
            throw failure(errc::invalid_option, *output + ": would be written over the input " +
                                                    *input + "; choose another place for it");
        if (std::any_of(outputs.begin(), output, is_output))
            throw failure(errc::invalid_option,
                          *output + ": is named for two outputs; choose another place for one");
    }
}

}  // namespace attrib::console
