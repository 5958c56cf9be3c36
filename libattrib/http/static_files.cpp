#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <libattrib/core/hash.hpp>
#include <libattrib/http/static_files.hpp>
#include <span>

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

constexpr std::string_view index_name = "index.html";

std::string_view content_type_of(std::string_view name) noexcept {
    const auto found = std::ranges::find_if(
        content_types, [name](const content_type& each) { return name.ends_with(each.ending); });
    return found == content_types.end() ? std::string_view() : found->name;
}

bool is_hidden(const fs::path& name) {
    return name.native().starts_with('.') || name == "node_modules";
}

std::span<const embedded_file> all_of(const embedded_file* files) {
    std::size_t count = 0;
    while (!files[count].name.empty()) ++count;
    return {files, count};
}

bool holds(std::span<const embedded_file> files, std::string_view name) {
    return std::ranges::find(files, name, &embedded_file::name) != files.end();
}

std::string digest_of(std::span<const embedded_file> files) {
    std::uint64_t digest = 0;
    for (const embedded_file& each : files)
        for (const std::string_view text : {each.name, each.text})
            digest = mix(digest) ^ hash_of(text);
    return fmt::format("{:016x}", mix(digest));
}

// As a browser reads a reference from a page in the root.
std::string_view name_referred_to(std::string_view reference) {
    if (reference.starts_with("./")) return reference.substr(2);
    return reference.starts_with('/') ? reference.substr(1) : reference;
}

// `page` with each reference to one of `files` led to below `root`.
std::string with_references_below(std::string_view root, std::string_view page,
                                  std::span<const embedded_file> files) {
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = page.find("=\""); at != std::string_view::npos;
         at = page.find("=\"", at + 2)) {
        const std::string_view before = page.substr(0, at);
        if (!before.ends_with("href") && !before.ends_with("src")) continue;
        const std::size_t begin = at + 2;
        const std::size_t end = std::min(page.find('"', begin), page.size());
        const std::string_view name = name_referred_to(page.substr(begin, end - begin));
        if (name == index_name || !holds(files, name)) continue;
        out.append(page.substr(copied, begin - copied)).append(root).append(name);
        copied = end;
    }
    return out.append(page.substr(copied));
}

}  // namespace

void static_files::add(const std::string& path, std::string_view name, std::string text,
                       bool is_immutable) {
    const std::string_view type = content_type_of(name);
    if (type.empty()) return;
    files_[path] = make_ready(
        {.content_type = std::string(type), .body = std::move(text), .is_immutable = is_immutable});
    if (path == "/index.html") files_["/"] = files_[path];
}

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
        const std::string name = each->path().filename().string();
        if (is_hidden(each->path().filename())) {
            if (each->is_directory()) each.disable_recursion_pending();
            continue;
        }
        if (content_type_of(name).empty() || !each->is_regular_file()) continue;
        std::ifstream file(each->path(), std::ios::binary);
        if (!file) return error{errc::file_unreadable, each->path().string() + ": cannot be read"};
        all.add("/" + each->path().lexically_relative(folder).generic_string(), name,
                {std::istreambuf_iterator<char>(file), {}});
    }
    if (!all.find("/"))
        return error{errc::file_not_found, folder.string() + ": there is no index.html in it"};
    return all;
}

static_files static_files::of(const embedded_file* files) {
    const auto given = all_of(files);
    const std::string root = "/assets/" + digest_of(given) + "/";
    static_files all;
    for (const auto& [name, text] : given) {
        if (name == index_name)
            all.add("/index.html", name, with_references_below(root, text, given));
        else
            all.add(root + std::string(name), name, std::string(text), true);
    }
    return all;
}

shared_response static_files::find(std::string_view path) const {
    const auto found = files_.find(std::string(path));
    return found == files_.end() ? nullptr : found->second;
}

}  // namespace attrib
