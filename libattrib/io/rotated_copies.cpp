#include <sys/stat.h>

#include <algorithm>
#include <libattrib/io/byte_source.hpp>
#include <libattrib/io/rotated_copies.hpp>

namespace attrib {
namespace {

namespace fs = std::filesystem;

// Takes ".gz" or ".zst" off, then the extension of the file that was rotated.
std::string_view without_endings(std::string_view name, const std::string& extension) {
    for (const std::string_view ending : {std::string_view(".gz"), std::string_view(".zst")})
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    if (name.ends_with(extension)) name.remove_suffix(extension.size());
    return name;
}

// Whether what rotation added to a name is a number or a date.
bool is_number(std::string_view added) {
    constexpr std::string_view allowed = "0123456789.-_:T+Z";
    return added.find_first_of("0123456789") != std::string_view::npos &&
           added.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::vector<rotated_copy> rotated_copies(const std::string& path) {
    const fs::path named = fs::absolute(path);
    const std::string name = named.filename().string();
    const std::string stem = named.stem().string();
    std::vector<rotated_copy> copies;
    std::error_code unreadable;
    for (const fs::directory_entry& entry :
         fs::directory_iterator(named.parent_path(), unreadable)) {
        const std::string other = entry.path().filename().string();
        struct stat status {};
        if (other == name || !other.starts_with(stem) ||
            ::stat(entry.path().c_str(), &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        const std::string_view base = without_endings(other, named.extension().string());
        std::string_view added = base.substr(std::min(base.size(), stem.size()));
        if (other.starts_with(name))
            added = without_endings(std::string_view(other).substr(name.size()), {});
        std::error_code gone;
        copies.push_back({entry.path().string(), status.st_ino,
                          fs::last_write_time(entry.path(), gone), is_number(added)});
    }
    std::ranges::sort(copies, {},
                      [](const rotated_copy& each) { return std::pair(each.written, each.path); });
    return copies;
}

bool holds(const std::string& path, std::uint64_t position, const content_mark& mark) {
    if (position < mark.bytes) return false;
    const auto source = open_byte_source(path);
    if (!source || !(*source)->skip(position - mark.bytes)) return false;
    std::string before(mark.bytes, '\0');
    const auto got = (*source)->read(before.data(), before.size());
    return got && *got == before.size() && mark_of(before) == mark;
}

}  // namespace attrib
