#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <libattrib/http/static_files.hpp>

namespace attrib {
namespace {

namespace fs = std::filesystem;

struct content_type {
    std::string_view ending;
    std::string_view name;
};
constexpr std::array content_types{
    content_type{".html", "text/html; charset=utf-8"},
    content_type{".css", "text/css; charset=utf-8"},
    content_type{".js", "text/javascript; charset=utf-8"},
    content_type{".mjs", "text/javascript; charset=utf-8"},
    content_type{".svg", "image/svg+xml"},
    content_type{".png", "image/png"},
    content_type{".woff2", "font/woff2"},
};

bool is_hidden(const fs::path& name) {
    return name.native().starts_with('.') || name == "node_modules";
}

}  // namespace

result<static_files> static_files::load(const fs::path& folder) {
    std::error_code wrong;
    fs::recursive_directory_iterator each(folder, wrong);
    if (wrong)
        return error{errc::file_not_found, folder.string() +
                                               ": cannot be read: " + wrong.message() +
                                               "; name the folder of the dashboard"};
    static_files all;
    for (; each != fs::recursive_directory_iterator(); each.increment(wrong)) {
        if (wrong) return error{errc::file_unreadable, folder.string() + ": " + wrong.message()};
        if (is_hidden(each->path().filename())) {
            if (each->is_directory()) each.disable_recursion_pending();
            continue;
        }
        const auto type = std::ranges::find(content_types, each->path().extension().string(),
                                            &content_type::ending);
        if (type == content_types.end() || !each->is_regular_file()) continue;
        std::ifstream file(each->path(), std::ios::binary);
        if (!file) return error{errc::file_unreadable, each->path().string() + ": cannot be read"};
        all.files_["/" + each->path().lexically_relative(folder).generic_string()] =
            make_ready({.content_type = std::string(type->name),
                        .body = {std::istreambuf_iterator<char>(file), {}}});
    }
    const auto index = all.files_.find("/index.html");
    if (index == all.files_.end())
        return error{errc::file_not_found, folder.string() + ": there is no index.html in it"};
    all.files_["/"] = index->second;
    return all;
}

shared_response static_files::find(std::string_view path) const {
    const auto found = files_.find(std::string(path));
    return found == files_.end() ? nullptr : found->second;
}

}  // namespace attrib
